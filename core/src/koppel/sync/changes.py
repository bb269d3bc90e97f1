"""A document that the shop changed after it was booked: noticed, compared, and put before a person. Nothing is overwritten."""

from __future__ import annotations

from decimal import Decimal

from koppel.booking.booking import Booking
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


def difference(row: LedgerRow, document: Document, plan: Planned | Held | Skipped) -> Text | None:
    """What a person must know about the change; None when it touches nothing that was booked (an address, a status)."""
    if row.booking is None:
        return None
    booked = booking_from_json(row.booking)
    if isinstance(plan, Skipped):
        return _after_skip(booked, document, plan)
    if isinstance(plan, Held):
        return _with_reason(document, plan)
    now = plan.booking
    if now.total_incl != booked.total_incl:
        return _AMOUNTS.with_data(
            number=document.number,
            before=plain(booked.total_incl),
            now=plain(now.total_incl),
            currency=booked.currency,
        )
    if _money(now) != _money(booked):
        return _VAT.with_data(number=document.number)
    return None


def _after_skip(booked: Booking, document: Document, plan: Skipped) -> Text | None:
    """A booked sale whose status no longer counts: harmless when refunds took it back, a question when not."""
    if plan.reason != "status_not_selected" or document.status == "refunded" or booked.is_credit:
        return None
    return _STATUS.with_data(number=document.number, status=document.status)


def _with_reason(document: Document, plan: Held) -> Text:
    return Text(
        en=_HELD.with_data(number=document.number, why=plan.sentence.en).en,
        nl=_HELD.with_data(number=document.number, why=plan.sentence.nl).nl,
    )


def _money(booking: Booking) -> dict[str, tuple[Decimal, Decimal]]:
    """Net and VAT per treatment: what a return is made of. Descriptions and ledgers may differ."""
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for line in booking.lines:
        net, vat = sums.get(line.treatment, (Decimal(0), Decimal(0)))
        sums[line.treatment] = (net + line.net, vat + line.vat_amount)
    return sums
