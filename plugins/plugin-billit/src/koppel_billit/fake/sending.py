"""Sending documents: what is refused at once, what is queued, and what becomes of it later."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

from . import orders
from .company import Company
from .peppol import CREDIT_NOTE, INVOICE, Directory
from .refusal import GENERIC, bad
from .schemas import ventilation
from .values import Reader, Row

_EMAIL: Final = re.compile(r"[^@\s;]+@[^@\s;]+\.[^@\s;]+")
_AGAIN_AFTER: Final = timedelta(minutes=10)
_BY_SMTP: Final = "SMTP"
_BY_PEPPOL: Final = "Peppol"


def send(company: Company, directory: Directory, reader: Reader, raw: Row, *, strict: bool) -> None:
    """The command: all documents by one transport. 200 means checked and queued, not delivered."""
    values = reader.read("SendRequest", raw)
    numbers = values.get("OrderIDs")
    if not numbers:
        raise bad(GENERIC, "Data is Required")
    chosen = [company.order(number) for number in numbers]
    ways = [_way(company, directory, order, values.get("TransportType"), strict=strict) for order in chosen]
    for order, (transport, destination) in zip(chosen, ways, strict=True):
        _queue(company, order, transport, destination)


def deliver(company: Company, order: Row, *, success: bool, reason: str = "InvalidInvoice") -> None:
    """What the network does some time later."""
    message = order["Messages"][-1]
    message |= {"Success": success, "Trials": 1 if success else 3}
    details = order["CurrentDocumentDeliveryDetails"]
    if success:
        details |= {"IsDocumentDelivered": True, "DocumentDeliveryStatus": "Delivered"}
        details |= {"DocumentDeliveryDate": company.now(), "DocumentDeliveryInfo": "Received"}
    else:
        details |= {"DocumentDeliveryStatus": "Error", "DocumentRefusedDate": company.now()}
        details |= {"DocumentRefusedReasonTC": reason, "DocumentRefusedInfo": "[BR-CO-10] rejected by the receiver"}
    company.touch(order)


def _way(company: Company, directory: Directory, order: Row, asked: str | None, *, strict: bool) -> tuple[str, str]:
    """Transport and destination, or the Refusal."""
    _check_again(company, order)
    party = order["CounterParty"]
    receiver = directory.of_party(party)
    if asked == _BY_PEPPOL or (asked is None and receiver is not None):
        return _by_peppol(company, order, receiver, strict=strict)
    if asked in {None, _BY_SMTP}:
        return _BY_SMTP, _email(party)
    return str(asked), str(party["DisplayName"])


def _by_peppol(
    company: Company, order: Row, receiver: tuple[str, tuple[str, ...]] | None, *, strict: bool
) -> tuple[str, str]:
    if receiver is None:
        if company.switches.not_on_peppol == "falls_back" and not strict:
            return _BY_SMTP, _email(order["CounterParty"])
        raise bad("TheCustomerIsNotActiveOnPeppol", "The customer is not active on Peppol")
    identifier, types = receiver
    if (CREDIT_NOTE if order["OrderType"] == orders.CREDIT_NOTE else INVOICE) not in types:
        raise bad("TheCustomerDoesNotSupportPeppolForType_0", f"No Peppol for type {order['OrderType']}")
    if order["CounterParty"].get("CustomFields") == [{"Key": "DemandsPO", "Value": "yes"}] and not order.get(
        "Reference"
    ):
        raise bad("PleaseSupplyAValidPONumberInTheFieldYourReference", "Please supply a valid PO number")
    _check_rules(order)
    return _BY_PEPPOL, identifier


def _check_rules(order: Row) -> None:
    """The rules of the network that a seller can break; texts come under one code."""
    if not order.get("Reference") and not order.get("OrderTitle"):
        raise bad(GENERIC, "[PEPPOL-EN16931-R003]-A buyer reference or purchase order reference MUST be provided.")
    categories = {ventilation()[group["VentilationCode"]][1] for group in order["VatGroups"]}
    if "O" in categories and len(categories) > 1:
        raise bad(GENERIC, "[BR-O-11]-An Invoice that contains a category O shall not contain other VAT categories.")
    party = order["CounterParty"]
    if categories & {"AE", "K"} and not party.get("VATNumber"):
        raise bad(GENERIC, "[BR-AE-02]-The buyer's VAT identifier shall be present.")


def _email(party: Row) -> str:
    address = str(party.get("Email") or "")
    if not all(_EMAIL.fullmatch(part.strip()) for part in address.split(";")):
        raise bad("TheCustomer_0_DoesNotHaveAValidEmailAddress", f"{party['DisplayName']} has no valid e-mail address")
    return address


def _check_again(company: Company, order: Row) -> None:
    sent = [one for one in order["Messages"] if one["MessageDirection"] == "Outgoing"]
    if sent and company.now() - sent[-1]["CreationDate"] < _AGAIN_AFTER:
        code = "This_0_WasAlreadySentLessThen_1_MinutesAgoTo_2_OrIsStillInTheQueue"
        raise bad(code, f"Already sent less than 10 minutes ago to {sent[-1]['Destination']}")


def _queue(company: Company, order: Row, transport: str, destination: str) -> None:
    order["IsSent"] = True
    order["OrderStatus"] = orders.PAID if order["Paid"] else orders.TO_PAY
    message = {"CreationDate": company.now(), "TransportType": transport, "Trials": 0, "Destination": destination}
    order["Messages"].append({**message, "OrderID": order["OrderID"], "MessageDirection": "Outgoing"})
    order["CurrentDocumentDeliveryDetails"] = {"IsDocumentDelivered": False, "DocumentDeliveryStatus": "Pending"}
    company.touch(order)
