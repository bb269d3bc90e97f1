"""Hold, release, booked by hand, link and import again, from the pages and in the JSON API."""

from __future__ import annotations

from typing import Any

import pytest
import redis

from koppel.store import LedgerRow
from koppel.sync.history import document
from koppel.work import queue as queues
from unit.web.test_api import Program, program  # noqa: F401 - the fixture
from unit.web.visiting import Visitor, said
from unit.web.world import ANSWERS, Pages, orders

OWN = "/integrations/1"


@pytest.fixture
def held(pages: Pages) -> Pages:
    """The table lacks a row, so the sales are held."""
    pages.shop.put(*orders())
    pages.couple({**ANSWERS, "vat_mapping": {"NL-9": "L"}}, activate=True)
    pages.run()
    return pages


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run is only put on record."""

    def away(*_: Any, **__: Any) -> None:
        raise redis.ConnectionError

    monkeypatch.setattr(queues, "enqueue", away)


def stands(pages: Pages, key: str = "order:1001") -> tuple[str, str | None]:
    """State and reason of a document."""
    row = document(pages.home, "webshop", key).row
    return row.state, row.reason


def test_a_document_is_kept_back_and_released_on_its_page(held: Pages, admin: Visitor) -> None:
    """The page offers the one that fits, and says what it means."""
    page = f"{OWN}/documents/order:1001"
    assert "Keep back" in admin.text(page)
    answer = admin.post(f"{OWN}/hold", document="order:1001", one="yes")
    assert answer.location == page
    assert stands(held) == ("held", "on_hold")
    assert "It is booked after you release it." in admin.text(page)
    assert "Try again" not in admin.text(page)

    assert "/runs/" in admin.post(f"{OWN}/release", document="order:1001", one="yes").location
    with held.home.reading() as session:
        assert session.query(LedgerRow).filter_by(document_key="order:1001").one().on_hold_at is None


def test_several_are_chosen_in_the_history(held: Pages, admin: Visitor) -> None:
    """Each that is not booked has a box; without any chosen nothing happens, and that is said."""
    page = admin.get(f"{OWN}/history").text
    assert 'value="order:1001" form="chosen"' in page
    admin.send(f"{OWN}/skip", {"document": ["order:1001", "order:1005"]})
    assert stands(held) == stands(held, "order:1005") == ("skipped", "by_hand")

    for action in ("hold", "release", "skip", "retry-chosen"):
        admin.post(f"{OWN}/{action}")
        assert "Choose one or more documents first." in said(admin.get(f"{OWN}/history"))


def test_what_cannot_be_linked_is_told(held: Pages, admin: Visitor) -> None:
    """In words, on the document's page; nothing changes."""
    admin.post(f"{OWN}/link", document="order:1001", one="yes")
    assert "It is not known yet" in said(admin.get(f"{OWN}/documents/order:1001"))
    assert stands(held)[0] == "held"


def test_importing_again_asks_before_it_goes_before_the_start_day(held: Pages, admin: Visitor) -> None:
    """Without a day, or with one before the start day, the page says so; with the box it goes on to the run."""
    for day, told in (("", "Choose a day."), ("2026-01-01", "books from 2026-06-01 on")):
        admin.send(f"{OWN}/again", {"from": day})
        assert told in said(admin.get(f"{OWN}"))
    assert "/runs/" in admin.send(f"{OWN}/again", {"from": "2026-01-01", "before_start_day": "yes"}).location


def test_the_api_holds_releases_skips_and_links(held: Pages, program: Program) -> None:  # noqa: F811 - the fixture
    """The keys that changed come back; what is too late is an error in words."""
    own = "/integrations/webshop"
    named = {"documents": ["1001"]}
    assert program.call("POST", f"{own}/hold", json=named).json == {"documents": ["order:1001"]}
    released = program.call("POST", f"{own}/release", json={"documents": []})
    assert (released.status_code, released.json["due"]) == (202, 1)
    assert program.call("POST", f"{own}/skip", json=named).json == {"documents": ["order:1001"]}
    refused = program.call("POST", f"{own}/link", json={"document": "nothing"})
    assert (refused.status_code, refused.json["kind"]) == (422, "WrongUse")
    assert program.call("POST", f"{own}/hold", json={"documents": []}).status_code == 422


def test_the_api_imports_again(held: Pages, program: Program) -> None:  # noqa: F811 - the fixture
    """The run that does it is named; a day before the start day is refused."""
    own = "/integrations/webshop/again"
    assert program.call("POST", own, json={"from": "2026-06-05"}).status_code == 202
    assert program.call("POST", own, json={"from": "2026-01-05"}).json["kind"] == "BeforeStartDay"
