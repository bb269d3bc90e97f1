"""Call limits on the connection's page and in the API."""

from __future__ import annotations

from typing import Any

import pytest

from koppel.connections import limits
from koppel.connectors import Limit
from unit.web.test_api import Program
from unit.web.visiting import Visitor, said
from unit.web.world import Pages


@pytest.fixture
def limited(pages: Pages) -> Pages:
    """A shop with a documented limit a minute."""
    pages.home.plugins.connector("test-shop").limits = (Limit(calls=60, window_s=60),)
    pages.connect()
    return pages


def fields(**values: str) -> dict[str, Any]:
    return {"limit.60": values.get("minute", ""), "limit.3600": values.get("hour", ""), "limit.86400": ""}


def test_they_are_saved(limited: Pages, admin: Visitor) -> None:
    """Empty fields are the usual limits."""
    admin.send("/connections/1/limits", fields(minute="30", hour="500"))

    assert [window.own for window in limits.show(limited.home, "shop").windows] == [30, 500, None]
    assert "The service allows 60; at most 60 can be chosen." in admin.text("/connections/1")


@pytest.mark.parametrize(("typed", "told"), [("61", "at most 60 calls per minute"), ("lots", "lots is no number")])
def test_what_is_wrong_is_said_and_stays_typed(limited: Pages, admin: Visitor, typed: str, told: str) -> None:
    """Nothing is saved."""
    answer = admin.send("/connections/1/limits", fields(minute=typed))

    assert answer.status_code == 422
    assert told in said(answer)
    assert f'value="{typed}"' in answer.text
    assert limits.show(limited.home, "shop").windows[0].own is None


def test_they_go_back(limited: Pages, admin: Visitor) -> None:
    """One button for all."""
    limits.choose(limited.home, "shop", {60: 30})
    admin.post("/connections/1/limits/reset")

    assert limits.show(limited.home, "shop").windows[0].own is None


def test_the_api_shows_changes_and_resets(limited: Pages, admin: Visitor) -> None:
    """The same objects as the command prints."""
    program = Program(limited)
    changed = program.call("PATCH", "/connections/shop/limits", json={"limits": {"60": 10, "3600": 100}})
    assert changed.status_code == 200
    assert [window["own"] for window in program.get("/connections/shop/limits")["windows"]] == [10, 100, None]
    assert (
        program.call("PATCH", "/connections/shop/limits", json={"limits": {"60": None}}).json["windows"][0]["own"]
        is None
    )
    assert program.call("DELETE", "/connections/shop/limits").json["windows"][1]["own"] is None


@pytest.mark.parametrize("given", [{"60": 0}, {"60": 61}, {"7": 1}, {"60": "many"}, {"minute": 3}])
def test_the_api_refuses_in_words(limited: Pages, admin: Visitor, given: dict[str, Any]) -> None:
    """As everywhere: 422 and a sentence."""
    answer = Program(limited).call("PATCH", "/connections/shop/limits", json={"limits": given})

    assert answer.status_code == 422
    assert answer.json["error"]


def test_the_api_makes_and_removes_a_webhook(limited: Pages, admin: Visitor) -> None:
    """A service that has none says so."""
    program = Program(limited)

    assert program.get("/connections/shop/webhook") == {"offered": False}
    assert program.call("POST", "/connections/shop/webhook", json={}).status_code == 422
    assert program.call("DELETE", "/connections/shop/webhook").status_code == 422
    assert program.call("GET", "/connections/nobody/webhook").status_code == 404
