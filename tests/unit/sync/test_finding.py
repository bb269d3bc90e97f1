"""Finding documents: which words find what, the period, and turning pages without losing or repeating a document."""

from __future__ import annotations

from datetime import date

import pytest

from koppel.errors import WrongUse
from koppel.home import Home
from koppel.model import Party
from koppel.sync.finding import Wanted, find
from koppel.sync.runner import Runner
from koppel.sync.runs import new_run
from support.memory import build, order


@pytest.fixture
def filled(home: Home) -> Home:
    """Seven orders; the fifth has a buyer with a percent sign, the sixth is not paid and waits."""
    world = build(home)
    world.shop.put(*(order(str(2001 + number)) for number in range(4)))
    world.shop.put(order("2005", buyer=Party(name="Fifty%_off Ltd")), order("2006", status="pending"), order("2007"))
    while Runner(home, new_run(home, "webshop", trigger="manual")).run().state == "again":
        pass
    return home


def numbers(home: Home, wanted: Wanted) -> list[str]:
    """What is found, newest first."""
    return [row.number for row in find(home, "webshop", wanted).rows]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("2003", ["2003"]),
        ("customer 2003", ["2003"]),
        ("CUSTOMER", ["2007", "2006", "2004", "2003", "2002", "2001"]),
        ("customer 2003 2004", []),
        ("260001", ["2001"]),
        ("%_", ["2005"]),
        ("_", ["2005"]),
        ("/", []),
    ],
)
def test_every_word_must_be_somewhere(filled: Home, words: str, found: list[str]) -> None:
    """In the number, the name, the reference or the package's number; signs of the database's patterns are only signs."""
    assert numbers(filled, Wanted(words=words)) == found


def test_a_period_holds_what_has_no_booking_too(filled: Home) -> None:
    """What waits has no date of booking: the day on which it was first seen counts."""
    today = filled.now().date()
    assert numbers(filled, Wanted(begin=date(2026, 6, 10), until=date(2026, 6, 10), state="booked"))[0] == "2007"
    assert numbers(filled, Wanted(begin=today, until=today)) == ["2006"]
    assert numbers(filled, Wanted(until=date(2020, 1, 1))) == []


def test_turning_pages_shows_each_document_once(filled: Home) -> None:
    """Down to the oldest and up again; at either end there is nothing further."""
    seen, place = [], None
    while True:
        page = find(filled, "webshop", Wanted(), place=place, limit=3)
        seen.append([row.number for row in page.rows])
        if page.older is None:
            break
        place = page.older
    assert seen == [["2007", "2006", "2005"], ["2004", "2003", "2002"], ["2001"]]
    assert page.newer is not None
    back = find(filled, "webshop", Wanted(), place=page.newer, limit=3)
    assert [row.number for row in back.rows] == ["2004", "2003", "2002"]
    assert back.newer is not None
    top = find(filled, "webshop", Wanted(), place=back.newer, limit=3)
    assert ([row.number for row in top.rows], top.newer, top.total) == (["2007", "2006", "2005"], None, 7)


def test_an_integration_that_does_not_exist_is_named(home: Home) -> None:
    """As everywhere."""
    with pytest.raises(WrongUse, match="no integration other"):
        find(home, "other", Wanted())
