"""What is kept of a document while three sides are compared: a few fields, so that a year of a busy shop fits in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cattrs import Converter

from koppel.connectors import BookedDocument
from koppel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopRow:
    """A document as the shop shows it now. `total` is what its booking would come to; `counts` is False when it is not
    for booking at all, and `reason` and `sentence` say why, or why it would be held. `change` is what happened to it since
    it was booked."""

    key: str
    number: str
    day: date
    currency: str
    total: Decimal
    counts: bool = True
    reason: str | None = None
    sentence: Text | None = None
    reference: str | None = None
    change: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookRow:
    """A row of the ledger. `day` is the booking date, None for what never had one."""

    key: str
    number: str
    day: date | None
    state: str
    currency: str
    total: Decimal
    reason: str | None = None
    sentence: Text | None = None
    target_id: str | None = None
    reference: str | None = None
    form: str | None = None
    journal: str | None = None
    url: str | None = None


def _converter() -> Converter:
    converter = Converter(omit_if_default=True, detailed_validation=False)
    converter.register_unstructure_hook(Decimal, lambda value: f"{value:f}")
    converter.register_structure_hook(Decimal, lambda value, _: Decimal(value))
    converter.register_unstructure_hook(date, lambda value: value.isoformat())
    converter.register_structure_hook(date, lambda value, _: date.fromisoformat(value))
    return converter


_CONVERTER = _converter()


def to_json(row: ShopRow | BookedDocument) -> dict[str, Any]:
    """The row as it is put aside between two slices."""
    kept: dict[str, Any] = _CONVERTER.unstructure(row)
    return kept


def shop_row(kept: Mapping[str, Any]) -> ShopRow:
    """A row of the shop that was put aside."""
    return _CONVERTER.structure(kept, ShopRow)


def booked_document(kept: Mapping[str, Any]) -> BookedDocument:
    """A document of the package that was put aside."""
    return _CONVERTER.structure(kept, BookedDocument)
