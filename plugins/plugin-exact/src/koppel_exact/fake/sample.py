"""Builds the sample administrations: a Dutch web shop, a Belgian one of another licence, and an archived one."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from types import ModuleType

from . import sample_belgian, sample_dutch
from .division import Division
from .sample_oss import OSS_CODES
from .switches import Switches
from .table import Row

DUTCH, BELGIAN, ARCHIVED = 1234567, 1234568, 1234500
YEARS, CLOSED_YEARS = range(2024, 2028), (2024,)
NUMBERED_CUSTOMERS = 70
_INACTIVE_SINCE = "2023-12-31"
_DEFAULTS: Row = {"Status": 1, "BlockingStatus": 0, "Currency": "EUR", "IsMainDivision": True, "Legislation": "1"}


def sample_divisions(clock: Callable[[], datetime], switches: Switches) -> dict[int, Division]:
    """The three administrations by their code."""
    dutch = _profile("Webwinkel Voorbeeld B.V.", "NL", 1, VATNumber="NL001234567B01", City="Utrecht", CustomerCode="1")
    belgian = _profile(
        "Webwinkel Voorbeeld België BV", "BE", 2, VATNumber="BE0123456749", City="Gent", CustomerCode="2"
    )
    archived = _profile(
        "Webwinkel Voorbeeld V.O.F.", "NL", 3, CustomerCode="1", Status=2, ArchiveDate=_day(_INACTIVE_SINCE)
    )
    divisions = {
        code: Division(code=code, profile=profile, clock=clock, switches=switches)
        for code, profile in ((DUTCH, dutch), (BELGIAN, belgian), (ARCHIVED, archived))
    }
    _fill(divisions[DUTCH], sample_dutch)
    _fill_dutch(divisions[DUTCH])
    _fill(divisions[BELGIAN], sample_belgian)
    return divisions


def _profile(name: str, country: str, number: int, **more: object) -> Row:
    own: Row = {"Description": name, "CustomerName": name, "Country": country, "Hid": number}
    return {**_DEFAULTS, **own, "StartDate": _day("2019-01-01"), **more}


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _fill(division: Division, data: ModuleType) -> None:
    """The masters that both administrations have."""
    division.features |= {"invoicing", "orders", "oss", "currency"}
    division.currencies |= {"USD": Decimal("0.92"), "GBP": Decimal("1.17")}
    for year in YEARS:
        _add_year(division, year)
    _add_ledger(division, data)
    _add_vat(division, data)
    for code, text, days, ends, method in data.PAYMENT_CONDITIONS:
        values = {"Code": code, "Description": text, "PaymentDays": days, "PaymentEndOfMonths": ends}
        division.add("PaymentConditions", {**values, "PaymentMethod": method})
    _add_items(division, data)
    _add_customers(division, data)
    for number, text, creatable in sample_dutch.DOCUMENT_TYPES:
        flags = {"DocumentIsUpdatable": creatable, "DocumentIsDeletable": creatable, "DocumentIsViewable": True}
        division.add("DocumentTypes", {"ID": number, "Description": text, "DocumentIsCreatable": creatable, **flags})
    for kind, text in ((1, "Factuur standaard"), (1, "Creditnota standaard"), (2, "E-mail bij factuur")):
        division.add("Layouts", {"Subject": text, "Type": kind})


def _add_year(division: Division, year: int) -> None:
    for month in range(1, 13):
        last = calendar.monthrange(year, month)[1]
        days = {"StartDate": datetime(year, month, 1), "EndDate": datetime(year, month, last, 23, 59, 59)}  # noqa: DTZ001
        division.add("FinancialPeriods", {"FinYear": year, "FinPeriod": month, **days})
        if year in CLOSED_YEARS:
            division.closed.add((year, month))


def _add_ledger(division: Division, data: ModuleType) -> None:
    for code, text, kind, balance, vat_code, blocked in data.LEDGER:
        values = {"Code": code, "Description": text, "Type": kind, "BalanceType": balance, "VATCode": vat_code}
        more = {
            "IsBlocked": blocked,
            "BalanceSide": "C" if balance == "W" else "D",
            "UseCostcenter": 0,
            "UseCostunit": 0,
        }
        division.add("GLAccounts", {**values, **more})
    for code, text, kind, account, blocked in data.JOURNALS:
        flags = {"IsBlocked": blocked, "AllowVariableCurrency": False, "AllowVAT": kind not in {10, 12}}
        values = {"Code": code, "Description": text, "Type": kind, "Currency": division.currency}
        division.add("Journals", {**values, **flags, "GLAccount": _ledger_id(division, account)})
    debtors = division.one("GLAccounts", Type=20)
    division.debtor_account = debtors["ID"] if debtors else ""


def _ledger_id(division: Division, code: str | None) -> str | None:
    found = division.one("GLAccounts", Code=code) if code else None
    return found["ID"] if found else None


def _add_vat(division: Division, data: ModuleType) -> None:
    blocked: frozenset[str] = getattr(data, "BLOCKED_VAT_CODES", frozenset())
    payable = division.one("GLAccounts", Type=24) or {}
    for code, text, kind, transactions, listing, percentage, first, last in data.VAT_CODES:
        values = {"Code": code, "Description": text, "Type": kind, "VATTransactionType": transactions}
        more = {"EUSalesListing": listing, "IsBlocked": code in blocked, "GLToPay": payable.get("ID"), "Charged": False}
        _add_rates(division, {**values, **more}, ((percentage, first, last),))
    for country, codes in OSS_CODES.items():
        if country != division.profile["Country"]:
            _add_oss(division, country, codes)


def _add_oss(division: Division, country: str, codes: dict[str, tuple[tuple[str, str, str | None], ...]]) -> None:
    payable = division.one("GLAccounts", Description="Af te dragen btw Unieregeling") or {}
    for letter, rates in codes.items():
        percent = f"{Decimal(rates[-1][0]) * 100:f}".rstrip("0").rstrip(".")
        values = {"Code": f"{country}{letter}", "Description": f"OSS {country} {percent} %", "Type": "E"}
        more = {"VATTransactionType": "S", "EUSalesListing": "N", "OssCountry": country, "IsBlocked": False}
        _add_rates(division, {**values, **more, "GLToPay": payable.get("ID"), "Charged": False}, rates)


def _add_rates(division: Division, values: Row, rates: tuple[tuple[str, str, str | None], ...]) -> None:
    code = division.add("VATCodes", values)
    for number, (percentage, first, last) in enumerate(rates, 1):
        days = {"StartDate": _day(first), "EndDate": _day(last) if last else None}
        rate = {"VATCodeID": code["ID"], "Percentage": Decimal(percentage), "Type": 0, "LineNumber": number}
        division.add("VatPercentages", {**rate, **days})


def _add_items(division: Division, data: ModuleType) -> None:
    groups = {}
    for code, text, account, default in data.ITEM_GROUPS:
        values = {"Code": code, "Description": text, "GLRevenue": _ledger_id(division, account)}
        groups[code] = division.add("ItemGroups", {**values, "IsDefault": int(default)})["ID"]
    for code, text, group, vat_code, price, for_sale, account in data.ITEMS:
        values = {"Code": code, "Description": text, "ItemGroup": groups[group], "SalesVatCode": vat_code}
        flags = {"IsSalesItem": for_sale, "IsStockItem": False, "IsFractionAllowedItem": False, "Unit": "pc"}
        own = {"GLRevenue": _ledger_id(division, account), "StandardSalesPrice": Decimal(price)}
        division.add("Items", {**values, **flags, **own})


def _add_customers(division: Division, data: ModuleType) -> None:
    for code, name, status, country, email, vat_number, condition, blocked, ended in data.CUSTOMERS:
        values = {"Code": code, "Name": name, "Status": status, "Country": country, "Email": email}
        more = {"VATNumber": vat_number, "PaymentConditionSales": condition, "Blocked": blocked, "Language": country}
        division.add("Accounts", {**values, **more, "Type": "A", "EndDate": _day(ended) if ended else None})


def _fill_dutch(division: Division) -> None:
    """What only the Dutch one has: more customers than a page holds, cost centres, charges and a warehouse."""
    for number in range(1, NUMBERED_CUSTOMERS + 1):
        email = f"klant{number:03}@klanten.example"
        values = {"Code": str(2000 + number), "Name": f"Webwinkelklant {number:03}", "Email": email, "Status": "C"}
        place = {"Country": "NL", "City": "Utrecht", "Postcode": f"35{number % 90 + 10} AA", "Language": "NL"}
        flags = {"PaymentConditionSales": "30", "Type": "A", "Blocked": False}
        division.add("Accounts", {**values, **place, **flags})
    division.cost_centres |= {"WEB", "KASSA"}
    division.cost_units |= {"ALG"}
    wanting = division.one("GLAccounts", Code="8060")
    if wanting is not None:
        wanting["UseCostcenter"] = 1
    division.shipping_account = _ledger_id(division, "8100") or ""
    charge = {
        "Code": "BETAAL",
        "Description": "Betaalkosten",
        "Active": True,
        "Amount": Decimal("1.00"),
        "VATCode": "2",
    }
    division.add("OrderCharges", {**charge, "GLAccount": _ledger_id(division, "8110")})
    division.add("ShippingMethods", {"Code": "POST", "Description": "Postpakket", "Active": True})
    division.add("Warehouses", {"Code": "1", "Description": "Hoofdmagazijn", "Main": 1})
