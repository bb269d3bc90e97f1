"""Writing down at the shop that an invoice was paid elsewhere. The shop knows only "paid": no part, no date, no reference.

Marking an order paid starts what the merchant has set up for it (access to a course, e-mails), so it is written only on a
live, final order that is open, for exactly its amount, and looked at again afterwards.
"""

from __future__ import annotations

from typing import Any, Final

from marshmallow import ValidationError

from koppel.api import Client, ReceivedPayment, Rejected, Text, UnknownOutcome, WrongUse, plain
from koppel_plugandpay.lists import ORDERS, Lists
from koppel_plugandpay.mapping import is_for_books
from koppel_plugandpay.records import CREDITED, PAID, Order
from koppel_plugandpay.unreadable import wrong_type
from koppel_plugandpay.wire import order_of

OPEN: Final = "open"

NOT_AN_INVOICE: Final = Text(
    en="Order {number} is no invoice in Plug&Pay (any more), so no payment can be registered on it.",
    nl="Bestelling {number} is in Plug&Pay geen factuur (meer), dus er kan geen betaling op worden geregistreerd.",
)
OTHER_AMOUNT: Final = Text(
    en="{amount} euro was received for order {number}, but its invoice is {total} euro. Plug&Pay knows no part payments: "
    "register it there by hand once the whole invoice is paid.",
    nl="Voor bestelling {number} is {amount} euro ontvangen, maar de factuur is {total} euro. Plug&Pay kent geen "
    "deelbetalingen: registreer de betaling daar met de hand zodra de hele factuur is betaald.",
)
UNDER_WAY: Final = Text(
    en="A direct debit is under way for order {number}. Wait for it before the payment is registered: the customer might "
    "pay twice.",
    nl="Voor bestelling {number} loopt een automatische incasso. Wacht die af voordat de betaling wordt geregistreerd: de "
    "klant betaalt anders misschien dubbel.",
)
NOT_OWED: Final = Text(
    en='Order {number} has the payment status "{status}" in Plug&Pay, so nothing is owed on it. Look there why money came '
    "in.",
    nl='Bestelling {number} heeft in Plug&Pay de betaalstatus "{status}", dus er staat niets open. Kijk daar waarom er geld '
    "is ontvangen.",
)


def register(client: Client, payment: ReceivedPayment) -> bool:
    """Mark the order paid. True when that was done now, False when it was paid already. Raises Rejected, see the texts."""
    number = payment.document_key.removeprefix("order:")
    body = Lists(client).order(number) if number.isdigit() else None
    if body is None or not is_for_books(body):
        raise Rejected(NOT_AN_INVOICE, number=number, code="not_an_invoice")
    order = _readable(body, number)
    if order.payment.status == PAID:
        return False
    _check(order, payment)
    client.patch(f"{ORDERS}/{number}/payment", {"status": PAID, "type": "manual"})
    _check_done(client, number)
    return True


def _readable(body: Any, number: str) -> Order:
    try:
        return order_of(body)
    except ValidationError as error:
        raise Rejected(wrong_type(error, number), code="unreadable") from error


def _check(order: Order, payment: ReceivedPayment) -> None:
    status = order.payment.status
    if order.is_credit or order.deleted_at is not None or status == CREDITED:
        raise Rejected(NOT_OWED, number=order.id, status=status, code="not_owed")
    if status == "processing":
        raise Rejected(UNDER_WAY, number=order.id, code="under_way")
    if status != OPEN:
        raise Rejected(NOT_OWED, number=order.id, status=status, code="not_owed")
    if payment.currency != "EUR" or payment.amount != order.amount_with_tax:
        amount, total = plain(payment.amount), plain(order.amount_with_tax)
        raise Rejected(OTHER_AMOUNT, number=order.id, amount=amount, total=total, code="other_amount")


def _check_done(client: Client, number: str) -> None:
    """Look at the payment again: an answer to the write alone is not relied on."""
    try:
        body: Any = client.get(f"{ORDERS}/{number}/payment").json()
    except WrongUse as error:
        raise UnknownOutcome(service=client.service, order=number) from error
    data = body.get("data") if isinstance(body, dict) else None
    if not isinstance(data, dict) or data.get("status") != PAID:
        raise UnknownOutcome(service=client.service, order=number)
