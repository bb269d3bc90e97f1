"""Documents and bookings as JSON and back: what the ledger keeps of them, and the hashes that tell versions apart."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeVar

from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn

from koppel.booking.booking import Booking
from koppel.model import Document
from koppel.store import JsonObject
from koppel.text import Text

T = TypeVar("T")


def _converter() -> Converter:
    converter = Converter(unstruct_collection_overrides={tuple: list})
    converter.register_unstructure_hook(Decimal, lambda value: f"{value:f}")
    converter.register_structure_hook(Decimal, lambda value, _: Decimal(value))
    converter.register_unstructure_hook(datetime, lambda value: value.isoformat())
    converter.register_structure_hook(datetime, lambda value, _: datetime.fromisoformat(value))
    converter.register_unstructure_hook(date, lambda value: value.isoformat())
    converter.register_structure_hook(date, lambda value, _: date.fromisoformat(value))
    converter.register_unstructure_hook(MappingProxyType, dict)
    converter.register_unstructure_hook_factory(
        lambda kind: kind is Document,
        lambda kind: make_dict_unstructure_fn(kind, converter, _cattrs_omit_if_default=True),
    )
    return converter


_CONVERTER = _converter()


def document_to_json(document: Document) -> JsonObject:
    """The document as the ledger keeps it, its original and earlier credit notes included."""
    data: JsonObject = _CONVERTER.unstructure(document)
    return data


def document_from_json(data: Mapping[str, Any]) -> Document:
    """The document that was kept."""
    return _CONVERTER.structure(data, Document)


def booking_to_json(booking: Booking) -> JsonObject:
    """The booking as the ledger keeps it."""
    data: JsonObject = _CONVERTER.unstructure(booking)
    return data


def booking_from_json(data: Mapping[str, Any]) -> Booking:
    """The booking that was kept."""
    return _CONVERTER.structure(data, Booking)


def text_to_json(text: Text) -> JsonObject:
    """A sentence as the database keeps it."""
    return {"en": text.en, "nl": text.nl}


def text_from_json(data: Mapping[str, Any] | None) -> Text | None:
    """A sentence that was kept."""
    return Text(en=str(data["en"]), nl=str(data["nl"])) if data else None


def fingerprint(data: Mapping[str, Any], *, leave_out: frozenset[str] = frozenset()) -> str:
    """A hash over JSON, the same whatever the order of its keys. `leave_out` names top-level keys."""
    kept = {key: value for key, value in data.items() if key not in leave_out}
    return hashlib.sha256(json.dumps(kept, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def document_hash(data: Mapping[str, Any]) -> str:
    """Over everything that a booking can depend on; the shop's own mark of a revision is not part of it."""
    return fingerprint(data, leave_out=frozenset({"revision"}))
