"""How documents and customers are shown: whole when asked for by key, as a summary in lists."""

from __future__ import annotations

from typing import Any, Final

from .company import Company
from .parties import flat_address
from .values import Row

_SUMMARY: Final = (
    "OrderID", "CompanyID", "OrderNumber", "OrderTitle", "Reference", "OrderDate", "ExpiryDate", "OrderType",
    "LastModified", "Created", "OrderDirection", "TotalExcl", "TotalIncl", "TotalVAT", "PaymentReference", "Paid",
    "ExternalProvider", "ExternalProviderID", "Currency", "IsSent", "Invoiced", "RemindersSent", "ToPay", "OrderStatus",
    "FXRateToForeign", "DeliveryDate", "ExportedToConnector", "AboutInvoiceNumber",
)  # fmt: skip
_OF_PARTY: Final = ("PartyID", "VATNumber", "PartyType", "VATLiable", "DisplayName", "VATDeductable", "Identifiers")


def summary(company: Company, order: Row) -> dict[str, Any]:
    """A row of a list: no lines, no VAT groups, no messages; the counterparty has a DisplayName and a flat address."""
    shown = {name: order[name] for name in _SUMMARY if order.get(name) is not None}
    if company.switches.paid_date_in_lists and order.get("PaidDate"):
        shown["PaidDate"] = order["PaidDate"]
    party = order["CounterParty"]
    shown["CounterParty"] = {name: party[name] for name in _OF_PARTY if party.get(name) is not None}
    shown["CounterParty"] |= {"Addresses": [], **flat_address(party)}
    delivered = order["CurrentDocumentDeliveryDetails"]["IsDocumentDelivered"]
    shown["CurrentDocumentDeliveryDetails"] = {"IsDocumentDelivered": delivered}
    late = (company.now() - order["ExpiryDate"]).days
    return {**shown, "Overdue": late > 0 and not order["Paid"], "DaysOverdue": late}


def whole(company: Company, order: Row) -> dict[str, Any]:
    """Everything that is known of a document."""
    shown = {name: value for name, value in order.items() if value is not None}
    return {**shown, "Supplier": company.profile, "OrderPDF": {"FileID": f"{order['OrderID']:032x}"}}


def party(row: Row) -> dict[str, Any]:
    """A customer."""
    return {**row, **flat_address(row)}
