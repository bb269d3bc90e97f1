"""Accounts, their addresses, contacts and bank accounts."""

from __future__ import annotations

from typing import Any

from .behaviour import Behaviour
from .checks import Checks
from .division import Division
from .refusal import Problems, Refusal, Text
from .table import Row

_KNOWN = (
    "AT AU BE BG CA CH CN CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT JP LI LT LU LV MC MT NL NO PL PT RO SE SI SK TR "
    "UA US XI"
)
COUNTRIES = frozenset(_KNOWN.split())
_STATES = {"NL": frozenset(["DR", "FL", "FR", "GE", "GR", "LI", "NB", "NH", "OV", "UT", "ZE", "ZH"])}
_ADDRESS = ("AddressLine1", "AddressLine2", "AddressLine3", "Postcode", "City", "State", "Country")
_VISIT, _DELIVERY = 1, 4


def _check_place(checks: Checks, values: Row) -> None:
    country, state = values.get("Country"), values.get("State")
    if country and country.strip() not in COUNTRIES:
        checks.problems.unknown("Country")
    if state and state not in _STATES.get((country or "").strip(), frozenset()):
        checks.problems.unknown("State")


class Accounts(Behaviour):
    """Relations; a debtor is a relation with status C."""

    def create(self, division: Division, values: Row, problems: Problems) -> Row:
        """Keep a relation; without a code it gets the next number, and its address becomes a visit address."""
        values = self._checked(division, values, problems)
        problems.check()
        code = values.get("Code") or str(max((int(row["Code"]) for row in division.accounts), default=0) + 1)
        defaults: Row = {"Status": "A", "Type": "A", "Blocked": False, "IsSupplier": False, "Language": "NL"}
        account = division.add("Accounts", {**defaults, **values, "Code": code})
        self._keep_visit(division, account, values)
        return account

    def update(self, division: Division, row: Row, values: Row, problems: Problems) -> None:
        """Change a relation and, with its address fields, its visit address."""
        values = self._checked(division, values, problems, row)
        problems.check()
        division.change("Accounts", row, values)
        self._keep_visit(division, row, values)

    def delete(self, division: Division, row: Row) -> None:
        """Drop a relation that has no transactions."""
        key = row["ID"]
        used = [("SalesEntries", "Customer"), ("SalesInvoices", "OrderedBy"), ("SalesOrders", "OrderedBy")]
        if any(division.one(entity, **{name: key}) for entity, name in used):
            raise Refusal(500, Text("In gebruik: Relatie.", "In use: Account."))
        for entity in ("Addresses", "Contacts", "BankAccounts"):
            for child in division.rows(entity, Account=key):
                division.remove(entity, child)
        division.remove("Accounts", row)

    def _checked(self, division: Division, values: Row, problems: Problems, own: Row | None = None) -> Row:
        values = {name: _stripped(name, value) for name, value in values.items()}
        checks = Checks(division, problems)
        checks.coded(self.entity, values)
        if values.get("Code") and not values["Code"].isdigit():
            problems.invalid("Code")
        self.refuse_taken(division, values, problems)
        _check_place(checks, {**(own or {}), **values})
        checks.reference("PaymentConditionSales", "PaymentConditions", values.get("PaymentConditionSales"), "Code")
        checks.vat_code(values.get("SalesVATCode"), "SalesVATCode")
        for name in ("GLAR", "GLAccountSales"):
            checks.reference("GLAccount", "GLAccounts", values.get(name))
        checks.reference("InvoiceTo", "Accounts", values.get("InvoiceAccount"))
        known = {division.currency, *division.currencies}
        return {**values, "SalesCurrency": None} if values.get("SalesCurrency", "EUR") not in known else values

    @staticmethod
    def _keep_visit(division: Division, account: Row, values: Row) -> None:
        if not any(values.get(name) for name in _ADDRESS):
            return
        place = {name: account.get(name) for name in _ADDRESS}
        known = division.one("Addresses", Account=account["ID"], Type=_VISIT, Main=True)
        if known is not None:
            division.change("Addresses", known, place)
        else:
            division.add("Addresses", {**place, "Account": account["ID"], "Type": _VISIT, "Main": True})


class Addresses(Behaviour):
    """Addresses; posting one that exists gives the existing one."""

    def create(self, division: Division, values: Row, problems: Problems) -> Row:
        """Keep an address, or find the identical one."""
        values = {"Type": _VISIT, "Main": False, **values}
        self._check(division, values, problems)
        where = {name: values.get(name) for name in ("Account", "Type", *_ADDRESS)}
        same = division.one("Addresses", **where)
        return same or division.add("Addresses", values)

    def update(self, division: Division, row: Row, values: Row, problems: Problems) -> None:
        """Change an address."""
        self._check(division, {**row, **values}, problems)
        division.change("Addresses", row, values)

    def _check(self, division: Division, values: Row, problems: Problems) -> None:
        checks = Checks(division, problems)
        checks.coded(self.entity, values)
        checks.reference("Account", "Accounts", values.get("Account"))
        _check_place(checks, values)
        if values.get("Warehouse") and (values.get("Type") != _DELIVERY or values.get("Account")):
            problems.invalid("Warehouse")
        problems.check()


class OfAccount(Behaviour):
    """Contacts and bank accounts: rows that belong to an account."""

    unique_code = False

    def create(self, division: Division, values: Row, problems: Problems) -> Row:
        """Keep the row; a contact gets its human number."""
        Checks(division, problems).reference("Account", "Accounts", values.get("Account"))
        if self.entity.name == "Contacts":
            names = (values.get("FirstName"), values.get("MiddleName"), values.get("LastName"))
            full = " ".join(name for name in names if name)
            number = values.get("HID") or division.next_number("Contacts", "HID", 1)
            values = {**values, "FullName": full, "HID": number}
        return super().create(division, values, problems)

    def update(self, division: Division, row: Row, values: Row, problems: Problems) -> None:
        """Change the row."""
        Checks(division, problems).reference("Account", "Accounts", values.get("Account"))
        super().update(division, row, values, problems)


def _stripped(name: str, value: Any) -> Any:
    padded = name in {"Code", "Country", "Language", "SalesVATCode"} and isinstance(value, str)
    return value.strip() if padded else value
