"""What became of documents that were sent. Billit's 200 means queued; the network answers later."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from koppel.api import Delivery, DeliveryState, text_of
from koppel_billit import wire
from koppel_billit.company import Company
from koppel_billit.wire import Row

_PATH: Final = "v1/orders"
_FAILED: Final = frozenset({"error", "failed"})
_REJECTED: Final = "RE"


def deliveries(company: Company, target_ids: Sequence[str]) -> dict[str, Delivery]:
    """The state of each sent document. A list shows what has arrived; only what has not is read whole."""
    numbers = [number for one in target_ids if (number := wire.whole(one)) is not None]
    found: dict[str, Delivery] = {}
    for where in wire.either((f"OrderID eq {number}" for number in numbers), before="IsSent eq true"):
        for row in company.rows(_PATH, where=where):
            details = row.get("CurrentDocumentDeliveryDetails")
            arrived = isinstance(details, dict) and details.get("IsDocumentDelivered") is True
            key = text_of(row.get("OrderID"))
            found[key] = Delivery(state=DeliveryState.DELIVERED) if arrived else _read(company.one(f"{_PATH}/{key}"))
    return found


def _read(order: Row) -> Delivery:
    details: Any = order.get("CurrentDocumentDeliveryDetails") or {}
    if details.get("IsDocumentDelivered") is True:
        at, note = wire.moment(details.get("DocumentDeliveryDate")), text_of(details.get("DocumentDeliveryInfo"))
        return Delivery(state=DeliveryState.DELIVERED, at=at, note=note or None)
    status = text_of(details.get("DocumentDeliveryStatus")).lower()
    refused_at, rejected = wire.moment(details.get("DocumentRefusedDate")), _rejection(order)
    if status in _FAILED or refused_at or rejected or _gave_up(order):
        told = (details.get("DocumentRefusedInfo"), details.get("DocumentRefusedReasonTC"), rejected)
        note = next(filter(None, map(text_of, told)), "")
        return Delivery(state=DeliveryState.FAILED, at=refused_at, note=note or None)
    return Delivery(state=DeliveryState.PENDING)


def _messages(order: Row, direction: str) -> list[Row]:
    found = order.get("Messages")
    rows = [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
    return [row for row in rows if text_of(row.get("MessageDirection")) == direction]


def _gave_up(order: Row) -> bool:
    """Billit tries several times; only the last word on the last message counts."""
    return any(row.get("Success") is False for row in _messages(order, "Outgoing")[-1:])


def _rejection(order: Row) -> str:
    """The receiver's own refusal, which begins with a code."""
    answers = [text_of(row.get("Description")) for row in _messages(order, "Incoming")]
    return next((text for text in answers if text.startswith(f"{_REJECTED}:")), "")
