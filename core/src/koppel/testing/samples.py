"""Documents of every kind that a shop has: what a target is tried with, and what each pair must book alike.

A Dutch seller under the Union scheme; all dated in one month of 2026. Amounts are what a shop would charge.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from koppel.model import (
    ZERO,
    Address,
    Amounts,
    CheckResult,
    Document,
    DocumentKind,
    Line,
    LineKind,
    LineTax,
    Party,
    Supply,
    VatNumberCheck,
    VatRelief,
    cents,
)

_PAID_AT: Final = datetime(2026, 6, 10, 10, 0, tzinfo=UTC)
_REFUNDED_AT: Final = datetime(2026, 6, 20, 10, 0, tzinfo=UTC)
_HOME: Final = Address(country="NL", postcode="1011 AA", city="Amsterdam", line1="Keizersgracht 1")


def sample_documents() -> tuple[Document, ...]:
    """All of them, sales before their refunds; keys and numbers are unique."""
    mixed = _sale("2001", _HOME, _line("1", "121.00"), _line("2", "32.70", "9"), _shipping("3", "6.05"))
    whole = _sale("2002", _HOME, _line("1", "48.40", quantity=2), _line("2", "10.90", "9"))
    return (
        mixed,
        whole,
        _sale(
            "2003", _abroad("DE", "10115", "Berlin"), _line("1", "119.00", "19", "DE"), _line("2", "21.40", "7", "DE")
        ),
        _sale("2004", _abroad("BE", "1000", "Brussel"), _line("1", "121.00", "21", "BE")),
        _sale(
            "2005", _abroad("FR", "75001", "Paris"), _line("1", "60.00", "20", "FR"), _line("2", "10.55", "5.5", "FR")
        ),
        _business("2006"),
        _sale("2007", _abroad("US", "10001", "New York"), _line("1", "100.00", None), _shipping("2", "25.00", None)),
        _discounted("2008"),
        _sale("2009", _HOME, _line("1", "49.99"), _line("2", "1.21", kind=LineKind.FEE, name="Payment costs")),
        _sale("2010", _HOME, _line("1", "0.00")),
        _sale("2011", _HOME, *(_line(str(place), f"{place}.37", "9" if place % 3 else "21") for place in range(1, 61))),
        _odd_names("2012"),
        _refund(mixed, 1, (_taken(mixed.lines[1]),)),
        _refund(whole, 1, tuple(_taken(line) for line in whole.lines)),
    )


def _line(
    key: str,
    gross: str,
    rate: str | None = "21",
    country: str = "NL",
    *,
    kind: LineKind = LineKind.PRODUCT,
    name: str = "Mug",
    quantity: int = 1,
) -> Line:
    total = Decimal(gross)
    tax = cents(total * Decimal(rate) / (100 + Decimal(rate))) if rate else ZERO
    return Line(
        key=key,
        kind=kind,
        description=f"{name} {key}",
        quantity=Decimal(quantity),
        amounts=Amounts(net=total - tax, tax=tax, gross=total),
        taxes=(LineTax(country=country, rate=Decimal(rate), amount=tax),) if rate else (),
        item_code=f"MUG-{key}" if kind is LineKind.PRODUCT else None,
        supply=Supply.GOODS if kind is LineKind.PRODUCT else None,
    )


def _shipping(key: str, gross: str, rate: str | None = "21") -> Line:
    return _line(key, gross, rate, kind=LineKind.SHIPPING, name="Parcel")


def _abroad(country: str, postcode: str, city: str) -> Address:
    return Address(country=country, postcode=postcode, city=city, line1="Street 1")


def _sale(number: str, to: Address, *lines: Line, buyer: Party | None = None) -> Document:
    total = sum((line.amounts.gross for line in lines), ZERO)
    person = Party(
        name=f"Customer {number}", email=f"customer-{number}@customers.example", shop_customer_id=f"c-{number}"
    )
    return Document(
        key=f"order:{number}",
        kind=DocumentKind.INVOICE,
        number=number,
        status="completed",
        created_at=_PAID_AT,
        paid_at=_PAID_AT,
        currency="EUR",
        total_incl=total,
        total_tax=sum((line.amounts.tax or ZERO for line in lines), ZERO),
        lines=lines,
        time_zone="Europe/Amsterdam",
        buyer=buyer or person,
        billing=to,
        delivery=to,
        ships_from="NL",
        revision="1",
    )


def _business(number: str) -> Document:
    """A Belgian company with a number that passes the check: no VAT, reverse charge."""
    check = VatNumberCheck(result=CheckResult.VALID, checked_on=_PAID_AT.date())
    company = Party(
        company="Voorbeeld BV",
        email="orders@voorbeeld-bv.example",
        shop_customer_id=f"c-{number}",
        vat_number="BE0999999922",
        vat_number_check=check,
    )
    sale = _sale(number, _abroad("BE", "2000", "Antwerpen"), _line("1", "250.00", None), buyer=company)
    return replace(sale, relief=VatRelief.EXEMPT_BUSINESS)


def _discounted(number: str) -> Document:
    """A line sold for 10 % less than its price."""
    line = _line("1", "108.90")
    before = Amounts(net=Decimal("100.00"), tax=Decimal("21.00"), gross=Decimal("121.00"))
    return _sale(number, _HOME, replace(line, before_discount=before))


def _odd_names(number: str) -> Document:
    """Names with everything that breaks quoting, markup and columns."""
    odd = 'O\'Brien & <b>Zoë</b> "Ünïcödé" 😀 ' + "x" * 120
    buyer = Party(name=odd, email="odd@customers.example", shop_customer_id=f"c-{number}")
    line = replace(_line("1", "12.10"), description=odd)
    return _sale(number, _HOME, line, buyer=buyer)


def _taken(line: Line) -> Line:
    amounts = line.amounts
    return replace(
        line,
        key=f"r{line.key}",
        quantity=-line.quantity,
        amounts=Amounts(net=-(amounts.net or ZERO), tax=-(amounts.tax or ZERO), gross=-amounts.gross),
        taxes=tuple(replace(tax, amount=-tax.amount) for tax in line.taxes),
        refunds_line=line.key,
    )


def _refund(sale: Document, place: int, lines: tuple[Line, ...]) -> Document:
    return replace(
        sale,
        key=f"refund:{sale.number}:{place}",
        kind=DocumentKind.CREDIT_NOTE,
        created_at=_REFUNDED_AT,
        paid_at=None,
        total_incl=sum((line.amounts.gross for line in lines), ZERO),
        total_tax=sum((line.amounts.tax or ZERO for line in lines), ZERO),
        lines=lines,
        original=sale,
    )
