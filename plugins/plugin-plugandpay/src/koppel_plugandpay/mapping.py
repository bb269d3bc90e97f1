"""An order of Plug&Pay as a document: an invoice, or a credit invoice as a credit note.

What the VAT means for the books is left to the core; which order a credit invoice takes back is found by `originals`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from marshmallow import ValidationError

from koppel.api import Amounts, Discount, Document, DocumentKind, Payment, TaxTotal, Unreadable, VatRelief, fingerprint
from koppel_plugandpay import parties
from koppel_plugandpay.lines import lines_of, taken_back
from koppel_plugandpay.records import CREDITED, FINAL, LIVE, PAID, Order
from koppel_plugandpay.settling import Charged, settle
from koppel_plugandpay.unreadable import DELETED, NO_INVOICE, UNKNOWN_WORD, unreadable_order, wrong_type
from koppel_plugandpay.wire import ZONE_NAME, order_of

ORDER_PAGE: Final = "https://admin.plugandpay.com/orders/{number}"
_REVERSE: Final = "reverse"
_EXEMPTIONS: Final = frozenset({"", "none", "unknown", _REVERSE})


def is_for_books(body: Any) -> bool:
    """False for what is no invoice: a test order, and a concept. What cannot be read is for the books: it must be seen."""
    if not isinstance(body, dict):
        return True
    return body.get("mode") != "test" and body.get("invoice_status") != "concept"


def document_of(body: Any) -> Document:
    """The document of an order by itself; a credit invoice does not know its original yet.

    Never raises for what is in the order: what cannot be turned into a document safely comes as `unreadable`, so that one
    broken order does not keep the others from being booked.
    """
    try:
        return _read(order_of(body), body)
    except ValidationError as error:
        number = body.get("id", "?") if isinstance(body, dict) else "?"
        return unreadable_order(body, wrong_type(error, number))
    except Unreadable as error:
        return unreadable_order(body, error.sentence)


def credit_note_of(body: Any, original: Any | None, earlier: Sequence[Any] = ()) -> Document:
    """A credit invoice with the order that it takes back, and the credit invoices before it on the same order."""
    credit = document_of(body)
    if original is None or credit.unreadable is not None:
        return credit
    sale = document_of(original)
    return replace(
        credit,
        number=sale.number,
        original=sale,
        earlier=tuple(_after(sale, document_of(one)) for one in earlier),
        lines=taken_back(credit.lines, sale.lines),
    )


def _after(sale: Document, credit: Document) -> Document:
    return replace(credit, number=sale.number, original=sale, lines=taken_back(credit.lines, sale.lines))


def _read(order: Order, body: Any) -> Document:
    _check_words(order)
    settled = settle(order)
    status = order.payment.status
    is_paid = status in {PAID, CREDITED}
    return Document(
        key=f"order:{order.id}",
        kind=DocumentKind.CREDIT_NOTE if order.is_credit else DocumentKind.INVOICE,
        number=str(order.id),
        status=status,
        created_at=order.created_at,
        currency="EUR",
        total_incl=order.amount_with_tax,
        lines=lines_of(order, settled),
        time_zone=ZONE_NAME,
        invoice_number=order.invoice_number,
        invoice_date=order.invoice_date,
        paid_at=order.payment.paid_at if is_paid else None,
        total_tax=order.vat,
        tax_totals=_tax_totals(settled.taxes),
        prices_include_tax=order.is_tax_included,
        buyer=parties.buyer_of(order),
        billing=parties.address_of(order),
        relief=_relief(order),
        discounts=_discounts(order),
        payments=_payments(order) if is_paid else (),
        payment_method=order.payment.method or order.payment.type or None,
        url=ORDER_PAGE.format(number=order.id),
        revision=f"{order.updated_at:%Y-%m-%dT%H:%M:%S}#{fingerprint(body)}",
    )


def _check_words(order: Order) -> None:
    """Hold an order whose words Koppel does not know where they decide what it is. Unknown ways to pay, providers and
    payment statuses decide nothing: what an invoice is owed does not depend on them.
    """
    if order.deleted_at is not None:
        raise Unreadable(DELETED.with_data(number=order.id, invoice=order.invoice_number or "-"))
    for field, word, known in (
        ("mode", order.mode, {LIVE}),
        ("invoice_status", order.invoice_status, {FINAL}),
    ):
        if word not in known:
            raise Unreadable(UNKNOWN_WORD.with_data(number=order.id, field=field, word=word))
    exempt = order.billing.contact.tax_exempt
    if order.vat == 0 and exempt not in _EXEMPTIONS:
        raise Unreadable(UNKNOWN_WORD.with_data(number=order.id, field="tax_exempt", word=exempt))
    if not order.invoice_number or order.invoice_date is None:
        raise Unreadable(NO_INVOICE.with_data(number=order.id))


def _tax_totals(taxes: Sequence[Charged]) -> tuple[TaxTotal, ...]:
    """VAT per country and rate; entries of the service that share both become one."""
    sums: dict[tuple[str, Any], Any] = {}
    for entry in taxes:
        key = (entry.rate.country.upper(), entry.rate.percentage)
        sums[key] = sums.get(key, 0) + entry.vat
    return tuple(TaxTotal(country=country, rate=rate, tax=tax) for (country, rate), tax in sums.items() if rate)


def _relief(order: Order) -> VatRelief | None:
    """The shop's own word that VAT was shifted to a business; without effect where VAT was charged all the same."""
    is_shifted = order.billing.contact.tax_exempt == _REVERSE and order.vat == 0
    return VatRelief.EXEMPT_BUSINESS if is_shifted else None


def _discounts(order: Order) -> tuple[Discount, ...]:
    return tuple(
        Discount(
            name=entry.code or entry.type or "discount",
            amounts=Amounts(net=entry.amount, tax=entry.amount_with_tax - entry.amount, gross=entry.amount_with_tax),
        )
        for entry in order.discounts
    )


def _payments(order: Order) -> tuple[Payment, ...]:
    """The one payment, once it came; there are no part payments. Providers' costs are not told."""
    paid = order.payment
    method = paid.method or paid.type or PAID
    return (Payment(method=method, amount=order.amount_with_tax, title=paid.provider or None, paid_at=paid.paid_at),)
