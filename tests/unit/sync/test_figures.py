"""The figures of the overview: what was booked today, this month and on each day, in the reader's own days."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from koppel.home import Home
from koppel.store import LedgerRow
from koppel.sync import integrations
from koppel.sync.figures import Figures, figures
from koppel.sync.runner import Runner
from koppel.sync.runs import new_run
from support.memory import build, order

ZONE = "Europe/Amsterdam"
NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)


def booked(home: Home, *when: tuple[str, datetime, str]) -> Figures:
    """The figures when orders of these amounts were booked at these moments."""
    home.now = lambda: NOW
    world = build(home)
    world.shop.put(*(order(str(3001 + n), gross=gross, currency=cur) for n, (gross, _, cur) in enumerate(when)))
    while Runner(home, new_run(home, "webshop", trigger="manual")).run().state == "again":
        pass
    with home.writing() as session:
        for row, (_, at, _) in zip(session.query(LedgerRow).order_by(LedgerRow.id), when, strict=True):
            row.booked_at = at
    number = integrations.show(home, "webshop").id
    return figures(home, [number], ZONE)[number]


def test_amounts_add_up_to_the_cent(home: Home) -> None:
    """Also where binary numbers would not."""
    found = booked(home, *[("0.10", NOW, "EUR")] * 3, ("1089.05", datetime(2026, 6, 2, 9, tzinfo=UTC), "EUR"))
    assert (found.today.documents, found.today.amounts) == (3, {"EUR": Decimal("0.30")})
    assert (found.month.documents, found.month.amounts) == (4, {"EUR": Decimal("1089.35")})


@pytest.mark.parametrize(("hour", "day"), [(21, date(2026, 6, 14)), (22, date(2026, 6, 15))])
def test_days_are_those_of_the_reader(home: Home, hour: int, day: date) -> None:
    """In summer midnight in Amsterdam is 22:00 UTC."""
    found = booked(home, ("121.00", datetime(2026, 6, 14, hour, 30, tzinfo=UTC), "EUR"))
    assert [on for on, one in found.days if one.documents] == [day]


def test_thirty_days_end_with_today(home: Home) -> None:
    """What was booked before them is in neither; a day without bookings stands there with nothing."""
    found = booked(home, ("121.00", datetime(2026, 5, 10, 12, tzinfo=UTC), "EUR"))
    assert (len(found.days), found.days[0][0], found.days[-1][0]) == (30, date(2026, 5, 17), date(2026, 6, 15))
    assert found.quiet


def test_currencies_are_not_mixed(home: Home) -> None:
    """Each has its own total, and the one used most is that of the chart."""
    found = booked(home, ("10.00", NOW, "USD"), ("121.00", NOW, "EUR"), ("121.00", NOW, "EUR"))
    assert found.today.amounts == {"USD": Decimal("10.00"), "EUR": Decimal("242.00")}
    assert found.currency == "EUR"
