"""What must hold for any order that a shop can make, whatever its rates, rounding, discounts and refunds."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from koppel.booking.assignment import Accounts, assign
from koppel.booking.booking import BookingLine, Ref
from koppel.booking.draft import Draft
from koppel.booking.engine import decide
from koppel.booking.outcome import Held, Skipped
from koppel.booking.rules import Rules, Scheme, Seller
from koppel.model import ZERO, Document, cents
from support.orders import odd_documents, refund, shop_orders

QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
RULES = Rules(book_zero_totals=True)
ANY_RULES = st.builds(Rules, book_zero_totals=st.just(value=True), discounts_separately=st.booleans())
ODD_RULES = st.builds(
    Rules,
    seller=st.builds(Seller, country=st.sampled_from(["NL", "BE"]), scheme=st.sampled_from(Scheme)),
    book_zero_totals=st.booleans(),
    discounts_separately=st.booleans(),
    with_items=st.booleans(),
    eu_consumer_vat=st.sampled_from(["home", "oss"]),
    default_debtor=st.just("1"),
    voucher_kind=st.sampled_from(["multi_purpose", "single_purpose"]),
    voucher_rate=st.sampled_from([None, Decimal(21)]),
    multi_currency=st.booleans(),
    structured_invoice=st.booleans(),
)
ACCOUNTS = Accounts(default=Ref(value="8000", label="revenue"), with_vat_codes=False)


def _draft(document: Document, rules: Rules = RULES) -> Draft:
    decided = decide(document, rules)
    assert isinstance(decided, Draft), decided
    return decided


def _per_code(draft: Draft) -> dict[str, tuple[Decimal, Decimal]]:
    found: dict[str, tuple[Decimal, Decimal]] = {}
    for line in draft.lines:
        net, vat = found.get(line.vat.code, (ZERO, ZERO))
        found[line.vat.code] = (net + line.net, vat + line.vat_amount)
    return found


@QUICK
@given(shop_orders(), ANY_RULES)
def test_lines_add_up_to_what_was_charged(order: Document, rules: Rules) -> None:
    """The lines are the order's total, less vouchers used, to the cent; every amount is in whole cents."""
    draft = _draft(order, rules)
    used = sum((payment.amount for payment in order.payments), ZERO)
    assert sum((line.gross for line in draft.lines), ZERO) == order.total_incl - used == draft.total_incl
    assert draft.total_excl + draft.total_vat == draft.total_incl
    assert all(amount == cents(amount) for line in draft.lines for amount in (line.net, line.vat_amount))


@QUICK
@given(shop_orders(), ANY_RULES)
def test_vat_is_never_changed(order: Document, rules: Rules) -> None:
    """Where the shop gives its VAT per rate, exactly that is booked."""
    codes = _per_code(_draft(order, rules))
    for total in order.tax_totals or ():
        assert codes.get(f"DOM-{total.rate}", (ZERO, ZERO))[1] == total.tax


@QUICK
@given(shop_orders(), st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(order: Document, random: Any) -> None:
    """The same lines in another order give the same totals per VAT code."""
    shuffled = list(order.lines)
    random.shuffle(shuffled)
    assert _per_code(_draft(replace(order, lines=tuple(shuffled)))) == _per_code(_draft(order))


@QUICK
@given(shop_orders())
def test_deciding_twice_gives_the_same(order: Document) -> None:
    """A decision depends on nothing but the document and the rules."""
    assert decide(order, RULES) == decide(order, RULES)


@QUICK
@given(shop_orders(), ANY_RULES)
def test_grouping_changes_no_total(order: Document, rules: Rules) -> None:
    """Grouped or not, net and VAT per ledger and VAT code are the same, and so are the boxes."""
    draft = _draft(order, rules)
    single, grouped = assign(draft, ACCOUNTS), assign(draft, ACCOUNTS, group=True)
    assert isinstance(single, tuple)
    assert isinstance(grouped, tuple)
    assert _sums(single) == _sums(grouped)
    assert len(grouped) == len(_sums(grouped))


def _sums(lines: tuple[BookingLine, ...]) -> dict[tuple[str, str], tuple[Decimal, Decimal, Decimal]]:
    found: dict[tuple[str, str], tuple[Decimal, Decimal, Decimal]] = {}
    for line in lines:
        assert line.ledger is not None
        key = (line.ledger.value, line.treatment)
        net, vat, boxes = found.get(key, (ZERO, ZERO, ZERO))
        boxed = sum((box.base + box.vat for box in line.boxes), ZERO)
        found[key] = (net + line.net, vat + line.vat_amount, boxes + boxed)
    return found


@QUICK
@given(shop_orders(), ANY_RULES, st.data())
def test_a_sale_and_its_refunds_cancel_out(order: Document, rules: Rules, data: st.DataObject) -> None:
    """However an order is given back in parts, with or without lines, nothing is left of any role and VAT code."""
    sale = replace(order, payments=())
    left = sale.total_incl
    if left <= 0:
        return
    credits_: list[Document] = []
    for cut in data.draw(st.lists(st.integers(1, 99), max_size=3)):
        part = cents(left * cut / 100)
        if ZERO < part < left:
            credits_.append(refund(sale, amount=str(part), earlier=tuple(credits_)))
            left -= part
    credits_.append(_last(sale, left, credits_))
    drafts = [_draft(document, rules) for document in (sale, *credits_)]
    assert _left(drafts) == {}


def _last(sale: Document, left: Decimal, earlier: list[Document]) -> Document:
    """The whole order by its lines where nothing was given back yet, else the rest as an amount."""
    if earlier:
        return refund(sale, amount=str(left), earlier=tuple(earlier))
    return replace(refund(sale, *sale.lines), total_incl=-left)


def _left(drafts: list[Draft]) -> dict[tuple[str, str], tuple[Decimal, Decimal]]:
    found: Counter[tuple[str, str, str]] = Counter()
    for draft in drafts:
        for line in draft.lines:
            found[line.role, line.vat.code, "net"] += line.net  # type: ignore[assignment]
            found[line.role, line.vat.code, "vat"] += line.vat_amount  # type: ignore[assignment]
    return {key: value for key, value in found.items() if value}  # type: ignore[misc]


@QUICK
@given(odd_documents(), ODD_RULES)
def test_nothing_a_shop_sends_makes_a_decision_fail(document: Document, rules: Rules) -> None:
    """Whatever a document says, it is booked to its total, held or skipped; no error comes out."""
    decided = decide(document, rules)
    if isinstance(decided, Draft):
        assert sum((line.gross for line in decided.lines), ZERO) == decided.total_incl
        assert decided.total_excl + decided.total_vat == decided.total_incl
    else:
        assert isinstance(decided, Held | Skipped)


@QUICK
@given(shop_orders(), ANY_RULES)
def test_no_amount_is_a_float(order: Document, rules: Rules) -> None:
    """A binary float never gets into a draft, at any depth."""
    assert not list(_floats(_draft(order, rules)))


def _floats(value: Any) -> Any:
    if isinstance(value, float):
        yield value
    elif is_dataclass(value):
        for one in fields(value):
            yield from _floats(getattr(value, one.name))
    elif isinstance(value, tuple):
        for one in value:
            yield from _floats(one)
