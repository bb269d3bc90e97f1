"""Sales invoices with their lines and charge lines: drafts on paper, worth nothing in the books until printed."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from .behaviour import Behaviour
from .checks import Checks
from .division import Division
from .entries import due_on, next_entry_number, refuse_processed
from .refusal import Problems, Refusal, Text
from .table import Row
from .vat import LineVat, cents, default_code, line_percentage, line_vat

OPEN, PROCESSED = 20, 50
INVOICE, CREDIT, DIRECT, DIRECT_CREDIT = 8020, 8021, 8023, 8024


def factor(invoice: Row, net: Decimal, gross: Decimal) -> Decimal:
    """What is left of every line after the discount on the header."""
    if invoice.get("Discount"):
        return Decimal(1 - invoice["Discount"])
    if invoice.get("AmountDiscountExclVat") and net:
        return 1 - Decimal(invoice["AmountDiscountExclVat"]) / net
    if invoice.get("AmountDiscount") and gross:
        return 1 - Decimal(invoice["AmountDiscount"]) / gross
    return Decimal(1)


def total(division: Division, invoice: Row) -> None:
    """Work out the header from lines and charges."""
    lines = division.children("SalesInvoiceLines", invoice)
    net = sum((line["AmountFC"] for line in lines), Decimal(0))
    vat = sum((line["VATAmountFC"] for line in lines), Decimal(0))
    left = factor(invoice, net, net + vat)
    charges = division.children("SalesInvoiceOrderChargeLines", invoice)
    net = cents(net * left) + sum((line["AmountFCExclVAT"] for line in charges), Decimal(0))
    vat = cents(vat * left) + sum((line["AmountVATFC"] for line in charges), Decimal(0))
    rate = invoice["_rate"]
    amounts = {"AmountFC": net + vat, "AmountDC": cents((net + vat) * rate), "AmountFCExclVat": net}
    vats = {"VATAmountFC": vat, "VATAmountDC": cents(vat * rate)}
    kind = next((n for n, name in ((1, "Discount"), (2, "AmountDiscountExclVat")) if invoice.get(name)), 3)
    division.change("SalesInvoices", invoice, {**amounts, **vats, "DiscountType": kind})


class SalesInvoices(Behaviour):
    """The headers."""

    def create(self, division: Division, values: Row, problems: Problems) -> Row:
        """Keep an open invoice; nothing is booked."""
        self.refuse_taken(division, values, problems)
        lines = values.pop("SalesInvoiceLines", None) or []
        charges = values.pop("SalesInvoiceOrderChargeLines", None) or []
        if not values.get("OrderedBy") and not values.get("InvoiceTo"):
            problems.texts.insert(0, Text("Verplicht: Factuur voor", "Mandatory: Invoice to"))
        header = self._header(division, values, problems)
        checks = Checks(division, problems)
        checked = [checked_line(checks, line, header) for line in lines]
        charged = [checked_charge(checks, line, header) for line in charges]
        problems.check()
        invoice = division.add("SalesInvoices", header)
        for entity, rows in (("SalesInvoiceLines", checked), ("SalesInvoiceOrderChargeLines", charged)):
            for number, line in enumerate(rows, 1):
                division.add(entity, {**line, "InvoiceID": invoice["InvoiceID"], "LineNumber": number})
        total(division, invoice)
        return invoice

    def update(self, division: Division, row: Row, values: Row, problems: Problems) -> None:
        """Change header fields of an open invoice."""
        refuse_processed(row)
        header = self._header(division, {**row, **values}, problems)
        problems.check()
        division.change("SalesInvoices", row, header)
        total(division, row)

    def delete(self, division: Division, row: Row) -> None:
        """Drop an open invoice with its lines."""
        refuse_processed(row)
        for entity in ("SalesInvoiceLines", "SalesInvoiceOrderChargeLines"):
            for line in division.children(entity, row):
                division.remove(entity, line)
        division.remove("SalesInvoices", row)

    def _header(self, division: Division, values: Row, problems: Problems) -> Row:
        checks = Checks(division, problems)
        checks.coded(self.entity, values)
        ordered_by = values.get("OrderedBy")
        default = division.table("Accounts").get(ordered_by, {}).get("InvoiceAccount") or ordered_by
        accounts = {name: values.get(name) or default for name in ("InvoiceTo", "DeliverTo")}
        customer = checks.customer("InvoiceTo", accounts["InvoiceTo"])
        if ordered_by != accounts["InvoiceTo"]:
            checks.customer("OrderedBy", ordered_by)
        journal = checks.journal(values.get("Journal") or self._default_journal(division))
        condition = checks.condition(values, customer)
        self._check_kind(division, values, problems)
        ordered_on = values.get("OrderDate") or division.today()
        kept: Row = {
            "Type": values.get("Type") or INVOICE,
            "Status": OPEN,
            "Journal": journal["Code"] if journal else None,
            "Currency": values.get("Currency") or division.currency,
            "OrderDate": ordered_on,
            "OrderNumber": values.get("OrderNumber") or division.next_number("SalesInvoices", "OrderNumber", 1),
            "PaymentCondition": condition["Code"] if condition else None,
            "DueDate": values.get("DueDate") or (due_on(ordered_on, condition) if condition else None),
        }
        number = {"InvoiceNumber": values.get("InvoiceNumber") or self._number(division, kept)}
        return {**values, **accounts, **kept, **number, "_rate": checks.rate(values, journal)}

    @staticmethod
    def _default_journal(division: Division) -> str | None:
        journals = [
            row["Code"] for row in division.rows("Journals", Type=20) if row.get("Code") and not row.get("IsBlocked")
        ]
        return min(journals, default=None)

    @staticmethod
    def _number(division: Division, header: Row) -> int | None:
        """A number at entry, where the division is set that way; printing gives it otherwise."""
        if not division.number_invoices_at_entry or header["Journal"] is None:
            return None
        return next_invoice_number(division, header["Journal"], division.today())

    @staticmethod
    def _check_kind(division: Division, values: Row, problems: Problems) -> None:
        direct = values.get("Type") in {DIRECT, DIRECT_CREDIT}
        if direct and "direct_invoicing" not in division.features:
            problems.invalid("Type")
        warehouse = values.get("Warehouse")
        if direct and warehouse is None:
            problems.mandatory("Warehouse")
        elif warehouse is not None and not direct:
            problems.invalid("Warehouse")
        elif warehouse is not None and warehouse not in division.table("Warehouses"):
            problems.unknown("Warehouse")


def next_invoice_number(division: Division, journal: str, on: datetime) -> int:
    """The next number of the journal, free among entries and numbered invoices."""
    number = next_entry_number(division, journal, on.year)
    waiting: list[int | None] = [
        row["InvoiceNumber"] for row in division.rows("SalesInvoices", Journal=journal, Status=OPEN)
    ]
    return max([number, *(taken + 1 for taken in waiting if taken)])


def checked_line(checks: Checks, line: Row, header: Row) -> Row:
    """An invoice or order line: item, ledger account, price and VAT, each from the line or the item."""
    item = checks.reference("Item", "Items", line.get("Item"))
    if item is not None and not item.get("IsSalesItem"):
        checks.problems.invalid("Item")
    item = item or {}
    group = checks.division.table("ItemGroups").get(item.get("ItemGroup"), {})
    revenue = line.get("GLAccount") or item.get("GLRevenue") or group.get("GLRevenue")
    account = checks.sales_account(revenue)
    if account is not None:
        checks.costs(account, line)
    elif revenue is None and item:
        checks.problems.add(Text("Grootboekrekening is verplicht", "G/L account is mandatory"))
    customer = checks.division.table("Accounts").get(header.get("InvoiceTo"), {})
    code = checks.vat_code(default_code(line, item.get("SalesVatCode"), customer.get("SalesVATCode")))
    quantity = Decimal(1) if line.get("Quantity") is None else line["Quantity"]
    price, amount = _price(line, item, quantity)
    worth = line_vat(checks, code, amount, line.get("VATAmountFC"), header["OrderDate"])
    amounts = {name: value for name, value in worth.fields(header["_rate"]).items() if "Base" not in name}
    kept = {"GLAccount": revenue, "VATCode": code["Code"] if code else None, "Quantity": quantity}
    text = {"Description": line.get("Description") or item.get("Description"), "_sent": line.get("AmountFC")}
    return {"UnitCode": item.get("Unit"), **line, **amounts, **kept, **price, **text}


def _price(line: Row, item: Row, quantity: Decimal) -> tuple[Row, Decimal]:
    """List and net price, and the amount: the one that was sent goes before quantity times net price."""
    prices = (line.get("UnitPrice"), line.get("NetPrice"), item.get("StandardSalesPrice"), Decimal(0))
    unit: Decimal = next(price for price in prices if price is not None)
    net = line.get("NetPrice")
    if net is None:
        net = unit * (1 - (line.get("Discount") or Decimal(0)))
    amount = line.get("AmountFC")
    return {"UnitPrice": unit, "NetPrice": net}, quantity * net if amount is None else amount


def checked_charge(checks: Checks, line: Row, header: Row) -> Row:
    """A charge line: shipping, or a charge from the list; the amount without VAT leads when both are sent."""
    charge = checks.reference("OrderCharge", "OrderCharges", line.get("OrderCharge"))
    if charge is None and not line.get("IsShippingCost"):
        checks.problems.mandatory("OrderCharge")
    code = checks.vat_code(default_code(line, (charge or {}).get("VATCode")))
    worth = _charge_vat(checks, line, code, header["OrderDate"])
    account = (charge or {}).get("GLAccount") or checks.division.shipping_account
    amounts = {"AmountFCExclVAT": worth.net, "AmountFCInclVAT": worth.net + worth.vat, "AmountVATFC": worth.vat}
    kept = {"VATCode": code["Code"] if code else None, "VATPercentage": worth.percentage, "GLAccount": account}
    return {**line, **amounts, **kept, "AmountDC": cents(worth.net * header["_rate"])}


def _charge_vat(checks: Checks, line: Row, code: Row | None, on: datetime) -> LineVat:
    percentage = line_percentage(checks, code, on) if code and code.get("Type", "E") in {"E", "I"} else Decimal(0)
    net = line.get("AmountFCExclVAT")
    if net is not None:
        return LineVat(net=cents(net), vat=cents(net * percentage), percentage=percentage)
    gross = cents(line.get("AmountFCInclVAT") or Decimal(0))
    net = cents(gross / (1 + percentage))
    return LineVat(net=net, vat=gross - net, percentage=percentage)


class InvoiceLines(Behaviour):
    """Lines and charge lines, posted, changed and dropped one by one while the invoice is open."""

    def create(self, division: Division, values: Row, problems: Problems) -> Row:
        """Add a line."""
        checks = Checks(division, problems)
        invoice = checks.reference("InvoiceID", "SalesInvoices", values.get("InvoiceID"), "InvoiceID")
        if invoice is None:
            problems.check()
            raise Refusal(500)
        refuse_processed(invoice)
        line = self._checked(checks, values, invoice)
        problems.check()
        number = len(division.children(self.entity.name, invoice)) + 1
        row = division.add(self.entity.name, {**line, "LineNumber": number})
        total(division, invoice)
        return row

    def update(self, division: Division, row: Row, values: Row, problems: Problems) -> None:
        """Change a line and work out the rest again."""
        invoice = division.table("SalesInvoices")[row["InvoiceID"]]
        refuse_processed(invoice)
        fresh: Row = {"VATAmountFC": None, "VATPercentage": None, "AmountFC": row.get("_sent")}
        if "AmountFCInclVAT" in values:
            fresh["AmountFCExclVAT"] = None
        line = self._checked(Checks(division, problems), {**row, **fresh, **values}, invoice)
        problems.check()
        division.change(self.entity.name, row, line)
        total(division, invoice)

    def delete(self, division: Division, row: Row) -> None:
        """Drop a line."""
        invoice = division.table("SalesInvoices")[row["InvoiceID"]]
        refuse_processed(invoice)
        division.remove(self.entity.name, row)
        total(division, invoice)

    def _checked(self, checks: Checks, line: Row, invoice: Row) -> Row:
        check = checked_line if self.entity.name == "SalesInvoiceLines" else checked_charge
        return check(checks, line, invoice)
