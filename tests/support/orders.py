"""Orders for tests: short to write by hand, and generated ones with VAT computed and rounded the way shops do it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from koppel.model import (
    Address,
    Amounts,
    Document,
    DocumentKind,
    Line,
    LineKind,
    LineTax,
    Party,
    Payment,
    Supply,
    TaxTotal,
    cents,
)

PAID = datetime(2026, 5, 4, 12, 10, tzinfo=UTC)
AMSTERDAM = Address(country="NL", postcode="1011 AA", city="Amsterdam")
BERLIN = Address(country="DE", postcode="10115", city="Berlin")
BRUSSELS = Address(country="BE", postcode="1000", city="Brussel")
CONSUMER = Party(name="Customer", email="customer@customers.example", shop_customer_id="c-1")
BELGIAN = Party(company="Voorbeeld BV", email="orders@voorbeeld-bv.example", vat_number="BE0999999922")


def line(gross: str, rate: str | None = "21", **changes: Any) -> Line:
    """A line with VAT inside; `rate` None for one without VAT. `country` says whose VAT, `key` names it."""
    country = changes.pop("country", "NL")
    total = Decimal(gross)
    tax = cents(total * Decimal(rate) / (100 + Decimal(rate))) if rate else Decimal(0)
    made = Line(
        key=changes.pop("key", "1"),
        kind=LineKind.PRODUCT,
        description="mug",
        quantity=Decimal(1),
        amounts=Amounts(net=total - tax, tax=tax, gross=total),
        taxes=(LineTax(country=country, rate=Decimal(rate), amount=tax),) if rate else (),
    )
    return replace(made, **changes)


def order(*lines: Line, to: Address | None = AMSTERDAM, **changes: Any) -> Document:
    """A paid order of these lines; its total is theirs unless told otherwise."""
    made = Document(
        key="order:1",
        kind=DocumentKind.INVOICE,
        number="1001",
        status="processing",
        created_at=PAID,
        paid_at=PAID,
        currency="EUR",
        total_incl=sum((one.amounts.gross for one in lines), Decimal(0)),
        lines=lines,
        time_zone="Europe/Amsterdam",
        buyer=CONSUMER,
        billing=to,
        delivery=to,
        ships_from="NL",
    )
    return replace(made, **changes)


def refund(
    sale: Document, *lines: Line, amount: str | None = None, earlier: tuple[Document, ...] = (), **changes: Any
) -> Document:
    """Money back on an order: these lines of it whole, or an amount without lines."""
    taken = tuple(_taken_back(one) for one in lines)
    total = -Decimal(amount) if amount else sum((one.amounts.gross for one in taken), Decimal(0))
    made = replace(
        sale,
        key=f"refund:{len(earlier) + 1}",
        kind=DocumentKind.CREDIT_NOTE,
        created_at=datetime(2026, 5, 20, 10, 0, tzinfo=UTC),
        paid_at=None,
        total_incl=total,
        total_tax=None,
        tax_totals=None,
        lines=taken,
        payments=(),
        original=sale,
        earlier=earlier,
    )
    return replace(made, **changes)


def _taken_back(sold: Line) -> Line:
    amounts = sold.amounts
    return replace(
        sold,
        key=f"r{sold.key}",
        quantity=-sold.quantity,
        amounts=Amounts(
            net=None if amounts.net is None else -amounts.net,
            tax=None if amounts.tax is None else -amounts.tax,
            gross=-amounts.gross,
        ),
        taxes=tuple(replace(tax, amount=-tax.amount) for tax in sold.taxes),
        before_discount=None,
        refunds_line=sold.key,
    )


_RATES = st.sampled_from([Decimal(21), Decimal(9)])
_GROSS = st.integers(min_value=1, max_value=30_000).map(lambda amount: Decimal(amount) / 100)
_FINE = st.integers(min_value=10, max_value=300_000).map(lambda amount: Decimal(amount) / 1000)


@st.composite
def shop_orders(draw: st.DrawFn) -> Document:
    """Orders of a shop at home: goods at two rates, a discount or not, shipping with or without VAT of its own, fees of
    either sign, a voucher used; VAT rounded per line or over the order, in cents or finer, with or without totals.
    """
    per_line = draw(st.booleans())
    fine = draw(st.booleans())
    goods = [draw(_goods(str(i), fine=fine, per_line=per_line)) for i in range(draw(st.integers(1, 6)))]
    extras = draw(st.lists(_extras(per_line=per_line), max_size=2))
    lines = [*goods, *(replace(one, key=f"x{i}") for i, one in enumerate(extras))]
    total = cents(sum((one.amounts.gross for one in lines), Decimal(0)))
    made = order(*lines, total_incl=total)
    if all(one.tax_known for one in lines) and draw(st.booleans()):
        made = replace(made, tax_totals=_totals(lines))
    if total > 10 and draw(st.booleans()):
        made = replace(made, payments=(Payment(method="voucher", amount=Decimal(5), is_voucher=True),))
    return made


@st.composite
def odd_documents(draw: st.DrawFn) -> Document:
    """Documents that no shop should make: any country, any rate, taxes that fit nothing, totals that fit less."""
    amounts = st.decimals(-500, 500, places=draw(st.integers(0, 4)))
    lines = draw(st.lists(_odd_lines(amounts), max_size=4))
    to = Address(country=draw(_COUNTRIES), postcode=draw(st.sampled_from([None, "35001", "1000", "BT1 1AA"])))
    fit = cents(sum((one.amounts.gross for one in lines), Decimal(0)))
    made = order(
        *lines,
        to=draw(st.sampled_from([to, None])),
        total_incl=draw(st.one_of(st.just(fit), amounts)),
        buyer=draw(st.sampled_from([None, CONSUMER, BELGIAN])),
        ships_from=draw(st.sampled_from([None, "NL", "DE"])),
        is_pos=draw(st.booleans()),
        currency=draw(st.sampled_from(["EUR", "USD"])),
        total_tax=draw(st.one_of(st.none(), amounts)),
        tax_totals=draw(st.one_of(st.none(), st.lists(_odd_totals(amounts), max_size=3).map(tuple))),
        payments=tuple(
            Payment(method="v", amount=abs(one), is_voucher=True) for one in draw(st.lists(amounts, max_size=1))
        ),
    )
    if draw(st.booleans()):
        return made
    return replace(refund(made, *lines[:2]), total_incl=draw(amounts))


_COUNTRIES = st.sampled_from(["", "NL", "DE", "BE", "ES", "GB", "CA", "MC", "EL", "ZZ"])
_ODD_RATES = st.sampled_from([Decimal(rate) for rate in ("0", "9", "19", "20", "21", "21.0000", "9.975", "100")])


@st.composite
def _odd_lines(draw: st.DrawFn, amounts: st.SearchStrategy[Decimal]) -> Line:
    gross = draw(amounts)
    known = draw(st.booleans())
    taxes = draw(
        st.lists(
            st.builds(LineTax, country=_COUNTRIES, rate=_ODD_RATES, amount=amounts, base=st.none() | amounts),
            max_size=3,
        )
    )
    return Line(
        key=str(draw(st.integers(1, 3))),
        kind=draw(st.sampled_from(LineKind)),
        description="odd",
        quantity=draw(amounts),
        amounts=Amounts(net=draw(st.none() | amounts), tax=None, gross=gross),
        taxes=tuple(taxes) if known else (),
        tax_known=known,
        before_discount=draw(st.none() | st.builds(Amounts, net=amounts, tax=st.none() | amounts, gross=amounts)),
        supply=draw(st.sampled_from([None, *Supply])),
        domestic_reverse_charge=draw(st.booleans()),
    )


def _odd_totals(amounts: st.SearchStrategy[Decimal]) -> st.SearchStrategy[TaxTotal]:
    return st.builds(TaxTotal, country=_COUNTRIES, rate=_ODD_RATES, tax=amounts)


@st.composite
def _goods(draw: st.DrawFn, key: str, *, fine: bool, per_line: bool) -> Line:
    gross, rate = draw(_FINE if fine else _GROSS), draw(_RATES)
    sold = _rated(gross, rate, per_line=per_line, key=key, description=f"item {key}")
    if not draw(st.booleans()):
        return sold
    off = draw(st.integers(0, 100))
    before = sold.amounts
    after = _rated(cents(gross * (100 - off) / 100), rate, per_line=per_line, key=key, description=f"item {key}")
    return replace(after, before_discount=before, quantity=Decimal(draw(st.integers(1, 5))))


@st.composite
def _extras(draw: st.DrawFn, *, per_line: bool) -> Line:
    kind = draw(st.sampled_from([LineKind.SHIPPING, LineKind.FEE]))
    gross = draw(st.integers(1, 2000)) / Decimal(100)
    if kind is LineKind.FEE and draw(st.booleans()):
        gross = -gross / 10
    gross = cents(gross)
    sold = replace(_rated(gross, draw(_RATES), per_line=per_line, key="x", description=kind.value), kind=kind)
    if draw(st.booleans()):
        return sold
    return replace(sold, tax_known=False, taxes=(), amounts=Amounts(net=None, tax=None, gross=gross))


def _rated(gross: Decimal, rate: Decimal, *, per_line: bool, key: str, description: str) -> Line:
    exact = gross * rate / (100 + rate)
    tax = cents(exact) if per_line else exact.quantize(Decimal("0.000001"))
    return Line(
        key=key,
        kind=LineKind.PRODUCT,
        description=description,
        quantity=Decimal(1),
        amounts=Amounts(net=gross - tax, tax=tax, gross=gross),
        taxes=(LineTax(country="NL", rate=rate, amount=tax),),
        supply=Supply.GOODS,
    )


def _totals(lines: list[Line]) -> tuple[TaxTotal, ...]:
    """The shop's own totals: what its lines add up to, rounded per rate."""
    found: dict[Decimal, Decimal] = {}
    for one in lines:
        for tax in one.taxes:
            found[tax.rate] = found.get(tax.rate, Decimal(0)) + tax.amount
    return tuple(TaxTotal(country="NL", rate=rate, tax=cents(tax)) for rate, tax in found.items())
