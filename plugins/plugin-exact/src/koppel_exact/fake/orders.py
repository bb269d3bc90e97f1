"""Sales orders and their lines: recorded and never booked; what is complete cannot be changed."""

from __future__ import annotations

from decimal import Decimal

from .behaviour import Behaviour
from .checks import Checks
from .division import Division
from .invoices import checked_line, factor
from .refusal import ALREADY_PROCESSED, Problems, Refusal
from .table import Row
from .vat import cents

_OPEN, _COMPLETE, _AUTOMATIC = 12, 21, 1


def _refuse_complete(order: Row) -> None:
    if order["Status"] == _COMPLETE:
        raise Refusal(500, ALREADY_PROCESSED)


def _line(checks: Checks, line: Row, order: Row) -> Row:
    """Order lines call their VAT amount VATAmount, and have no ledger account of their own."""
    checked = checked_line(checks, {**line, "VATAmountFC": line.get("VATAmount")}, order)
    own = {name: value for name, value in checked.items() if name not in {"VATAmountFC", "VATAmountDC", "GLAccount"}}
    return {**own, "VATAmount": checked["VATAmountFC"], "QuantityDelivered": Decimal(0), "QuantityInvoiced": Decimal(0)}


def _total(division: Division, order: Row) -> None:
    lines = division.children("SalesOrderLines", order)
    net = sum((line["AmountFC"] for line in lines), Decimal(0))
    vat = sum((line["VATAmount"] for line in lines), Decimal(0))
    left = factor(order, net, net + vat)
    net, gross = cents(net * left), cents((net + vat) * left)
    amounts = {"AmountFC": gross, "AmountFCExclVat": net, "AmountDC": cents(gross * order["_rate"])}
    division.change("SalesOrders", order, amounts)


class SalesOrders(Behaviour):
    """The headers."""

    def create(self, division: Division, values: Row, problems: Problems) -> Row:
        """Keep an order."""
        self.refuse_taken(division, values, problems)
        lines = values.pop("SalesOrderLines", None) or []
        header = self._header(division, values, problems)
        checks = Checks(division, problems)
        checked = [_line(checks, line, header) for line in lines]
        problems.check()
        order = division.add("SalesOrders", header)
        for number, line in enumerate(checked, 1):
            numbers = {"LineNumber": number, "OrderNumber": order["OrderNumber"]}
            division.add("SalesOrderLines", {**line, "OrderID": order["OrderID"], **numbers})
        _total(division, order)
        return order

    def update(self, division: Division, row: Row, values: Row, problems: Problems) -> None:
        """Change an order that is not complete."""
        _refuse_complete(row)
        header = self._header(division, {**row, **values}, problems)
        problems.check()
        division.change("SalesOrders", row, header)
        _total(division, row)

    def delete(self, division: Division, row: Row) -> None:
        """Drop an order that is not complete."""
        _refuse_complete(row)
        for line in division.children("SalesOrderLines", row):
            division.remove("SalesOrderLines", line)
        division.remove("SalesOrders", row)

    def _header(self, division: Division, values: Row, problems: Problems) -> Row:
        checks = Checks(division, problems)
        checks.coded(self.entity, values)
        ordered_by = values.get("OrderedBy")
        customer = checks.customer("OrderedBy", ordered_by)
        condition = checks.condition(values, customer)
        checks.reference("Warehouse", "Warehouses", values.get("WarehouseID"))
        numbered = {"OrderNumber": values.get("OrderNumber") or division.next_number("SalesOrders", "OrderNumber", 1)}
        accounts = {name: values.get(name) or ordered_by for name in ("InvoiceTo", "DeliverTo")}
        defaults: Row = {"Status": _OPEN, "ApprovalStatus": _AUTOMATIC, "OrderDate": division.today()}
        given = {name: value for name, value in values.items() if value is not None}
        fixed = {"Currency": values.get("Currency") or division.currency, "_rate": checks.rate(values, None)}
        return {**defaults, **given, **accounts, **numbered, **fixed, "PaymentCondition": (condition or {}).get("Code")}


class SalesOrderLines(Behaviour):
    """The lines, one by one."""

    def create(self, division: Division, values: Row, problems: Problems) -> Row:
        """Add a line."""
        checks = Checks(division, problems)
        order = checks.reference("OrderID", "SalesOrders", values.get("OrderID"), "OrderID")
        if order is None:
            problems.check()
            raise Refusal(500)
        _refuse_complete(order)
        line = _line(checks, values, order)
        problems.check()
        number = len(division.children("SalesOrderLines", order)) + 1
        row = division.add("SalesOrderLines", {**line, "LineNumber": number, "OrderNumber": order["OrderNumber"]})
        _total(division, order)
        return row

    def update(self, division: Division, row: Row, values: Row, problems: Problems) -> None:
        """Change a line."""
        order = division.table("SalesOrders")[row["OrderID"]]
        _refuse_complete(order)
        fresh = {"VATAmount": None, "VATPercentage": None, "AmountFC": row.get("_sent")}
        line = _line(Checks(division, problems), {**row, **fresh, **values}, order)
        problems.check()
        division.change("SalesOrderLines", row, line)
        _total(division, order)

    def delete(self, division: Division, row: Row) -> None:
        """Drop a line."""
        order = division.table("SalesOrders")[row["OrderID"]]
        _refuse_complete(order)
        division.remove("SalesOrderLines", row)
        _total(division, order)
