"""Fixtures of the tests of the pages: an app on a fresh installation, and people who visit it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from koppel.home import Home
from unit.web.visiting import Visitor
from unit.web.world import Pages, make_pages


@pytest.fixture
def pages(sqlite_home: Home) -> Pages:
    """The app; nobody has been set up."""
    return make_pages(sqlite_home)


@pytest.fixture
def stranger(pages: Pages) -> Visitor:
    """A browser that has never been here, and asks for English."""
    return Visitor(pages, headers={"Accept-Language": "en"})


@pytest.fixture
def admin(pages: Pages) -> Visitor:
    """The administrator, who reads English."""
    return Visitor(pages).set_up()


@pytest.fixture
def dutch_admin(pages: Pages) -> Visitor:
    """The administrator, who reads Dutch."""
    return Visitor(pages).set_up(language="nl")


@pytest.fixture
def runs_asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Runs that were asked for; they stand on record and nobody executes them."""
    asked: list[dict[str, Any]] = []

    def note(home: Home, name: str, **more: Any) -> int:
        from koppel.sync.runs import new_run

        asked.append({"name": name, **more})
        return new_run(home, name, trigger=more.get("trigger", "manual"), only=more.get("only", ()))

    for module in ("koppel.web.runs", "koppel.web.api.runs"):
        monkeypatch.setattr(f"{module}.request_run", note)
    return asked


MakePages = Callable[..., Pages]


@pytest.fixture
def pages_at(sqlite_home: Home) -> MakePages:
    """`pages_at("https://books.example/koppel")`: the app under a public address."""
    return lambda url=None: make_pages(sqlite_home, public_url=url)
