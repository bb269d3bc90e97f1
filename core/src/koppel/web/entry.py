"""A booking arranged for reading: reasons as numbered notes, and the boxes of the VAT return added up."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from koppel.booking.booking import Booking, BookingLine
from koppel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxSum:
    """One box of the VAT return over the whole booking; country and rate only for the Union scheme."""

    box: str
    country: str
    rate: Decimal | None
    base: Decimal
    vat: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`lines` come with the numbers of their notes, counted from 1."""

    booking: Booking
    lines: tuple[tuple[BookingLine, tuple[int, ...]], ...]
    notes: tuple[Text, ...]
    boxes: tuple[BoxSum, ...]


def entry_of(booking: Booking) -> Entry:
    """Arrange a booking. A reason that several lines share is one note."""
    notes: dict[Text, int] = {}
    lines = tuple(
        (line, tuple(notes.setdefault(reason, len(notes) + 1) for reason in line.why)) for line in booking.lines
    )
    return Entry(booking=booking, lines=lines, notes=tuple(notes), boxes=_boxes(booking))


def _boxes(booking: Booking) -> tuple[BoxSum, ...]:
    sums: dict[tuple[str, str, Decimal | None], tuple[Decimal, Decimal]] = {}
    for line in booking.lines:
        for box in line.boxes:
            key = (box.box, box.country, box.rate)
            base, vat = sums.get(key, (Decimal(0), Decimal(0)))
            sums[key] = (base + box.base, vat + box.vat)
    return tuple(
        BoxSum(box=box, country=country, rate=rate, base=base, vat=vat)
        for (box, country, rate), (base, vat) in sorted(sums.items(), key=lambda item: (item[0][0], item[0][1]))
    )
