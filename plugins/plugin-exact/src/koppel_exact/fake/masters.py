"""Items, VAT codes, ledger accounts, journals, documents and their attachments: masters with a rule or two each."""

from __future__ import annotations

from decimal import Decimal

from .behaviour import Behaviour
from .checks import Checks
from .division import Division
from .refusal import Problems, Refusal, Text, bad_request
from .table import Row

_ATTACHMENT_LIMIT = 10_000_000


class Items(Behaviour):
    """Items; the group falls back on the default one."""

    def create(self, division: Division, values: Row, problems: Problems) -> Row:
        """Keep an item."""
        self._check(division, values, problems)
        group = division.one("ItemGroups", IsDefault=1)
        defaults: Row = {"ItemGroup": group["ID"] if group else None, "Unit": "pc", "StandardSalesPrice": Decimal(0)}
        flags = {"IsSalesItem": False, "IsStockItem": False, "IsPurchaseItem": False, "IsFractionAllowedItem": False}
        return super().create(division, {**defaults, **flags, **values}, problems)

    def update(self, division: Division, row: Row, values: Row, problems: Problems) -> None:
        """Change an item."""
        self._check(division, values, problems)
        super().update(division, row, values, problems)

    def delete(self, division: Division, row: Row) -> None:
        """Drop an item that stands on nothing."""
        if any(division.one(lines, Item=row["ID"]) for lines in ("SalesInvoiceLines", "SalesOrderLines")):
            raise Refusal(500, Text("In gebruik: Artikel.", "In use: Item."))
        super().delete(division, row)

    def _check(self, division: Division, values: Row, problems: Problems) -> None:
        checks = Checks(division, problems)
        checks.reference("ItemGroup", "ItemGroups", values.get("ItemGroup"))
        for name in ("GLRevenue", "GLCosts", "GLStock"):
            checks.reference("GLAccount", "GLAccounts", values.get(name))
        checks.vat_code(values.get("SalesVatCode"), "SalesVatCode")


class Documents(Behaviour):
    """Documents: of a type that may be made, with a number of their own."""

    def create(self, division: Division, values: Row, problems: Problems) -> Row:
        """Keep a document."""
        self._check(division, values, problems)
        number = values.get("HID") or division.next_number("Documents", "HID", 1)
        values = {"DocumentDate": division.today(), **values, "HID": number, "HasEmptyBody": not values.get("Body")}
        return super().create(division, values, problems)

    def update(self, division: Division, row: Row, values: Row, problems: Problems) -> None:
        """Change a document."""
        self._check(division, values, problems)
        super().update(division, row, values, problems)

    def delete(self, division: Division, row: Row) -> None:
        """Drop a document with its attachments."""
        for attachment in division.rows("DocumentAttachments", Document=row["ID"]):
            division.remove("DocumentAttachments", attachment)
        super().delete(division, row)

    def _check(self, division: Division, values: Row, problems: Problems) -> None:
        checks = Checks(division, problems)
        checks.reference("Account", "Accounts", values.get("Account"))
        kind = checks.reference("Type", "DocumentTypes", values.get("Type"))
        if kind is not None and not kind["DocumentIsCreatable"]:
            problems.add(Text("Document Type not allowed", "Document Type not allowed"))
        taken = values.get("HID") is not None and division.one("Documents", HID=values["HID"])
        if values.get("HID") == 0 or taken:
            problems.in_use("HID")


class DocumentAttachments(Behaviour):
    """The files of a document."""

    def create(self, division: Division, values: Row, problems: Problems) -> Row:
        """Keep a file; it needs its document first."""
        if len(values.get("Attachment") or b"") > _ATTACHMENT_LIMIT:
            raise bad_request("Attachment")
        Checks(division, problems).reference("Document", "Documents", values.get("Document"))
        problems.check()
        row = division.add("DocumentAttachments", values)
        address = f"/docs/SysAttachment.aspx?ID={row['ID']}&_Division_={division.code}"
        marks = {"FileSize": Decimal(len(values["Attachment"])), "Url": address}
        division.change("DocumentAttachments", row, marks)
        return row
