"""Rows of mapping tables that documents wait for: a new VAT rate shows up in the form because an order needs it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from koppel.booking.categories import row_label
from koppel.home import Home
from koppel.steps.options import Option
from koppel.store import LedgerRow
from koppel.sync.pairs import Pair


def rows_waited_for(home: Home, pair: Pair) -> dict[str, Sequence[Option]]:
    """By step: the rows that held documents name. A VAT row that one table lacks is asked in the other as well."""
    with home.reading() as session:
        found = session.execute(
            select(LedgerRow.step, LedgerRow.step_row)
            .where(
                LedgerRow.integration_id == pair.row.id,
                LedgerRow.state == "held",
                LedgerRow.step_row.is_not(None),
            )
            .distinct()
        )
        named = {(str(step), str(row)) for step, row in found}
    tables = {"vat_mapping", "ledger_mapping"}
    named |= {(table, row) for step, row in named if step in tables for table in tables}
    rows: dict[str, list[Option]] = {}
    for step, row in sorted(named):
        rows.setdefault(step, []).append(Option(value=row, label=row_label(row)))
    return dict(rows)
