"""A document that the shop changed after it was booked: noticed, compared, and put before a person. Nothing is overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from koppel.booking.booking import Booking, Ref
from koppel.booking.correction import Correction, CorrectionLine, compare
from koppel.booking.outcome import Held, Skipped
from koppel.model import Document, plain
from koppel.store import LedgerRow
from koppel.sync.codec import booking_from_json
from koppel.sync.planner import Planned
from koppel.text import Text

_AMOUNTS = Text(
    en="{number} changed in the shop after it was booked: {before} became {now} {currency}. Correct the booking in the "
    "package if the change is right.",
    nl="{number} is in de winkel gewijzigd na het boeken: {before} werd {now} {currency}. Corrigeer de boeking in het pakket "
    "als de wijziging klopt.",
)
_VAT = Text(
    en="{number} changed in the shop after it was booked: the total is the same, but VAT or lines are not. Compare it with "
    "the booking.",
    nl="{number} is in de winkel gewijzigd na het boeken: het totaal is gelijk, maar btw of regels niet. Vergelijk het met de "
    "boeking.",
)
_STATUS = Text(
    en="{number} is booked, but now has the status {status} in the shop without being refunded. If it was cancelled, make a "
    "refund in the shop or a credit note in the package.",
    nl="{number} is geboekt, maar heeft nu in de winkel de status {status} zonder terugbetaling. Is het geannuleerd, maak dan "
    "een terugbetaling in de winkel of een creditnota in het pakket.",
)
_HELD = Text(
    en="{number} changed in the shop after it was booked and would now be held: {why}",
    nl="{number} is in de winkel gewijzigd na het boeken en zou nu worden vastgehouden: {why}",
)


_KEYS: Final = ("reference", "date", "currency", "total_excl", "total_vat", "total_incl")
_LINE_KEYS: Final = ("role", "code", "ledger", "vat_code", "net", "vat", "gross")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a person must know, and the booking that would make the books agree again, when there is one."""

    sentence: Text
    correction: Correction | None = None


def change_of(row: LedgerRow, document: Document, plan: Planned | Held | Skipped, *, today: date) -> Change | None:
    """What changed about a booked document; None when it touches nothing that was booked (an address, a note)."""
    if row.booking is None:
        return None
    booked = booking_from_json(row.booking)
    if isinstance(plan, Skipped):
        return _after_skip(booked, document, plan)
    if isinstance(plan, Held):
        return Change(sentence=_with_reason(document, plan))
    correction = compare(booked, plan.booking, on=today)
    if correction is None:
        return None
    if not correction.total_incl:
        return Change(sentence=_VAT.with_data(number=document.number), correction=correction)
    amounts = {"before": plain(booked.total_incl), "now": plain(plan.booking.total_incl), "currency": booked.currency}
    return Change(sentence=_AMOUNTS.with_data(number=document.number, **amounts), correction=correction)


def _after_skip(booked: Booking, document: Document, plan: Skipped) -> Change | None:
    """A booked sale whose status no longer counts: harmless when refunds took it back, a question when not."""
    if plan.reason != "status_not_selected" or document.status == "refunded" or booked.is_credit:
        return None
    return Change(sentence=_STATUS.with_data(number=document.number, status=document.status))


def _with_reason(document: Document, plan: Held) -> Text:
    return Text(
        en=_HELD.with_data(number=document.number, why=plan.sentence.en).en,
        nl=_HELD.with_data(number=document.number, why=plan.sentence.nl).nl,
    )


def to_data(correction: Correction | None) -> dict[str, object]:
    """The proposal as the issue keeps it: amounts as text, negative where too much was booked; `code` is the neutral VAT
    code, `ledger` and `vat_code` are the package's own as {value, label}."""
    if correction is None:
        return {}
    return {
        "correction": {
            "reference": correction.reference,
            "date": correction.issued_on.isoformat(),
            "currency": correction.currency,
            "total_excl": plain(correction.total_excl),
            "total_vat": plain(correction.total_vat),
            "total_incl": plain(correction.total_incl),
            "lines": [_line(line) for line in correction.lines],
        }
    }


def proposed(data: Mapping[str, Any]) -> dict[str, Any] | None:
    """The proposal out of what an issue keeps; None when there is none. What an earlier version did not keep is null."""
    found = data.get("correction")
    if not isinstance(found, Mapping):
        return None
    lines = [{key: line.get(key) for key in _LINE_KEYS} for line in found.get("lines", [])]
    return {**{key: found.get(key) for key in _KEYS}, "lines": lines}


def _line(line: CorrectionLine) -> dict[str, object]:
    return {
        "role": line.role,
        "code": line.treatment,
        "ledger": _ref(line.ledger),
        "vat_code": _ref(line.vat_code),
        "net": plain(line.net),
        "vat": plain(line.vat_amount),
        "gross": plain(line.gross),
    }


def _ref(ref: Ref | None) -> dict[str, str] | None:
    return {"value": ref.value, "label": ref.label} if ref else None
