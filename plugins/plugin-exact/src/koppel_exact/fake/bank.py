"""Bank entries, as far as a receipt on an invoice goes: lines that name an invoice settle its receivable."""

from __future__ import annotations

from decimal import Decimal

from . import ledger
from .behaviour import Behaviour
from .checks import Checks
from .division import Division
from .refusal import Problems, Text
from .table import Row

_BANKS = frozenset({12, 16})


class BankEntries(Behaviour):
    """The headers; there is no PUT, a mistake is deleted and posted again."""

    def create(self, division: Division, values: Row, problems: Problems) -> Row:
        """Keep a statement; the opening balance and the lines must make the closing balance."""
        lines = values.pop("BankEntryLines", None) or []
        checks = Checks(division, problems)
        checks.journal(values.get("JournalCode"), _BANKS)
        for line in lines:
            checks.reference("GLAccount", "GLAccounts", line.get("GLAccount"))
            checks.reference("Account", "Accounts", line.get("Account"))
            checks.period(
                line.get("Date") or division.today(), values.get("FinancialYear"), values.get("FinancialPeriod")
            )
        self._check_balance(values, lines, problems)
        problems.check()
        number = values.get("EntryNumber") or division.next_number("BankEntries", "EntryNumber", 1)
        entry = division.add("BankEntries", {"Status": 20, **values, "EntryNumber": number})
        for place, line in enumerate(lines, 1):
            row = {**line, "EntryID": entry["EntryID"], "LineNumber": place, "EntryNumber": number}
            division.add("BankEntryLines", row)
            _settle(division, line)
        return entry

    def delete(self, division: Division, row: Row) -> None:
        """Drop a statement; its receipts become open again."""
        for line in division.children("BankEntryLines", row):
            _settle(division, {**line, "AmountFC": -line["AmountFC"]})
            division.remove("BankEntryLines", line)
        division.remove("BankEntries", row)

    @staticmethod
    def _check_balance(values: Row, lines: list[Row], problems: Problems) -> None:
        opening, closing = values.get("OpeningBalanceFC"), values.get("ClosingBalanceFC")
        moved = sum((line.get("AmountFC") or Decimal(0) for line in lines), Decimal(0))
        if opening is not None and closing is not None and opening + moved != closing:
            problems.add(Text("Ongeldig: Eindsaldo", "Invalid: Closing balance"))


class BankEntryLines(Behaviour):
    """Lines added to a statement that is there."""

    def create(self, division: Division, values: Row, problems: Problems) -> Row:
        """Add a line."""
        checks = Checks(division, problems)
        checks.reference("EntryID", "BankEntries", values.get("EntryID"), "EntryID")
        checks.reference("GLAccount", "GLAccounts", values.get("GLAccount"))
        problems.check()
        row = division.add("BankEntryLines", values)
        _settle(division, row)
        return row


def _settle(division: Division, line: Row) -> None:
    """Match a line with the receivable of the invoice that it names."""
    if line.get("OurRef") is None:
        return
    found = division.one("Receivables", InvoiceNumber=line["OurRef"])
    if found is not None and line.get("Account") in (None, found["Account"]):
        sign = 1 if division.switches.bank_receipt_sign == "positive" else -1
        ledger.settle(division, found, line["AmountFC"] * sign, line.get("Date") or division.today())
