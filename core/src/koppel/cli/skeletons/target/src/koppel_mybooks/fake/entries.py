"""The entries of the fake: what it takes, what it refuses, how it shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

VAT_CODES: Final = (
    {"code": "V21", "name": "Sales 21%", "country": "NL", "percent": "21"},
    {"code": "V9", "name": "Sales 9%", "country": "NL", "percent": "9"},
    {"code": "V0", "name": "No VAT", "country": "", "percent": "0"},
    {"code": "DE19", "name": "Germany 19%", "country": "DE", "percent": "19"},
    {"code": "DE7", "name": "Germany 7%", "country": "DE", "percent": "7"},
)
LEDGERS: Final = (
    {"code": "1100", "name": "Bank", "kind": "bank"},
    {"code": "8000", "name": "Sales", "kind": "revenue"},
    {"code": "8100", "name": "Shipping", "kind": "revenue"},
)
_MEMBERS: Final = frozenset({"reference", "day", "currency", "customer_id", "description", "lines"})
_LINE: Final = frozenset({"description", "ledger", "vat_code", "net", "vat"})
_CODES: Final = frozenset(row["code"] for row in VAT_CODES)
_REVENUE: Final = frozenset(row["code"] for row in LEDGERS if row["kind"] == "revenue")


class Refused(Exception):
    """The service does not take it; the message is what it answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry in the books."""

    id: int
    reference: str
    day: str
    currency: str
    total: Decimal
    total_vat: Decimal

    def shown(self) -> dict[str, Any]:
        """As the API gives it."""
        return {
            "id": self.id,
            "number": f"2026-{self.id:05}",
            "reference": self.reference,
            "day": self.day,
            "currency": self.currency,
            "total": str(self.total),
            "total_vat": str(self.total_vat),
        }


def entry_of(body: Mapping[str, Any], number: int) -> Entry:
    """Check a body as the service does. Raises Refused."""
    unknown = set(body) - _MEMBERS
    if unknown or not body.get("reference") or not body.get("lines"):
        raise Refused(f"unknown or missing: {', '.join(sorted(unknown)) or 'reference, lines'}")
    for line in body["lines"]:
        if set(line) - _LINE or line["vat_code"] not in _CODES or line["ledger"] not in _REVENUE:
            raise Refused("a line has a description, a revenue ledger, a known vat_code, net and vat")
    net = sum((Decimal(line["net"]) for line in body["lines"]), Decimal(0))
    vat = sum((Decimal(line["vat"]) for line in body["lines"]), Decimal(0))
    return Entry(
        id=number,
        reference=body["reference"],
        day=date.fromisoformat(body["day"]).isoformat(),
        currency=body["currency"],
        total=net + vat,
        total_vat=vat,
    )
