"""Which entity behaves how; what is not listed is plain."""

from __future__ import annotations

from .bank import BankEntries, BankEntryLines
from .behaviour import Behaviour
from .entries import SalesEntries, SalesEntryLines
from .invoices import InvoiceLines, SalesInvoices
from .masters import DocumentAttachments, Documents, Items
from .orders import SalesOrderLines, SalesOrders
from .printing import PrintedSalesInvoices
from .relations import Accounts, Addresses, OfAccount

BEHAVIOURS: dict[str, type[Behaviour]] = {
    "Accounts": Accounts,
    "Addresses": Addresses,
    "BankAccounts": OfAccount,
    "BankEntries": BankEntries,
    "BankEntryLines": BankEntryLines,
    "Contacts": OfAccount,
    "DocumentAttachments": DocumentAttachments,
    "Documents": Documents,
    "Items": Items,
    "PrintedSalesInvoices": PrintedSalesInvoices,
    "SalesEntries": SalesEntries,
    "SalesEntryLines": SalesEntryLines,
    "SalesInvoiceLines": InvoiceLines,
    "SalesInvoiceOrderChargeLines": InvoiceLines,
    "SalesInvoices": SalesInvoices,
    "SalesOrderLines": SalesOrderLines,
    "SalesOrders": SalesOrders,
}
