"""From the code of a ledger account to its id, by which a booking must name it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from koppel.api import Booking, Client, Memory, Rejected, Text, text_of
from koppel_eboekhouden import options, wire
from koppel_eboekhouden.mapping import LEDGER

_NAMESPACE: Final = "ledgers"
_READ_AT: Final = "read at"
_FRESH_FOR: Final = timedelta(minutes=10)
_BARRED: Final = frozenset({"FIN", "DEB", "CRED"})

_UNKNOWN = Text(
    en="The ledger account {code} does not exist in e-Boekhouden.nl any more. Choose another one.",
    nl="De grootboekrekening {code} bestaat niet meer in e-Boekhouden.nl. Kies een andere.",
)


class Ledgers:
    """The accounts of the administration. The ids of chosen ones came with the answers; a product's own is looked up."""

    def __init__(self, client: Client, memory: Memory) -> None:
        self._client = client
        self._memory = memory

    def of(self, booking: Booking) -> dict[str, int]:
        """The id for each account that the lines name.

        A product's own account counts where both systems have it: one that e-Boekhouden.nl lacks, or on which it books
        no sales, gives way to the counter account of the settings.
        """
        codes = dict.fromkeys(line.ledger.value if line.ledger else "" for line in booking.lines)
        known = self._known(booking.extras, codes)
        counter = booking.extras["counter_account"]
        fallback = known.get(counter) or self._named(counter, "counter_account")
        return {code: known.get(code, fallback) for code in codes}

    def debtors(self, booking: Booking) -> int:
        """The debtor account of the settings. Raises Rejected when it is gone."""
        chosen = wire.whole(booking.extras.get("debtor_id"))
        return chosen or self._named(booking.extras["debtor_ledger"], "debtor_ledger")

    def forget(self) -> bool:
        """The service refused an id: drop what was looked up. False when there was nothing to drop."""
        was_kept = self._memory.get(_NAMESPACE, _READ_AT) is not None
        self._memory.forget(_NAMESPACE)
        return was_kept

    def _named(self, code: str, step: str) -> int:
        found = self._looked_up([code], barred=frozenset()).get(code)
        if found is None:
            raise Rejected(_UNKNOWN, reason="ledger_unknown", step=step, code=code)
        return found

    def _known(self, extras: Mapping[str, str], codes: Iterable[str]) -> dict[str, int]:
        wanted = list(codes)
        chosen = {code: found for code in wanted if (found := self._chosen(extras, code)) is not None}
        return {**self._looked_up([code for code in wanted if code not in chosen], barred=_BARRED), **chosen}

    def _chosen(self, extras: Mapping[str, str], code: str) -> int | None:
        return wire.whole(extras.get(f"{LEDGER}{code}"))

    def _looked_up(self, codes: list[str], *, barred: frozenset[str]) -> dict[str, int]:
        if not codes:
            return {}
        kept = self._memory.get_many(_NAMESPACE, [*codes, _READ_AT])
        if not set(codes) <= set(kept) and not self._is_fresh(kept.get(_READ_AT)):
            self._read()
            kept = self._memory.get_many(_NAMESPACE, codes)
        found: dict[str, int] = {}
        for code in codes:
            row = kept.get(code)
            key = wire.whole(row.get("id")) if isinstance(row, dict) else None
            if key is not None and isinstance(row, dict) and row.get("category") not in barred:
                found[code] = key
        return found

    def _is_fresh(self, read_at: object) -> bool:
        return isinstance(read_at, str) and self._client.now() - datetime.fromisoformat(read_at) < _FRESH_FOR

    def _read(self) -> None:
        rows = options.ledgers(self._client)
        accounts = {text_of(row.get("code")): {"id": row.get("id"), "category": row.get("category")} for row in rows}
        self._memory.put(_NAMESPACE, {**accounts, _READ_AT: self._client.now().isoformat()})
