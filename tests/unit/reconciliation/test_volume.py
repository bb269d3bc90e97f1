"""Twenty thousand documents in one period: the memory that it takes is a few fields of each, and the report stays small."""

from __future__ import annotations

import json
import tracemalloc
from datetime import date, timedelta
from decimal import Decimal

from koppel.home import Home
from koppel.sync.reconciliation import report as reports
from koppel.sync.reconciliation.progress import Aside, Progress
from koppel.sync.reconciliation.rows import shop_row, to_json
from support.memory import order
from unit.reconciliation.test_matching import booked, compared, shown, there
from unit.reconciliation.world import booked_world, reconciled

MANY = 20_000
MOST_BYTES = 100_000_000


def test_twenty_thousand_documents_fit_in_memory() -> None:
    """Three sides of them, compared, in less than a hundred megabytes; the report of a good year is small."""
    days = [date(2026, 6, 1) + timedelta(days=number % 30) for number in range(MANY)]
    numbers = [str(number) for number in range(MANY)]
    tracemalloc.start()
    found = compared(
        [shown(number, day=day) for number, day in zip(numbers, days, strict=True)],
        [booked(number, day=day) for number, day in zip(numbers, days, strict=True)],
        [there(number, issued_on=day) for number, day in zip(numbers, days, strict=True)],
    )
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert found.agrees
    assert (len(found.days), found.lines[0].shop.count) == (30, MANY)
    assert found.lines[0].package.total == Decimal("121.00") * MANY
    assert most < MOST_BYTES
    assert len(json.dumps(reports.to_json(found))) < 20_000


def test_rows_wait_on_disk_between_two_slices(sqlite_home: Home) -> None:
    """A batch is put aside once it is read, with about three hundred characters for each document."""
    booked_world(sqlite_home)
    progress = Progress()
    aside = Aside(sqlite_home, 1, 1, progress)
    rows = [shown(str(number)) for number in range(500)]
    for start in range(0, 500, 100):
        aside.put("shop", [to_json(row) for row in rows[start : start + 100]])

    assert [shop_row(row) for row in aside.get("shop") or []] == rows
    assert len(json.dumps([to_json(row) for row in rows])) < 500 * 300


def test_several_batches_become_one_month(sqlite_home: Home) -> None:
    """Sixty orders in batches of three; readings overlap, and each counts once."""
    world = booked_world(sqlite_home, *(str(number) for number in range(1001, 1061)))
    world.shop.put(order("1001"), order("1002"))
    found = reconciled(sqlite_home)

    assert found.agrees
    assert found.lines[0].shop.count == 60
