"""From an order of My Shop to a document. Pure: everything it needs is handed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from koppel.api import (
    Address,
    Amounts,
    Document,
    DocumentKind,
    Line,
    LineKind,
    LineTax,
    Party,
    Supply,
    Text,
)
from koppel_myshop.wire import Buyer, Order, OrderLine

_ZONE: Final = "Europe/Amsterdam"
_KINDS: Final = {"product": LineKind.PRODUCT, "shipping": LineKind.SHIPPING, "fee": LineKind.FEE}

_UNKNOWN_LINE = Text(
    en="Line “{name}” of order {number} is of a kind that Koppel does not know ({kind}). Book this order by hand.",
    nl="Regel “{name}” van bestelling {number} is van een soort die Koppel niet kent ({kind}). Boek deze bestelling met de "
    "hand.",
)


def to_document(order: Order, sale: Order | None = None, before: Sequence[Order] = ()) -> Document:
    """A document. For a refund `sale` is what it takes back, and `before` the earlier refunds of that sale."""
    is_refund = order.refund_of is not None
    to = _address(order.buyer)
    return Document(
        key=f"{'refund' if is_refund else 'order'}:{order.id}",
        kind=DocumentKind.CREDIT_NOTE if is_refund else DocumentKind.INVOICE,
        number=sale.number if sale else order.number,
        status=order.status,
        created_at=order.created_at,
        paid_at=order.paid_at,
        currency=order.currency,
        total_incl=order.total,
        total_tax=order.total_vat,
        lines=tuple(map(_line, order.lines)),
        time_zone=_ZONE,
        buyer=_party(order.buyer),
        billing=to,
        delivery=to,
        ships_from="NL",
        original=to_document(sale) if sale else None,
        earlier=tuple(to_document(one, sale) for one in before),
        revision=order.changed_at.isoformat(),
        unreadable=_complaint(order),
    )


def _line(line: OrderLine) -> Line:
    """An empty `vat_country` is a line without VAT."""
    return Line(
        key=line.id,
        kind=_KINDS.get(line.kind, LineKind.PRODUCT),
        description=line.name,
        quantity=line.quantity,
        amounts=Amounts(net=line.net, tax=line.vat, gross=line.net + line.vat),
        taxes=(LineTax(country=line.vat_country, rate=line.vat_percent, amount=line.vat),) if line.vat_country else (),
        item_code=line.code,
        supply=Supply.GOODS if line.kind == "product" else None,
        refunds_line=line.refunds_line,
    )


def _complaint(order: Order) -> Text | None:
    """Rather held with a reason than booked by a guess."""
    for line in order.lines:
        if line.kind not in _KINDS:
            return _UNKNOWN_LINE.with_data(name=line.name, number=order.number, kind=line.kind)
    return None


def _party(buyer: Buyer) -> Party:
    return Party(
        name=buyer.name or None,
        company=buyer.company,
        email=buyer.email or None,
        shop_customer_id=buyer.id,
        vat_number=buyer.vat_number,
    )


def _address(buyer: Buyer) -> Address:
    return Address(
        country=buyer.country, postcode=buyer.postcode or None, city=buyer.city or None, line1=buyer.street or None
    )
