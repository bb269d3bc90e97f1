"""The references and codes of a request against what the division has; every fault becomes a text in `problems`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from .catalogue import Entity, catalogue
from .division import Division
from .refusal import Problems, Text
from .table import Row

_NOT_ON_SALES_LINES = frozenset({10, 12, 14, 16, 20, 22, 24, 300, 301, 302})
_MANDATORY, _FORBIDDEN = 1, 2


@dataclass(frozen=True, slots=True)
class Checks:
    """The checks on one request."""

    division: Division
    problems: Problems

    def reference(self, name: str, table: str, wanted: Any, key: str = "ID") -> Row | None:
        """The row a value refers to; nothing given is nothing wrong."""
        if wanted in (None, ""):
            return None
        found = self.division.one(table, **{key: wanted.strip() if isinstance(wanted, str) else wanted})
        if found is None:
            self.problems.unknown(name)
        return found

    def coded(self, entity: Entity, values: Row) -> None:
        """Coded properties hold one of their codes."""
        for name, value in values.items():
            codes = catalogue().codes(entity, name)
            if codes is not None and value is not None and value not in codes:
                self.problems.invalid(name)

    def customer(self, name: str, wanted: str | None) -> Row | None:
        """An account that can stand on a sale: status C, not blocked, not ended."""
        account = self.reference(name, "Accounts", wanted)
        if account is None:
            return None
        if account.get("Status") != "C":
            self.problems.invalid(name, " (Type)")
        ended = account.get("EndDate")
        if account.get("Blocked") or (ended is not None and ended < self.division.today()):
            self.problems.invalid(name)
        return account

    def journal(self, code: str | None, types: frozenset[int] = frozenset({20})) -> Row | None:
        """A journal by its code, of the right type and not blocked. The service names the table, not the field."""
        if code in (None, ""):
            return None
        journal = self.division.one("Journals", Code=code)
        if journal is None:
            self.problems.add(Text("Ongeldige referentie: Journals", "Invalid reference: Journals"))
        elif journal.get("Type") not in types or journal.get("IsBlocked"):
            self.problems.invalid("Journal")
        return journal

    def sales_account(self, wanted: str | None) -> Row | None:
        """A ledger account that a sales line can be booked on."""
        account = self.reference("GLAccount", "GLAccounts", wanted)
        if account is None:
            return None
        if account.get("Type") in _NOT_ON_SALES_LINES:
            self.problems.add(Text("Ongeldig: Grootboekrekeningtype", "Invalid: G/L account type"))
        elif account.get("IsBlocked"):
            self.problems.invalid("GLAccount")
        return account

    def costs(self, account: Row, line: Row) -> None:
        """Cost centre and cost unit as the ledger account wants them."""
        for name, use, known in (
            ("CostCenter", account.get("UseCostcenter"), self.division.cost_centres),
            ("CostUnit", account.get("UseCostunit"), self.division.cost_units),
        ):
            given = line.get(name)
            if not given and use == _MANDATORY:
                self.problems.mandatory(name)
            elif given and given not in known:
                self.problems.unknown(name)
            elif given and use == _FORBIDDEN:
                self.problems.invalid(name)

    def vat_code(self, wanted: str | None, name: str = "VATCode") -> Row | None:
        """A VAT code for sales that is not blocked; padding is welcome."""
        code = self.reference(name, "VATCodes", wanted, "Code")
        if code is not None and (code.get("IsBlocked") or code.get("VATTransactionType") == "P"):
            self.problems.invalid(name)
        return code

    def condition(self, values: Row, account: Row | None) -> Row | None:
        """The payment condition of the request or else of the account; without either the service refuses."""
        wanted = values.get("PaymentCondition") or (account or {}).get("PaymentConditionSales")
        if wanted in (None, ""):
            if account is not None:
                self.problems.mandatory("PaymentCondition")
            return None
        return self.reference("PaymentCondition", "PaymentConditions", wanted, "Code")

    def period(self, on: datetime, year: int | None = None, period: int | None = None) -> Row | None:
        """The open period of a date, or the one that was named."""
        if year is not None and period is not None:
            found = self.division.one("FinancialPeriods", FinYear=year, FinPeriod=period)
        else:
            rows = self.division.rows("FinancialPeriods")
            found = next((row for row in rows if row["StartDate"] <= on <= row["EndDate"]), None)
        if found is None:
            self.problems.add(Text("Ongeldige referentie: Periode", "Invalid reference: Period"))
        elif (found["FinYear"], found["FinPeriod"]) in self.division.closed:
            what = f"{found['FinYear']} – {found['FinPeriod']}"
            self.problems.add(Text(f"Periode is afgesloten: {what}", f"Period is closed: {what}"))
        return found

    def rate(self, values: Row, journal: Row | None) -> Decimal:
        """The exchange rate of the request's currency, when the journal takes that currency."""
        currency = values.get("Currency") or self.division.currency
        if currency == self.division.currency:
            return Decimal(1)
        if currency not in self.division.currencies:
            self.problems.unknown("Currency")
        elif "currency" not in self.division.features or not _takes(journal, currency):
            self.problems.invalid("Currency")
        return Decimal(values.get("Rate") or self.division.currencies.get(currency) or 1)


def _takes(journal: Row | None, currency: str) -> bool:
    return journal is None or bool(journal.get("AllowVariableCurrency")) or journal.get("Currency") == currency
