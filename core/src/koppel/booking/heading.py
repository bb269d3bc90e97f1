"""Day, reference, and whether a document is for booking at all: what is decided before any line is looked at."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from koppel.booking.outcome import Skipped
from koppel.booking.reasons import skipped
from koppel.booking.rules import ANY_SHOP, Rules
from koppel.model import Document

INVOICE: Final = "invoice"
PAYMENT: Final = "payment"


def issued_on(document: Document, rules: Rules) -> date:
    """The day of the booking, in the seller's time zone.

    A credit note has the day of the refund: its own invoice day where the shop made it an invoice of its own, never
    that of the sale, else it would fall in a period in which nothing was given back.
    """
    if document.is_credit:
        own = document.invoice_date if rules.date_source == INVOICE and _is_invoiced_apart(document) else None
        return own or _day(document.created_at, rules)
    if rules.date_source == INVOICE and document.invoice_date is not None:
        return document.invoice_date
    if rules.date_source in {INVOICE, PAYMENT} and document.paid_at is not None:
        return _day(document.paid_at, rules)
    return _day(document.created_at, rules)


def tax_days(document: Document, rules: Rules) -> frozenset[date]:
    """The days whose rates the shop may have charged: that of the booking, and that of an earlier or later payment.

    A payment on account is taxed at the rate of its own day, whatever the day of the invoice.
    """
    paid = frozenset({_day(document.paid_at, rules)}) if document.paid_at else frozenset[date]()
    return paid | {issued_on(document, rules)}


def reference(document: Document, rules: Rules) -> str:
    """What the booking is found back by; a refund has that of its sale with `-R` and the shop's key of the refund."""
    sale = document.original if document.is_credit and document.original else document
    number = sale.invoice_number if rules.number_source == INVOICE else None
    prefixes = rules.reference_prefix
    text = prefixes.get(document.shop, prefixes.get(ANY_SHOP, "")) + (number or sale.number)
    return f"{text}-R{refund_id(document)}" if document.is_credit else text


def refund_id(document: Document) -> str:
    """The shop's own key of a refund: the last part of `refund:881`."""
    return document.key.rpartition(":")[2]


def skip(document: Document, rules: Rules) -> Skipped | None:
    """Why a document is not for booking, or None."""
    statuses = rules.order_statuses
    if statuses is not None and _has_own_status(document) and document.status not in statuses:
        return skipped("status_not_selected", status=document.status)
    day = issued_on(document, rules)
    if rules.start_on is not None and day < rules.start_on:
        return skipped("before_start_date", day=day, start=rules.start_on)
    if not rules.book_zero_totals and _is_zero(document):
        return skipped("zero_total")
    return None


def _has_own_status(document: Document) -> bool:
    """A sale has, and a credit note that the shop moves through statuses of its own.

    A credit note that only repeats its sale's status goes by what became of the sale: a refunded order has another one.
    """
    sale = document.original
    return not document.is_credit or sale is None or document.status != sale.status


def _is_zero(document: Document) -> bool:
    """Nothing to pay and no VAT in it. Goods paid wholly by voucher are worth something, and so is their VAT."""
    if document.total_incl != 0 or document.unreadable is not None:
        return False
    vat = [total.tax for total in document.tax_totals or ()] + [document.total_tax or 0]
    return all(amount == 0 for amount in vat)


def _is_invoiced_apart(document: Document) -> bool:
    sale = document.original
    return sale is None or sale.invoice_number is None or document.invoice_number != sale.invoice_number


def _day(moment: datetime, rules: Rules) -> date:
    return moment.astimezone(ZoneInfo(rules.seller.time_zone)).date()
