"""A shop's orders as the booking engine hands them to a target."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from koppel.api import (
    Address,
    Debtor,
    DebtorKind,
    Document,
    DocumentKind,
    Draft,
    DraftLine,
    LineKind,
    VatTreatment,
)

MORNING = datetime(2026, 3, 2, 9, 0, 10, tzinfo=UTC)

HIGH = VatTreatment(code="DOM-21", category="S", country="NL", rate=Decimal(21), row="NL-21")
LOW = VatTreatment(code="DOM-9", category="S", country="NL", rate=Decimal(9), row="NL-9")
GERMAN = VatTreatment(code="OSS-DE-19", category="S", country="DE", rate=Decimal(19), row="DE-19")
SHIFTED = VatTreatment(code="IC-GOODS", category="K", country="", rate=Decimal(0), row="reverse-charge-eu")
NOTHING = VatTreatment(code="NONE", category="O", country="", rate=Decimal(0), row="no-vat")


def line(net: str, vat: str, treatment: VatTreatment = HIGH, **more: Any) -> DraftLine:
    """A line of a product unless told otherwise."""
    known: dict[str, Any] = {"role": "revenue.std", "kind": LineKind.PRODUCT, "description": "Mug", **more}
    return DraftLine(vat=treatment, net=Decimal(net), vat_amount=Decimal(vat), **known)


def consumer(number: str = "1", **more: Any) -> Debtor:
    """A person who buys."""
    known: dict[str, Any] = {
        "kind": DebtorKind.CONSUMER,
        "key": f"customer:shop:{number}",
        "match_by": ("shop_customer_id", "email"),
        "name": f"Customer {number}",
        "email": f"customer-{number}@customers.example",
        "shop_customer_id": number,
        "address": Address(country="NL", postcode="1011 AA", city="Amsterdam", line1="Dam 1"),
        "language": "nl_NL",
        **more,
    }
    return Debtor(**known)


def company(name: str, vat_number: str, **more: Any) -> Debtor:
    """A business that buys."""
    known: dict[str, Any] = {
        "kind": DebtorKind.COMPANY,
        "key": f"vat:{vat_number}",
        "match_by": ("vat_number", "email"),
        "name": name,
        "company": name,
        "vat_number": vat_number,
        "email": "office@business.example",
        "address": Address(country=vat_number[:2]),
        **more,
    }
    return Debtor(**known)


def by_code(code: str, kind: DebtorKind = DebtorKind.DEFAULT) -> Debtor:
    """The debtor that the settings name."""
    return Debtor(kind=kind, key=f"code:{code}", match_by=("code",), name="", code=code)


def draft(*lines: DraftLine, reference: str = "10001", debtor: Debtor | None = None, **more: Any) -> Draft:
    """An order as it was decided; `more` are fields of the document, or `issued_on`, `currency`, `exchange_rate`."""
    lines = lines or (line("100.00", "21.00"),)
    net = sum((one.net for one in lines), Decimal(0))
    vat = sum((one.vat_amount for one in lines), Decimal(0))
    of_draft = {name: more.pop(name) for name in ("issued_on", "exchange_rate", "warnings") if name in more}
    currency = more.pop("currency", "EUR")
    document = Document(
        key=f"order:{reference}",
        number=reference,
        kind=DocumentKind.CREDIT_NOTE if net + vat < 0 else DocumentKind.INVOICE,
        status="completed",
        created_at=MORNING,
        currency=currency,
        total_incl=net + vat,
        lines=(),
        time_zone="Europe/Amsterdam",
    )
    return Draft(
        document=replace(document, **more),
        reference=reference,
        currency=currency,
        debtor=debtor or consumer(),
        lines=lines,
        total_excl=net,
        total_vat=vat,
        total_incl=net + vat,
        **{"issued_on": date(2026, 3, 1), **of_draft},
    )
