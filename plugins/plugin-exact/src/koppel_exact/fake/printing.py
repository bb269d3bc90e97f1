"""Printing a sales invoice: the only way in which it gets its number, its document and its entry in the books."""

from __future__ import annotations

from decimal import Decimal

from .behaviour import Behaviour
from .checks import Checks
from .division import Division
from .entries import due_on, refuse_processed
from .entries import total as total_entry
from .invoices import CREDIT, DIRECT_CREDIT, PROCESSED, factor, next_invoice_number
from .refusal import Problems
from .table import Row
from .vat import cents

_PDF = b"%PDF-1.4\n% a printed sales invoice\n%%EOF\n"
_SALES_INVOICE = 10


class PrintedSalesInvoices(Behaviour):
    """The one verb that books an invoice."""

    def create(self, division: Division, values: Row, problems: Problems) -> Row:
        """Print, number and book; the row that comes back tells how the document and the sending went."""
        checks = Checks(division, problems)
        invoice = checks.reference("InvoiceID", "SalesInvoices", values.get("InvoiceID"), "InvoiceID")
        for name in ("DocumentLayout", "EmailLayout"):
            checks.reference(name, "Layouts", values.get(name))
        on = values.get("InvoiceDate") or division.today()
        period = checks.period(on, values.get("ReportingYear"), values.get("ReportingPeriod"))
        problems.check()
        if invoice is None or period is None:
            problems.unknown("InvoiceID")
            problems.check()
            raise AssertionError
        refuse_processed(invoice)
        number = invoice.get("InvoiceNumber") or next_invoice_number(division, invoice["Journal"], on)
        condition = division.one("PaymentConditions", Code=invoice["PaymentCondition"]) or {}
        document = _document(division, invoice, number)
        marks = {"InvoiceNumber": number, "InvoiceDate": on, "DueDate": due_on(on, condition), "Status": PROCESSED}
        division.change("SalesInvoices", invoice, {**marks, "Document": document["ID"]})
        entry = _entry(division, invoice, period)
        division.change("Documents", document, {"FinancialTransactionEntryID": entry["EntryID"]})
        done = {"Document": document["ID"], "DocumentCreationSuccess": f"Document: {number}", "Division": division.code}
        return {**values, **done, **_sending(division, invoice, values)}


def _document(division: Division, invoice: Row, number: int) -> Row:
    subject = {"Subject": f"Verkoopfactuur {number}", "Type": _SALES_INVOICE, "SalesInvoiceNumber": number}
    where = {"Account": invoice["InvoiceTo"], "HID": division.next_number("Documents", "HID", 1)}
    money = {"AmountFC": invoice["AmountFC"], "Currency": invoice["Currency"], "DocumentDate": division.today()}
    document = division.add("Documents", {**subject, **where, **money})
    file = {"FileName": f"{number}.pdf", "Attachment": _PDF, "FileSize": Decimal(len(_PDF))}
    division.add("DocumentAttachments", {"Document": document["ID"], **file})
    return document


def _entry(division: Division, invoice: Row, period: Row) -> Row:
    """The sales entry of a printed invoice."""
    copied = ("Journal", "PaymentCondition", "Currency", "DueDate", "YourRef", "Description", "PaymentReference")
    same = {name: invoice.get(name) for name in (*copied, "InvoiceNumber", "OrderNumber", "Document")}
    when = {"EntryDate": invoice["InvoiceDate"], "ReportingYear": period["FinYear"]}
    more = {"ReportingPeriod": period["FinPeriod"], "Status": 20, "Rate": invoice["_rate"]}
    who = {"Customer": invoice["InvoiceTo"], "EntryNumber": invoice["InvoiceNumber"]}
    entry = division.add("SalesEntries", {**same, **when, **more, **who})
    for number, line in enumerate(_lines(division, invoice), 1):
        division.add("SalesEntryLines", {**line, "EntryID": entry["EntryID"], "LineNumber": number, "Type": 20})
    total_entry(division, entry)
    return entry


def _lines(division: Division, invoice: Row) -> list[Row]:
    """One entry line per invoice line and charge, after the header discount and with the sign of the document."""
    lines = division.children("SalesInvoiceLines", invoice)
    net = sum((line["AmountFC"] for line in lines), Decimal(0))
    vat = sum((line["VATAmountFC"] for line in lines), Decimal(0))
    left = factor(invoice, net, net + vat)
    booked = [_line(division, invoice, line, line["AmountFC"] * left, line["VATAmountFC"] * left) for line in lines]
    for charge in division.children("SalesInvoiceOrderChargeLines", invoice):
        booked.append(_line(division, invoice, charge, charge["AmountFCExclVAT"], charge["AmountVATFC"]))
    return booked


def _line(division: Division, invoice: Row, line: Row, net: Decimal, vat: Decimal) -> Row:
    credit = invoice["Type"] in {CREDIT, DIRECT_CREDIT} and division.switches.credit_invoice_sign == "positive"
    sign = -1 if credit else 1
    rate = invoice["_rate"]
    net, vat = cents(net * sign), cents(vat * sign)
    copied = ("GLAccount", "VATCode", "VATPercentage", "CostCenter", "CostUnit", "Description", "Quantity")
    same = {name: line.get(name) for name in copied}
    home = {"AmountDC": cents(net * rate), "VATAmountDC": cents(vat * rate), "VATBaseAmountDC": cents(net * rate)}
    return {**same, "AmountFC": net, "VATAmountFC": vat, "VATBaseAmountFC": net, **home, "_sent": net}


def _sending(division: Division, invoice: Row, values: Row) -> Row:
    """What is said about e-mail and Peppol: "sent" only tells that the message was made."""
    account = division.table("Accounts")[invoice["InvoiceTo"]]
    method = account.get("InvoicingMethod") if values.get("SendOutputBasedOnAccount") else None
    told: Row = {}
    if values.get("SendEmailToCustomer") or method == 2:
        made = bool(account.get("Email"))
        name = "EmailCreationSuccess" if made else "EmailCreationError"
        told[name] = "E-mail" if made else "Verplicht: E-mail"
    if values.get("SendInvoiceViaPeppol") or method == 32:
        made = bool(account.get("PeppolIdentifier"))
        name = "PeppolCreationSuccess" if made else "PeppolCreationError"
        told[name] = "Peppol" if made else "Verplicht: Peppol-ID"
    return told
