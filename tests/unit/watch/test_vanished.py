"""A value that vanished from the package holds the documents that need it, and no others."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from koppel.api import LineTax, Option
from koppel.model import Document
from koppel.store import LedgerRow
from koppel.sync import integrations
from koppel.sync.issues import open_issues
from koppel.sync.severity import Severity
from koppel.testing.clock import Clock
from support.memory import World, order
from unit.watch.conftest import RunIt


def states(world: World) -> dict[str, str]:
    """State by number."""
    with world.home.reading() as session:
        return {row.number: row.state for row in session.query(LedgerRow)}


def reduced(number: str) -> Document:
    """An order at 9 %."""
    made = order(number, gross="109.00")
    tax = LineTax(country="NL", rate=Decimal(9), amount=Decimal("9.00"))
    amounts = replace(made.lines[0].amounts, net=Decimal("100.00"), tax=Decimal("9.00"))
    return replace(made, total_tax=Decimal("9.00"), lines=(replace(made.lines[0], amounts=amounts, taxes=(tax,)),))


@pytest.fixture
def both(world: World) -> World:
    """Codes for both rates are chosen."""
    integrations.set_answers(world.home, "webshop", {"vat_mapping": {"NL-21": "H", "NL-9": "L"}})
    return world


def offer(world: World, *codes: str) -> None:
    """The package's list of VAT codes from now on; a day later, when the kept list is asked for anew."""
    fits = {"H": ("NL-21",), "L": ("NL-9",), "N": ("NL-21",)}
    found = [Option(value=code, label=code, fits=fits[code]) for code in codes]
    connector = world.home.plugins.installed["memory-books"].connector
    connector.options_codes = lambda *_: found  # type: ignore[attr-defined]


def test_only_the_documents_that_need_it_wait(both: World, run: RunIt, clock: Clock) -> None:
    """The others are booked in the same run; one issue names the setting and its row."""
    offer(both, "L", "N")
    clock.advance(days=2)
    both.shop.put(order("1001"), reduced("1002"), order("1003"))

    assert run().state == "done"
    assert states(both) == {"1001": "held", "1002": "booked", "1003": "held"}
    [issue] = open_issues(both.home)
    assert (issue.kind, issue.severity) == ("choice_vanished", Severity.WAITS)
    assert (issue.integration, issue.step, issue.row) == ("webshop", "vat_mapping", "NL-21")


def test_choosing_anew_lets_them_go(both: World, run: RunIt, clock: Clock) -> None:
    """The issue closes by itself, and nothing is lost."""
    offer(both, "L", "N")
    clock.advance(days=2)
    both.shop.put(order("1001"))
    run()
    integrations.set_answers(both.home, "webshop", {"vat_mapping": {"NL-21": "N", "NL-9": "L"}})
    run()

    assert states(both) == {"1001": "booked"}
    assert open_issues(both.home) == []


def test_a_value_that_comes_back_lets_them_go(both: World, run: RunIt, clock: Clock) -> None:
    """As when somebody had blocked an account by mistake."""
    offer(both, "L", "N")
    clock.advance(days=2)
    both.shop.put(order("1001"))
    run()
    offer(both, "H", "L")
    clock.advance(days=2)
    run()

    assert (states(both), open_issues(both.home)) == ({"1001": "booked"}, [])


def test_an_empty_list_proves_nothing(both: World, run: RunIt, clock: Clock) -> None:
    """A service that gives an empty list for a moment takes nothing away."""
    offer(both)
    clock.advance(days=2)
    both.shop.put(order("1001"))
    run()

    assert (states(both), open_issues(both.home)) == ({"1001": "booked"}, [])


def test_the_lists_are_asked_for_anew_every_day(both: World, run: RunIt, clock: Clock) -> None:
    """Within a day the kept list counts: an hourly run would spend calls on lists that hardly ever change."""
    run()
    offer(both, "L", "N")
    clock.advance(hours=12)
    run()
    assert open_issues(both.home) == []
    clock.advance(hours=13)
    run()
    assert [issue.kind for issue in open_issues(both.home)] == ["choice_vanished"]
