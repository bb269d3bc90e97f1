"""What Billit made of new documents, read back for many at once: totals, whether it was sent, who it is for.

Reading each document by itself would double the calls of a first export. So new numbers are noted down, and whoever first
wants to know of one asks for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from koppel.api import Memory, text_of
from koppel_billit import wire
from koppel_billit.company import Company
from koppel_billit.wire import Row

_PATH: Final = "v1/orders"
_NAMESPACE: Final = "review"
_WAITING: Final = "waiting"
_SEEN: Final = "seen"
_GOOD_FOR: Final = timedelta(minutes=5)
_KEPT: Final = (
    "OrderID", "OrderNumber", "OrderType", "OrderDate", "Currency", "ExternalProviderID", "IsSent", "CompanyID",
)  # fmt: skip


class Review:
    """The documents that nobody has looked at since they were made."""

    def __init__(self, company: Company, memory: Memory, now: datetime) -> None:
        self._company = company
        self._memory = memory
        self._now = now

    def announce(self, number: int) -> None:
        """A document was made."""
        self._memory.put(_NAMESPACE, {_WAITING: [*self._waiting(), number]})

    def look(self, target_id: str) -> Row | None:
        """The document as it stands there now, or stood there some minutes ago; None when it is gone. Asked once."""
        kept = self._memory.get(_SEEN, target_id)
        if isinstance(kept, dict) and self._is_recent(kept):
            self._memory.put(_SEEN, {target_id: None})
            found: Row = kept["row"]
            return found
        number = wire.whole(target_id)
        if number is None:
            return None
        return self.read_now([*self._waiting(), number]).get(target_id)

    def read_now(self, numbers: Sequence[int]) -> dict[str, Row]:
        """The documents themselves, past what is kept; nothing of them is waiting any more."""
        rows: dict[str, Row] = {}
        for where in wire.either(f"OrderID eq {number}" for number in dict.fromkeys(numbers)):
            rows |= {text_of(row.get("OrderID")): _brief(row) for row in self._company.rows(_PATH, where=where)}
        read_at = self._now.isoformat()
        last = str(numbers[-1]) if numbers else ""
        others = {key: {"row": row, "read_at": read_at} for key, row in rows.items() if key != last}
        if others:
            self._memory.put(_SEEN, others)
        self._memory.put(_NAMESPACE, {_WAITING: [one for one in self._waiting() if one not in numbers]})
        return rows

    def _waiting(self) -> list[int]:
        kept = self._memory.get(_NAMESPACE, _WAITING)
        return [int(one) for one in kept] if isinstance(kept, list) else []

    def _is_recent(self, kept: dict[str, Any]) -> bool:
        return self._now - datetime.fromisoformat(str(kept["read_at"])) < _GOOD_FOR


def _brief(row: Row) -> Row:
    """What is kept of a row, as JSON: amounts as text."""
    party = row.get("CounterParty")
    found = {name: row[name] for name in _KEPT if name in row}
    for name in ("TotalIncl", "TotalVAT"):
        found[name] = str(row[name]) if row.get(name) is not None else None
    found["CounterParty"] = {
        name: party[name]
        for name in ("PartyID", "VATNumber", "Identifiers")
        if isinstance(party, dict) and name in party
    }
    return found
