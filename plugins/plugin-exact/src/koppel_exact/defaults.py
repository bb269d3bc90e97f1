"""What Exact insists on and no setting gives: a payment condition for debtors without one, a warehouse for direct invoices.

Both are chosen by rule and remembered, so that a booking does not pay for them with a call.
"""

from __future__ import annotations

from typing import Final

from koppel.api import Memory, SettingsProblem, Text, text_of
from koppel_exact import wire
from koppel_exact.division import Division
from koppel_exact.wire import Row

_ON_CREDIT: Final = "B"
_CONDITION_FIELDS: Final = ("ID", "Code", "PaymentDays", "PaymentEndOfMonths", "PaymentMethod")
_NO_WAREHOUSE = Text(
    en="A direct sales invoice takes the goods from a warehouse, and this administration has none. Choose another way of "
    "booking orders.",
    nl="Een directe verkoopfactuur haalt de goederen uit een magazijn en deze administratie heeft er geen. Kies een andere "
    "manier om bestellingen te boeken.",
)


class Defaults:
    """The fallbacks of one administration."""

    def __init__(self, division: Division, memory: Memory) -> None:
        self._division = division
        self._memory = memory
        self._namespace = f"defaults:{division.code}"

    def payment_condition(self) -> str | None:
        """The shortest condition on credit; None in an administration without conditions.

        One of zero days often carries the name of a payment provider, which would be wrong for most orders, so a term of
        some days goes first.
        """
        known = self._memory.get(self._namespace, "payment_condition")
        if isinstance(known, str):
            return known
        rows = self._division.rows("cashflow/PaymentConditions", select=_CONDITION_FIELDS)
        if not rows:
            return None
        return self._kept("payment_condition", text_of(min(rows, key=_suitability)["Code"]))

    def warehouse(self) -> str:
        """The main warehouse. Raises SettingsProblem when there is none."""
        known = self._memory.get(self._namespace, "warehouse")
        if isinstance(known, str):
            return known
        rows = self._division.rows("inventory/Warehouses", select=("ID", "Code", "Main"))
        if not rows:
            raise SettingsProblem("insertion_type", _NO_WAREHOUSE)
        chosen = min(rows, key=lambda row: (not wire.number(row.get("Main")), text_of(row.get("Code"))))
        return self._kept("warehouse", wire.guid(chosen["ID"]) or "")

    def _kept(self, key: str, value: str) -> str:
        self._memory.put(self._namespace, {key: value})
        return value


def _suitability(row: Row) -> tuple[bool, bool, int, int, str]:
    days = int(wire.number(row.get("PaymentDays")) or 0)
    months = int(wire.number(row.get("PaymentEndOfMonths")) or 0)
    on_credit = text_of(row.get("PaymentMethod")) == _ON_CREDIT
    return not on_credit, days == 0, months, days, text_of(row["Code"])
