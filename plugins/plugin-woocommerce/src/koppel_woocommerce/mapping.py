"""An order of the shop as a document: what was sold, to whom, where to, and what VAT was charged on it.

Nothing is computed that the shop says itself. What the VAT means for the books, and whether the amounts add up, is left
to the core.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from marshmallow import ValidationError

from koppel.api import Amounts, Discount, Document, DocumentKind, Payment, Text, Unreadable, VatRelief
from koppel_woocommerce import invoices, parties
from koppel_woocommerce.lines import lines_of
from koppel_woocommerce.records import Order
from koppel_woocommerce.revision import revision_of
from koppel_woocommerce.shop import Shop
from koppel_woocommerce.unreadable import PART_OF_ANOTHER, unreadable_order, wrong_type
from koppel_woocommerce.vat import rates_of, tax_totals, taxed_in
from koppel_woocommerce.wire import order_of

ORDER: Final = Text(en="order", nl="bestelling")

_POS_VIA: Final = frozenset({"pos-rest-api", "woocommerce-pos"})
_IN_PERSON: Final = ("_wcpay_ipp_channel", "_stripe_ipp_channel")
_POS_MARKS: Final = ("_cash_change_amount", "_pos_user", "_pos_store")


def document_of(body: Any, shop: Shop) -> tuple[Document, Order | None]:
    """The document of an order, and the order as read; without the latter when it could not be read.

    Never raises for what is in the order: what cannot be turned into a document safely comes as `unreadable`, so that
    one broken order does not keep the others from being booked.
    """
    try:
        order = order_of(body)
    except ValidationError as error:
        number = body.get("number") or body.get("id") if isinstance(body, dict) else "?"
        sentence = wrong_type(error, what=ORDER, number=number)
        return unreadable_order(body, sentence, time_zone=shop.time_zone), None
    try:
        return sale_of(order, body, shop), order
    except Unreadable as error:
        return unreadable_order(body, error.sentence, time_zone=shop.time_zone), None


def sale_of(order: Order, body: Any, shop: Shop) -> Document:
    """The sale. Raises Unreadable when its VAT cannot be read."""
    rates = rates_of(order.tax_lines, order.items, taxed_in(order, shop), order.number)
    is_pos = is_point_of_sale(order)
    invoice = invoices.invoice_of(order.invoice_number, order.meta, shop)
    sale = Document(
        key=f"order:{order.id}",
        kind=DocumentKind.INVOICE,
        number=order.number,
        status=order.status,
        created_at=order.created_at,
        currency=order.currency,
        total_incl=order.total,
        lines=lines_of(order, rates, is_pos=is_pos),
        time_zone=shop.time_zone,
        invoice_number=invoice.number,
        invoice_date=invoice.day,
        paid_at=order.paid_at,
        completed_at=order.completed_at,
        total_tax=order.total_tax,
        tax_totals=tax_totals(order.tax_lines, rates),
        prices_include_tax=order.prices_include_tax,
        buyer=parties.buyer_of(order, shop),
        billing=parties.address_of(order.billing),
        delivery=parties.delivery_of(order, shop),
        is_pos=is_pos,
        relief=_relief(order),
        discounts=_discounts(order),
        payments=_payments(order),
        payment_method=order.payment_method or None,
        attachments=invoices.attachments_of(invoice),
        url=shop.order_page(order.id),
        revision=revision_of(body, order.modified_at),
        notes=_notes(order),
    )
    # The order that a marketplace plugin splits holds its parts' amounts too: booking both would double the sale.
    part = PART_OF_ANOTHER.with_data(number=order.number, parent=order.parent_id) if order.parent_id else None
    return replace(sale, unreadable=part)


def is_point_of_sale(order: Order) -> bool:
    """True for a sale at the counter, with WooCommerce's own point of sale or one of the usual plugins."""
    in_person = any(order.meta.get(key) == "mobile_pos" for key in _IN_PERSON)
    marked = any(order.meta.get(key) not in (None, "") for key in _POS_MARKS)
    return order.created_via in _POS_VIA or in_person or marked


def _relief(order: Order) -> VatRelief | None:
    """The shop's own word that a business was exempt; without effect when VAT was charged all the same."""
    exempt = str(order.meta.get("is_vat_exempt", "")).lower() == "yes"
    return VatRelief.EXEMPT_BUSINESS if exempt and order.total_tax == 0 else None


def _discounts(order: Order) -> tuple[Discount, ...]:
    return tuple(
        Discount(
            name=coupon.code,
            amounts=Amounts(net=coupon.discount, tax=coupon.discount_tax, gross=coupon.discount + coupon.discount_tax),
        )
        for coupon in order.coupon_lines
    )


def _payments(order: Order) -> tuple[Payment, ...]:
    """How it was paid, once it was: a bank transfer awaited or cash on delivery has a method but no payment yet."""
    if order.paid_at is None or not order.payment_method:
        return ()
    title = order.payment_method_title or None
    return (Payment(method=order.payment_method, title=title, amount=order.total, paid_at=order.paid_at),)


def _notes(order: Order) -> tuple[str, ...]:
    number = parties.number_in_company(order)
    return (f"vat_number_in_company: {number}",) if number else ()
