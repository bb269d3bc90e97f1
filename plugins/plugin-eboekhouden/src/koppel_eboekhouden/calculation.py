"""Whether the administration computes VAT per row or over the whole: a setting of the owner's that no call tells.

A booking shows it: its rows carry their VAT only where it is computed per row.
"""

from __future__ import annotations

from typing import Any, Final

from koppel.api import Client, Memory, text_of
from koppel_eboekhouden import vat, wire
from koppel_eboekhouden.forms import FORMS, MUTATION

_NAMESPACE: Final = "calculation"
_KEY: Final = "per row"
_LOOK_AT: Final = 5


class Calculation:
    """Remembered once it is known; until then it is looked for in bookings that stand there already."""

    def __init__(self, client: Client, memory: Memory) -> None:
        self._client = client
        self._memory = memory

    def is_known(self) -> bool:
        """True once a booking has shown it."""
        return isinstance(self._memory.get(_NAMESPACE, _KEY), bool)

    def is_per_row(self) -> bool:
        """What bookings show; over the whole while there is none to see it by."""
        if not self.is_known():
            self._look()
        return self._memory.get(_NAMESPACE, _KEY) is True

    def learn(self, booking: wire.Row) -> bool:
        """See what a booking or an invoice shows; False when it has no row with VAT."""
        rows: Any = booking.get("rows") or booking.get("items") or []
        taxed = [row for row in rows if isinstance(row, dict) and _has_vat(row)]
        if not taxed:
            return False
        self._memory.put(_NAMESPACE, {_KEY: any("vatAmount" in row for row in taxed)})
        return True

    def _look(self) -> None:
        form = FORMS[MUTATION]
        for row in wire.first_rows(self._client, form.path, _LOOK_AT, form.only):
            key = wire.whole(row.get("id"))
            booking = wire.one(self._client, form.path, key) if key else None
            if booking is not None and self.learn(booking):
                return


def _has_vat(row: wire.Row) -> bool:
    code = vat.CODES.get(text_of(row.get("vatCode")))
    return code is not None and code.how == "add" and bool(code.rate)
