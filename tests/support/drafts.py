"""A shop's orders as the booking engine hands them to a target."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from koppel.api import Address, Debtor, DebtorKind, Document, DocumentKind, Draft, DraftLine, LineKind, VatTreatment

MORNING = datetime(2026, 3, 2, 9, 0, 10, tzinfo=UTC)


def vat(code: str, rate: str = "0", country: str = "", category: str = "S", row: str = "") -> VatTreatment:
    """A treatment; its row is made up from country and rate unless given."""
    known = row or f"{country}-{rate}"
    return VatTreatment(code=code, category=category, country=country, rate=Decimal(rate), row=known)


HIGH = vat("DOM-21", "21", "NL")
LOW = vat("DOM-9", "9", "NL")
BELGIAN = vat("DOM-6", "6", "BE")
GERMAN = vat("OSS-DE-19", "19", "DE")
ZERO_RATED = vat("DOM-0", "0", "NL", "Z")
GOODS = vat("IC-GOODS", category="K", row="reverse-charge-eu")
SERVICE = vat("IC-SERV", category="AE", row="reverse-charge-eu-services")
SHIFTED = vat("DOM-AE", country="NL", category="AE", row="reverse-charge-home")
EXPORT = vat("EXPORT", category="G", row="export")
OUTSIDE_EU = vat("SERV-OUT", category="O", row="services-outside-eu")
NOTHING = vat("NONE", category="O", row="no-vat")
EXEMPT = vat("DOM-E", country="NL", category="E", row="exempt")
SMALL = vat("SME", country="NL", category="E", row="small-enterprise")


def line(net: str, tax: str = "0", treatment: VatTreatment = HIGH, **more: Any) -> DraftLine:
    """A line of a product unless told otherwise."""
    known: dict[str, Any] = {"role": "revenue.std", "kind": LineKind.PRODUCT, "description": "Mug", **more}
    return DraftLine(vat=treatment, net=Decimal(net), vat_amount=Decimal(tax), **known)


def rounding(amount: str) -> DraftLine:
    """Cents that no line explains."""
    return line(amount, treatment=NOTHING, role="rounding", kind=None, description="afronding")


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


def company(name: str = "Voorbeeld BV", vat_number: str = "BE0999999922", **more: Any) -> Debtor:
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


def by_code(code: str = "1000", kind: DebtorKind = DebtorKind.DEFAULT) -> Debtor:
    """The debtor that the settings name."""
    return Debtor(kind=kind, key=f"code:{code}", match_by=("code",), name="", code=code)


def document(reference: str = "10001", total: Decimal = Decimal("121.00"), **more: Any) -> Document:
    """The shop's own document, without lines: targets look at the draft's."""
    known = Document(
        key=f"order:{reference}",
        number=reference,
        kind=DocumentKind.CREDIT_NOTE if total < 0 else DocumentKind.INVOICE,
        status="completed",
        created_at=MORNING,
        currency="EUR",
        total_incl=total,
        lines=(),
        time_zone="Europe/Amsterdam",
    )
    return replace(known, **more)


def draft(*lines: DraftLine, reference: str = "10001", debtor: Debtor | None = None, **more: Any) -> Draft:
    """An order as it was decided; `more` are fields of the document, or `issued_on`, `exchange_rate`, `warnings`."""
    lines = lines or (line("100.00", "21.00"),)
    net = sum((one.net for one in lines), Decimal(0))
    tax = sum((one.vat_amount for one in lines), Decimal(0))
    of_draft = {name: more.pop(name) for name in ("issued_on", "exchange_rate", "warnings") if name in more}
    sold = document(reference, net + tax, **more)
    return Draft(
        document=sold,
        reference=reference,
        currency=sold.currency,
        debtor=debtor or consumer(),
        lines=lines,
        total_excl=net,
        total_vat=tax,
        total_incl=net + tax,
        **{"issued_on": date(2026, 3, 1), **of_draft},
    )


def refund(*lines: DraftLine, reference: str = "10001-R881", is_paid: bool = True, **more: Any) -> Draft:
    """What takes back (a part of) order 10001."""
    lines = lines or (line("-100.00", "-21.00", quantity=Decimal(-1)),)
    sale = document("10001", paid_at=MORNING if is_paid else None)
    return draft(*lines, reference=reference, original=sale, **more)
