"""What a sales entry leaves in the books: ledger lines (line 0 is the header) and a receivable term.

The lines carry their usual signs: the debtor positive, revenue and VAT negative, so that an entry sums to zero.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from .division import Division
from .table import Row
from .vat import cents

OPEN, MATCHED = 20, 50


def post(division: Division, entry: Row) -> None:
    """Write the ledger lines and the receivable of an entry, in place of those it had."""
    for row in division.rows("TransactionLines", EntryID=entry["EntryID"]):
        division.table("TransactionLines").drop(row["ID"])
    header = _line(entry, 0, _debtor_account(division, entry), entry["AmountFC"])
    header["AmountVATFC"] = entry["VATAmountFC"]
    line_zero = division.add("TransactionLines", header)
    for line in division.children("SalesEntryLines", entry):
        _post_line(division, entry, line)
    _post_receivable(division, entry, line_zero["ID"])


def withdraw(division: Division, entry: Row) -> None:
    """Take the ledger lines and the receivable of an entry out again."""
    for row in division.rows("TransactionLines", EntryID=entry["EntryID"]):
        division.remove("TransactionLines", row)
    for row in division.rows("Receivables", TransactionEntryID=entry["EntryID"]):
        division.remove("Receivables", row)


def settle(division: Division, receivable: Row, amount: Decimal, on: datetime) -> None:
    """Match money with a receivable; once it covers the amount the term is paid."""
    paid = receivable.get("_paid", Decimal(0)) + amount
    done = paid >= receivable["AmountFC"] if receivable["AmountFC"] >= 0 else paid <= receivable["AmountFC"]
    marks = {"_paid": paid, "LastPaymentDate": on, "IsFullyPaid": done, "Status": MATCHED if done else OPEN}
    division.change("Receivables", receivable, marks)


def _post_line(division: Division, entry: Row, line: Row) -> None:
    revenue = _line(entry, line["LineNumber"], line["GLAccount"], -line["AmountFC"])
    names = ("VATCode", "VATPercentage", "CostCenter", "CostUnit", "Quantity", "Notes")
    details = {name: line.get(name) for name in names}
    vat = {"AmountVATFC": -line["VATAmountFC"], "AmountVATBaseFC": -line["AmountFC"]}
    text = line.get("Description") or entry.get("Description")
    division.add("TransactionLines", {**revenue, **details, **vat, "ID": line["ID"], "Description": text})
    if line["VATAmountFC"]:
        code = division.one("VATCodes", Code=line["VATCode"]) or {}
        number = 1000 + line["LineNumber"]
        booked = _line(entry, number, code.get("GLToPay"), -line["VATAmountFC"])
        division.add("TransactionLines", {**booked, "VATCode": line["VATCode"]})


def _line(entry: Row, number: int, account: str | None, amount: Decimal) -> Row:
    rate = entry["Rate"]
    copied = ("EntryID", "EntryNumber", "InvoiceNumber", "Currency", "DueDate", "Description", "YourRef", "Document")
    same = {name: entry.get(name) for name in (*copied, "OrderNumber", "PaymentReference", "Status", "Type")}
    when = {"Date": entry["EntryDate"], "FinancialYear": entry["ReportingYear"]}
    where = {"JournalCode": entry["Journal"], "Account": entry["Customer"], "FinancialPeriod": entry["ReportingPeriod"]}
    money = {"AmountFC": amount, "AmountDC": cents(amount * rate), "ExchangeRate": rate}
    return {**same, **when, **where, **money, "LineNumber": number, "GLAccount": account}


def _post_receivable(division: Division, entry: Row, line_id: str) -> None:
    account = division.table("Accounts").get(entry["Customer"], {})
    copied = ("AmountDC", "AmountFC", "Currency", "Description", "DueDate", "EntryDate", "EntryNumber", "InvoiceNumber")
    more = ("OrderNumber", "PaymentCondition", "PaymentReference", "YourRef", "Document", "Journal")
    values = {name: entry.get(name) for name in (*copied, *more)}
    values |= {"Account": entry["Customer"], "AccountCode": account.get("Code"), "InvoiceDate": entry["EntryDate"]}
    values |= {"TransactionEntryID": entry["EntryID"], "TransactionID": line_id, "EntryID": entry["EntryID"]}
    values |= {"GLAccount": _debtor_account(division, entry), "PaymentMethod": "B"}
    known = division.one("Receivables", TransactionEntryID=entry["EntryID"])
    if known is not None:
        division.change("Receivables", known, values)
        return
    open_marks = {"Status": OPEN, "IsFullyPaid": False, "_hid": division.version + 1}
    division.add("Receivables", {**values, **open_marks})


def _debtor_account(division: Division, entry: Row) -> str:
    account = division.table("Accounts").get(entry["Customer"], {})
    return str(account.get("GLAR") or division.debtor_account)
