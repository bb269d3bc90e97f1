"""Documents: making one with all rules of the service, changing the few things that can be changed, deleting, paying."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final

from . import parties, totals
from .company import Company
from .refusal import GENERIC, bad
from .values import Reader, Row

INVOICE: Final = "Invoice"
CREDIT_NOTE: Final = "CreditNote"
TO_SEND: Final = "ToSend"
TO_PAY: Final = "ToPay"
PAID: Final = "Paid"
_REQUIRED: Final = (
    ("OrderType", "TheOrderTypeCode_0_IsInvalid", "Invalid order type"),
    ("OrderDirection", "TheOrderDirectionCode_0_IsInvalid", "Invalid order direction"),
    ("OrderDate", "OrderDateIsRequired", "Date is a required field."),
    ("ExpiryDate", "ExpiryDateIsRequired", "Due date is a required field"),
)
ZERO: Final = Decimal(0)


def create(company: Company, reader: Reader, raw: Row) -> int:
    """POST of a document. Nothing is kept of one that is refused."""
    values = reader.read("Order", raw)
    _check_header(company, values)
    lines, groups = totals.compute(values["OrderLines"], values.get("VentilationCode"), company.rules())
    customer = parties.of_order(company, values)
    number = values.get("OrderNumber") or company.next_number(f"Income-{values['OrderType']}", consume=True)
    order = {**_own(company, values), **values, "OrderNumber": number, "OrderLines": lines, "VatGroups": groups}
    order |= totals.document_totals(groups)
    order["OrderID"] = next(company.numbers.orders)
    order["Customer"] = order["CounterParty"] = customer
    order["ToPay"] = _to_pay(company, order, values)
    order["PaymentReference"] = values.get("PaymentReference") or structured_reference(order["OrderID"])
    _credit(company, order)
    company.orders[order["OrderID"]] = order
    company.touch(order)
    return int(order["OrderID"])


def patch(company: Company, reader: Reader, number: int, raw: Row) -> None:
    """PATCH: payment, sending and approval marks only; dates, lines and customer stay."""
    values = reader.read("OrderPatch", raw)
    order = company.order(number)
    if values.get("Paid") is True and not order["Paid"]:
        pay(company, order, order.get("ToPay") or ZERO, values.get("PaidDate") or company.now())
    elif values.get("Paid") is False and order["Paid"]:
        order.update(Paid=False, PaidDate=None, ToPay=order["TotalIncl"], OrderStatus=_unpaid_status(order))
    order.update({key: value for key, value in values.items() if key not in {"Paid", "PaidDate"}})
    company.touch(order)


def delete(company: Company, number: int) -> bool:
    """A soft delete; a document that was sent stays."""
    order = company.order(number)
    if order["IsSent"]:
        raise bad(GENERIC, "This document was already sent")
    company.deleted[number] = company.orders.pop(number)
    company.touch(order)
    return True


def post_payment(company: Company, reader: Reader, number: int, raw: Row) -> None:
    """A payment by the API."""
    values = reader.read("PaymentPost", raw)
    if "Amount" not in values:
        raise bad(GENERIC, "Amount is required")
    pay(company, company.order(number), values["Amount"], values.get("Date") or company.now())


def pay(company: Company, order: Row, amount: Decimal, day: datetime) -> None:
    """Money that came in, by whichever way: at nothing left to pay the document is paid."""
    switches = company.switches
    due: Decimal = order["ToPay"] if order["ToPay"] is not None else ZERO
    left = max(ZERO, due - amount)
    order["ToPay"] = left
    if left == 0:
        order.update(Paid=True, PaidDate=day, OrderStatus=PAID)
        if switches.to_pay_when_paid == "absent":
            order["ToPay"] = None
    elif switches.part_payment == "paid":
        order.update(Paid=True, PaidDate=day)
    if switches.payment_modifies:
        company.touch(order)


def structured_reference(number: int) -> str:
    """Ten digits and their remainder by 97, 97 for 0, in three groups."""
    digits = f"{number:010}"[-10:]
    whole = f"{digits}{int(digits) % 97 or 97:02}"
    return f"+++{whole[:3]}/{whole[3:7]}/{whole[7:]}+++"


def _check_header(company: Company, values: Row) -> None:
    for name, code, text in _REQUIRED:
        if values.get(name) is None:
            raise bad(code, text)
    if not values.get("OrderLines"):
        raise bad("ThereMustBeAtLeastOneOrderLine", "There must be at least one line.")
    if values.get("Paid") and "ToPay" in values:
        raise bad(GENERIC, "Paid cannot be combined with ToPay")
    for rule in (_check_about, _check_unique):
        rule(company, values)


def _check_about(company: Company, values: Row) -> None:
    about = values.get("AboutInvoiceNumber")
    if about is None:
        return
    if values["OrderType"] != CREDIT_NOTE or company.order_by_number(str(about), INVOICE) is None:
        raise bad(GENERIC, f"Invoice {about} was not found")


def _check_unique(company: Company, values: Row) -> None:
    number = values.get("OrderNumber")
    taken = number and company.order_by_number(str(number), values["OrderType"])
    if taken and company.switches.duplicate_numbers == "refused":
        raise bad(GENERIC, f"Number {number} already exists")


def _own(company: Company, values: Row) -> Row:
    """What the service sets itself."""
    return {
        "CompanyID": company.id,
        "Currency": "EUR",
        "FXRateToForeign": Decimal("1.00000"),
        "DeliveryDate": values["OrderDate"],
        "Paid": False,
        "PaidDate": None,
        "OrderStatus": TO_SEND,
        "IsSent": False,
        "Invoiced": False,
        "ExternalProvider": "APIFeed",
        "Created": company.now(),
        "ExportedToConnector": False,
        "AccountantVerificationNeeded": False,
        "RemindersSent": 0,
        "Messages": [],
        "CurrentDocumentDeliveryDetails": {"IsDocumentDelivered": False},
    }


def _to_pay(company: Company, order: Row, values: Row) -> Decimal | None:
    """What is still due. A credit note that names its invoice is settled with it."""
    if values.get("Paid") or values.get("AboutInvoiceNumber"):
        return None if company.switches.to_pay_when_paid == "absent" else ZERO
    due: Decimal = values["ToPay"] if "ToPay" in values else order["TotalIncl"]
    return due


def _credit(company: Company, order: Row) -> None:
    about = order.get("AboutInvoiceNumber")
    invoice = company.order_by_number(str(about), INVOICE) if about else None
    if invoice is None:
        return
    invoice["OrderStatus"] = "Credited"
    if company.switches.credited_invoice == "paid":
        invoice["Paid"] = True
    company.touch(invoice)


def _unpaid_status(order: Row) -> str:
    return TO_PAY if order["IsSent"] else TO_SEND
