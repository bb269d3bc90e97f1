"""Sales entries and their lines: the checks, the defaults, the totals, and what may still be changed."""

from __future__ import annotations

import calendar
from datetime import datetime, timedelta
from decimal import Decimal

from . import ledger
from .behaviour import Behaviour
from .checks import Checks
from .division import Division
from .refusal import ALREADY_PROCESSED, Problems, Refusal
from .table import Row
from .vat import cents, default_code, line_vat, same_percentage

OPEN, PROCESSED = 20, 50
_ENTRY, _CREDIT = 20, 21


def refuse_processed(row: Row) -> None:
    """What was processed cannot be changed or dropped."""
    if row["Status"] == PROCESSED:
        raise Refusal(500, ALREADY_PROCESSED)


def due_on(on: datetime, condition: Row) -> datetime:
    """The due date: first the month-ends of the condition, then its days."""
    for _ in range(condition.get("PaymentEndOfMonths") or 0):
        if on.day == calendar.monthrange(on.year, on.month)[1]:
            on += timedelta(days=1)
        on = on.replace(day=calendar.monthrange(on.year, on.month)[1])
    return on + timedelta(days=condition.get("PaymentDays") or 0)


def next_entry_number(division: Division, journal: str, year: int) -> int:
    """Year, journal, sequence: 26700001 is the first of journal 70 in 2026."""
    first = int(f"{year % 100:02}{journal:0>2}0001")
    return division.highest.get(("SalesEntries", "EntryNumber", journal, first // 10_000), first - 1) + 1


def total(division: Division, entry: Row) -> None:
    """Work out the header from the lines; the sign of the total makes it an entry or a credit note."""
    lines = division.children("SalesEntryLines", entry)
    vat = sum((line["VATAmountFC"] for line in lines), Decimal(0))
    gross = sum((line["AmountFC"] for line in lines), vat)
    amounts = {"AmountFC": gross, "AmountDC": cents(gross * entry["Rate"])}
    amounts |= {"VATAmountFC": vat, "VATAmountDC": cents(vat * entry["Rate"])}
    division.change("SalesEntries", entry, {**amounts, "Type": _CREDIT if gross < 0 else _ENTRY})
    ledger.post(division, entry)


class SalesEntries(Behaviour):
    """The headers."""

    def create(self, division: Division, values: Row, problems: Problems) -> Row:
        """Book an entry: all checks first, then header, lines and ledger."""
        self.refuse_taken(division, values, problems)
        lines = values.pop("SalesEntryLines", None) or []
        header = self._header(division, values, problems)
        checks = Checks(division, problems)
        checked = [checked_line(checks, line, header) for line in lines]
        problems.check()
        entry = division.add("SalesEntries", header)
        for number, line in enumerate(checked, 1):
            division.add("SalesEntryLines", {**line, "EntryID": entry["EntryID"], "LineNumber": number})
        total(division, entry)
        return entry

    def update(self, division: Division, row: Row, values: Row, problems: Problems) -> None:
        """Change header fields; lines are left as they are."""
        refuse_processed(row)
        merged = {**row, **values}
        if "EntryDate" in values and "ReportingYear" not in values:
            merged |= {"ReportingYear": None, "ReportingPeriod": None}
        if {"EntryDate", "PaymentCondition"} & set(values) and "DueDate" not in values:
            merged["DueDate"] = None
        for name in self.entity.required[:2]:
            if merged.get(name) in (None, ""):
                problems.mandatory(name)
        header = self._header(division, merged, problems, own=row)
        problems.check()
        division.change("SalesEntries", row, header)
        total(division, row)

    def delete(self, division: Division, row: Row) -> None:
        """Drop the entry with its lines and what it left in the books."""
        refuse_processed(row)
        for line in division.children("SalesEntryLines", row):
            division.remove("SalesEntryLines", line)
        ledger.withdraw(division, row)
        division.remove("SalesEntries", row)

    def _header(self, division: Division, values: Row, problems: Problems, own: Row | None = None) -> Row:
        """The header with every default filled in."""
        checks = Checks(division, problems)
        customer = checks.customer("Customer", values.get("Customer"))
        journal = checks.journal(values.get("Journal"))
        condition = checks.condition(values, customer)
        checks.reference("Document", "Documents", values.get("Document"))
        on = (values.get("EntryDate") or division.today()).replace(hour=0, minute=0, second=0, microsecond=0)
        period = checks.period(on, values.get("ReportingYear"), values.get("ReportingPeriod")) or {}
        year = period.get("FinYear", on.year)
        number = self._number(division, values, problems, own, year if journal else None)
        defaults: Row = {
            "Status": OPEN,
            "Currency": values.get("Currency") or division.currency,
            "OrderNumber": values.get("OrderNumber") or division.next_number("SalesEntries", "OrderNumber", 1),
            "DueDate": values.get("DueDate") or (due_on(on, condition) if condition else None),
            "PaymentCondition": condition["Code"] if condition else None,
        }
        when = {"EntryDate": on, "ReportingYear": year, "ReportingPeriod": period.get("FinPeriod")}
        fixed = {"EntryNumber": number, "InvoiceNumber": number, "Rate": checks.rate(values, journal)}
        return {**values, **defaults, **when, **fixed}

    def _number(
        self, division: Division, values: Row, problems: Problems, own: Row | None, year: int | None
    ) -> int | None:
        """The booking number: a free one of the client's choice, or the next of the journal and year."""
        journal, wanted = values.get("Journal"), values.get("EntryNumber")
        if wanted is None:
            return next_entry_number(division, str(journal), year) if year is not None else None
        holder = division.one("SalesEntries", Journal=journal, EntryNumber=wanted)
        if holder is not None and holder is not own:
            problems.in_use("EntryNumber")
        return int(wanted)


def checked_line(checks: Checks, line: Row, header: Row) -> Row:
    """A line with its VAT worked out."""
    account = checks.sales_account(line.get("GLAccount"))
    if account is not None:
        checks.costs(account, line)
    if (line.get("From") is None) != (line.get("To") is None):
        checks.problems.mandatory("From" if line.get("From") is None else "To")
    customer = checks.division.table("Accounts").get(header.get("Customer"), {})
    code = checks.vat_code(default_code(line, (account or {}).get("VATCode"), customer.get("SalesVATCode")))
    on, given = header["EntryDate"], line.get("VATAmountFC")
    amounts = line_vat(checks, code, line.get("AmountFC") or Decimal(0), given, on)
    same_percentage(checks, line.get("VATPercentage"), amounts.percentage)
    kept = {"VATCode": code["Code"] if code else None, "Type": _ENTRY, "_sent": line.get("AmountFC")}
    return {**line, **amounts.fields(header["Rate"]), **kept}


class SalesEntryLines(Behaviour):
    """The lines, posted, changed and dropped one by one."""

    def create(self, division: Division, values: Row, problems: Problems) -> Row:
        """Add a line to an entry that is still open."""
        checks = Checks(division, problems)
        entry = checks.reference("EntryID", "SalesEntries", values.get("EntryID"), "EntryID")
        if entry is None:
            problems.check()
            raise Refusal(500)
        refuse_processed(entry)
        line = checked_line(checks, values, entry)
        problems.check()
        number = len(division.children("SalesEntryLines", entry)) + 1
        row = division.add("SalesEntryLines", {**line, "LineNumber": number})
        total(division, entry)
        return row

    def update(self, division: Division, row: Row, values: Row, problems: Problems) -> None:
        """Change a line; its VAT is worked out again unless it was sent."""
        entry = division.table("SalesEntries")[row["EntryID"]]
        refuse_processed(entry)
        checks = Checks(division, problems)
        worked_out = {"VATAmountFC": None, "VATPercentage": None} if {"AmountFC", "VATCode"} & set(values) else {}
        line = checked_line(checks, {**row, "AmountFC": row["_sent"], **worked_out, **values}, entry)
        problems.check()
        division.change("SalesEntryLines", row, line)
        total(division, entry)

    def delete(self, division: Division, row: Row) -> None:
        """Drop a line; with the last one the whole entry goes."""
        entry = division.table("SalesEntries")[row["EntryID"]]
        refuse_processed(entry)
        division.remove("SalesEntryLines", row)
        if division.children("SalesEntryLines", entry):
            total(division, entry)
        else:
            SalesEntries("SalesEntries").delete(division, entry)
