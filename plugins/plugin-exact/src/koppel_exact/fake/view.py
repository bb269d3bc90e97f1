"""What the service shows of a row: stored values, values looked up through a reference, and computed ones, padded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from .catalogue import Entity, catalogue
from .division import Division
from .table import Row

_REFERENCES = {
    "Customer": ("Accounts", "ID"),
    "OrderedBy": ("Accounts", "ID"),
    "InvoiceTo": ("Accounts", "ID"),
    "DeliverTo": ("Accounts", "ID"),
    "Account": ("Accounts", "ID"),
    "Journal": ("Journals", "Code"),
    "JournalCode": ("Journals", "Code"),
    "PaymentCondition": ("PaymentConditions", "Code"),
    "PaymentConditionSales": ("PaymentConditions", "Code"),
    "GLAccount": ("GLAccounts", "ID"),
    "GLRevenue": ("GLAccounts", "ID"),
    "GLCosts": ("GLAccounts", "ID"),
    "GLToPay": ("GLAccounts", "ID"),
    "GLToClaim": ("GLAccounts", "ID"),
    "VATCode": ("VATCodes", "Code"),
    "SalesVATCode": ("VATCodes", "Code"),
    "SalesVatCode": ("VATCodes", "Code"),
    "Item": ("Items", "ID"),
    "ItemGroup": ("ItemGroups", "ID"),
    "Document": ("Documents", "ID"),
    "OrderCharge": ("OrderCharges", "ID"),
}
_SUFFIXES = {"Name": "Name", "Code": "Code", "Description": "Description", "Country": "Country"}
_SPECIAL = {
    "DocumentNumber": ("Document", "HID"),
    "DocumentSubject": ("Document", "Subject"),
    "PaymentConditionPaymentMethod": ("PaymentCondition", "PaymentMethod"),
    "VATDescription": ("VATCode", "Description"),
    "GLAccountType": ("GLAccount", "Type"),
}
_CODE_TEXTS = {
    ("SalesEntries", "TypeDescription"): ("Type", {20: "Verkoopboeking", 21: "Verkoop: Creditnota"}),
    ("SalesEntries", "StatusDescription"): ("Status", {20: "Open", 50: "Verwerkt"}),
    ("SalesInvoices", "StatusDescription"): ("Status", {10: "Concept", 20: "Open", 50: "Verwerkt"}),
    ("SalesOrders", "StatusDescription"): (
        "Status",
        {12: "Open", 20: "Gedeeltelijk", 21: "Volledig", 45: "Geannuleerd"},
    ),
    ("JournalStatusList", "StatusDescription"): ("Status", {0: "Open", 1: "Afgesloten"}),
}


def _percentage(division: Division, row: Row) -> Decimal | None:
    return percentage_on(division, row["ID"], division.today())


_COMPUTED: dict[tuple[str, str], Callable[[Division, Row], Any]] = {
    ("Accounts", "IsSales"): lambda _division, row: row.get("Status") == "C",
    ("VATCodes", "Percentage"): _percentage,
}


def percentage_on(division: Division, code_id: str, on: datetime) -> Decimal | None:
    """The percentage of a VAT code on a date, None where the code has none then."""
    for rate in division.rows("VatPercentages", VATCodeID=code_id):
        first, last = rate.get("StartDate"), rate.get("EndDate")
        if (first is None or first <= on) and (last is None or on <= last):
            return Decimal(rate.get("Percentage") or 0)
    return None


def value(division: Division, entity: Entity, row: Row, name: str) -> Any:
    """The value of a property, unpadded; None where the row has none."""
    if name in row:
        return row[name]
    if name == "Timestamp":
        return row["_version"]
    if name == "Division":
        return division.code
    if name in {"CreatorFullName", "ModifierFullName"}:
        return division.user_name
    return _derived(division, entity, row, name)


def _derived(division: Division, entity: Entity, row: Row, name: str) -> Any:
    computed = _COMPUTED.get((entity.source, name))
    if computed is not None:
        return computed(division, row)
    coded = _CODE_TEXTS.get((entity.source, name))
    if coded is not None:
        return coded[1].get(row.get(coded[0], -1))
    return _through_reference(division, row, name)


def _through_reference(division: Division, row: Row, name: str) -> Any:
    field, target = _SPECIAL.get(name, (None, None))
    if field is None:
        suffix = next((end for end in _SUFFIXES if name.endswith(end)), "")
        field, target = name.removesuffix(suffix), _SUFFIXES.get(suffix)
    field = next((candidate for candidate in (field, f"{field}Code") if candidate in row), field)
    if target is None or field not in _REFERENCES or row.get(field) is None:
        return None
    table, key = _REFERENCES[field]
    found = division.one(table, **{key: row[field]})
    return found.get(target) if found else None


def shown(division: Division, entity: Entity, row: Row, name: str) -> Any:
    """The value as it stands in the column: padded where the column's fixed width shows."""
    plain = value(division, entity, row, name)
    padding = catalogue().padding(entity, name)
    if padding is None or not isinstance(plain, str):
        return plain
    return plain.rjust(padding.width) if padding.right else plain.ljust(padding.width)
