"""Ledger accounts with their balances, and the open items that bookings leave on debtors and creditors."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from .administration import Administration, found
from .mutation_rules import RECEIVED_PAYMENT, SENT
from .query import Row, listed
from .refusal import Problems, bad_request
from .schemas import LEDGER
from .validate import Body, checked

_WRITABLE: Final = frozenset({"BAL", "VW", "FIN", "DEB", "CRED"})
_FILTERS: Final = {"code": str, "category": str}
_SIDES: Final = {"D": (SENT, RECEIVED_PAYMENT), "C": (1, 4)}


class Ledgers:
    """The resource `/v1/ledger`."""

    def __init__(self, administration: Administration) -> None:
        self._a = administration

    def page(self, args: MultiDict[str, str]) -> dict[str, Any]:
        """All accounts; the group is only told with the detail."""
        page = listed(list(self._a.ledgers.values()), args, _FILTERS, self._a.switches, of="ledger")
        return {**page, "items": [{**row, "group": None} for row in page["items"]]}

    def get(self, key: int) -> Row:
        """One account."""
        return found(self._a.ledgers, key, "LEDG_011")

    def create(self, body: Body) -> Row:
        """Make one."""
        values = self._checked(body, None)
        return {"id": self._a.add("ledger", self._a.ledgers, {"group": None, **values})["id"]}

    def change(self, key: int, body: Body) -> None:
        """Change one; an account that was booked on only becomes BAL or VW."""
        row = found(self._a.ledgers, key, "LEDG_011")
        values = self._checked(body, row)
        row.update(values)

    def balance(self, key: int, args: MultiDict[str, str]) -> Row:
        """The balance at `to`, or the movement from `from` on: debits positive."""
        row = found(self._a.ledgers, key, "LEDG_011")
        first, last = (date.fromisoformat(args[name]) if name in args else None for name in ("from", "to"))
        moved = [self._moved(one, key) for one in self._a.mutations.values() if _is_between(one["date"], first, last)]
        return {"code": row["code"], "type": row["category"], "balance": sum(moved, Decimal(0))}

    def outstanding(self, args: MultiDict[str, str]) -> dict[str, Any]:
        """Invoices that are not fully paid, of debtors (D) or creditors (C)."""
        side = args.get("credDeb", "")
        if side not in _SIDES:
            raise bad_request("MUTA_007" if side else "MUTA_006", "credDeb")
        kept = MultiDict([(name, value) for name, value in args.items(multi=True) if name != "credDeb"])
        rows = [item for item in map(self._open_item, self._booked(_SIDES[side][0])) if item["outstandingAmount"]]
        return listed(rows, kept, {"invoiceNumber": str}, self._a.switches, of="outstanding")

    def _booked(self, kind: int) -> list[Row]:
        return [row for row in self._a.mutations.values() if row["type"] == kind]

    def _open_item(self, booking: Row) -> Row:
        payment = RECEIVED_PAYMENT if booking["type"] == SENT else 4
        paid = sum(
            (
                row["amount"]
                for one in self._booked(payment)
                for row in one["rows"]
                if (row.get("invoiceNumber"), row.get("relationId"))
                == (booking["invoiceNumber"], booking["relationId"])
            ),
            Decimal(0),
        )
        relation = self._a.relations.get(booking["relationId"], {})
        return {
            "date": booking["date"],
            "mutationId": booking["id"],
            "invoiceNumber": booking["invoiceNumber"],
            "relationId": booking["relationId"],
            "relationCode": relation.get("code"),
            "company": relation.get("name"),
            "totalAmount": booking["amount"],
            "paidAmount": paid,
            "outstandingAmount": booking["amount"] - paid,
        }

    def _moved(self, booking: Row, key: int) -> Decimal:
        """What one booking does to one account; sales and receipts only, with VAT taken out per row."""
        sign = -1 if booking["type"] in {SENT, RECEIVED_PAYMENT, 5} else 1
        on_rows = sum((row["amount"] for row in booking["rows"] if row.get("ledgerId") == key), Decimal(0))
        on_top = booking["amount"] if booking["ledgerId"] == key else Decimal(0)
        return sign * on_rows - sign * on_top

    def _checked(self, body: Body, row: Row | None) -> Body:
        problems = Problems()
        values = checked(body, LEDGER, self._a.switches, problems, partial=row is not None)
        category = values.get("category")
        if category is not None and category not in _WRITABLE:
            problems.add("LEDG_018" if category.startswith(("AF", "VOOR", "BTWRC")) else "LEDG_010", "category")
        others = [one for one in self._a.ledgers.values() if one is not row]
        if values.get("code") in {one["code"] for one in others}:
            problems.add("LEDG_013", "code")
        if row is not None and category not in (None, row["category"], "BAL", "VW") and self._is_booked(row["id"]):
            problems.add("LEDG_014", "category")
        problems.check()
        return values

    def _is_booked(self, key: int) -> bool:
        bookings = self._a.mutations.values()
        return any(one["ledgerId"] == key or any(r.get("ledgerId") == key for r in one["rows"]) for one in bookings)


def _is_between(day: date, first: date | None, last: date | None) -> bool:
    return (first is None or day >= first) and (last is None or day <= last)
