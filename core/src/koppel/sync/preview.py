"""What would be booked, without booking it: reads the shop, writes nothing, moves nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from koppel.booking.booking import Booking
from koppel.home import Home
from koppel.model import Document
from koppel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewDocument:
    """One document as it would be booked now. `state` is planned, held, skipped, or booked when it was before.

    `booking` is the whole booking with its lines, None unless planned (or booked). Amounts are the shop's own when there
    is no booking.
    """

    document: str
    number: str
    kind: str
    issued_on: date | None
    currency: str
    total_excl: Decimal | None
    total_vat: Decimal | None
    total_incl: Decimal
    state: str
    reason: str | None
    sentence: Text | None
    step: str | None
    row: str | None
    booking: Booking | None
    said: Document
    warnings: Sequence[Text]


def preview(home: Home, name: str, *, limit: int = 10, document: str | None = None) -> list[PreviewDocument]:
    """The newest documents, or the one of that key or number. Raises WrongUse when the shop does not have it."""
    raise NotImplementedError
