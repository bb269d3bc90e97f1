"""The four kinds of documents that a sale can become in Exact, as data: where they live and what their fields are called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SALES_ENTRY: Final = "sales_entry"
INVOICE: Final = "sales_invoice"
DIRECT_INVOICE: Final = "direct_sales_invoice"
ORDER: Final = "sales_order"
ITEM_FORMS: Final = frozenset({INVOICE, DIRECT_INVOICE, ORDER})
INVOICE_FORMS: Final = frozenset({INVOICE, DIRECT_INVOICE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One kind of document. `types` are the codes of an invoice and of its credit note, where the client sets them.

    `journal` is None for a kind that has none. `vat` is None where the header has no VAT: it is the rest of the total.
    """

    path: str
    key: str
    number: str
    day: str
    net: str | None = None
    vat: str | None = "VATAmountFC"
    journal: str | None = "Journal"
    types: tuple[int, int] | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """What is read back of a document."""
        names = (self.key, self.number, self.day, self.net, self.vat, self.journal, "Type" if self.types else None)
        return (*(name for name in names if name), "YourRef", "AmountFC", "Currency", "Status", "Created")


FORMS: Final = {
    SALES_ENTRY: Form(path="salesentry/SalesEntries", key="EntryID", number="EntryNumber", day="EntryDate"),
    INVOICE: Form(
        path="salesinvoice/SalesInvoices",
        key="InvoiceID",
        number="InvoiceNumber",
        day="InvoiceDate",
        types=(8020, 8021),
    ),
    DIRECT_INVOICE: Form(
        path="salesinvoice/SalesInvoices",
        key="InvoiceID",
        number="InvoiceNumber",
        day="InvoiceDate",
        types=(8023, 8024),
    ),
    ORDER: Form(
        path="salesorder/SalesOrders",
        key="OrderID",
        number="OrderNumber",
        day="OrderDate",
        net="AmountFCExclVat",
        vat=None,
        journal=None,
    ),
}
