"""Refunds beyond the scenarios: lines, amounts, discounts, vouchers, other currencies, and what cannot be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import pytest

from koppel.booking.boxes import sales_list
from koppel.booking.draft import Draft
from koppel.booking.engine import decide
from koppel.booking.outcome import Held, Skipped
from koppel.booking.rules import Rules, Seller
from koppel.model import Amounts, Document, ExchangeRate, LineKind, LineTax, Payment
from koppel.text import same
from support.orders import AMSTERDAM, BELGIAN, BERLIN, CONSUMER, line, order, refund

RULES = Rules(eu_consumer_vat="oss")
DISCOUNTED = replace(
    line("53.15", description="vase"),
    before_discount=Amounts(net=Decimal(50), tax=Decimal("10.50"), gross=Decimal("60.50")),
)


def _draft(document: Document, rules: Rules = RULES) -> Draft:
    decided = decide(document, rules)
    assert isinstance(decided, Draft), decided
    return decided


def _lines(draft: Draft) -> list[tuple[str, str, str]]:
    return [(made.role, f"{made.net:f}", f"{made.vat_amount:f}") for made in draft.lines]


def _left(documents: Iterable[Document], rules: Rules = RULES) -> dict[tuple[str, str], Decimal]:
    found: Counter[tuple[str, str]] = Counter()
    for document in documents:
        for made in _draft(document, rules).lines:
            found[made.role, made.vat.code] += made.net + 1000 * made.vat_amount  # type: ignore[assignment]
    return {key: Decimal(value) for key, value in found.items() if value}


def test_a_discount_on_its_own_line_goes_back_with_its_goods() -> None:
    """A refund of a discounted line mirrors both: the price before discount, and the discount."""
    sale = order(DISCOUNTED, line("12.10", key="2"))
    rules = replace(RULES, discounts_separately=True)
    assert _lines(_draft(refund(sale, DISCOUNTED), rules)) == [
        ("revenue.std", "-50.00", "-10.50"),
        ("discount", "6.07", "1.28"),
    ]
    assert _left((sale, refund(sale, *sale.lines)), rules) == {}


def test_more_money_than_lines_is_spread_and_shown() -> None:
    """A line of 12.10 and 5.00 on top for the trouble: the surplus goes over what is not refunded yet."""
    mug, vase = line("12.10", key="1"), line("36.30", key="2")
    credit = replace(refund(order(mug, vase), mug), total_incl=Decimal("-17.10"))
    draft = _draft(credit)
    assert draft.total_incl == Decimal("-17.10")
    assert [shown.code for shown in draft.warnings] == ["refund_without_lines"]


def test_more_than_the_order_was_worth_is_held() -> None:
    """Also when each refund alone would do."""
    sale = order(line("100"))
    first = refund(sale, amount="60.00")
    second = decide(refund(sale, amount="60.00", earlier=(first,)), RULES)
    assert isinstance(second, Held)
    assert second.reason == "refund_exceeds_order"


def test_a_refund_without_its_vat_is_held() -> None:
    """Someone gave 121.00 back and left the VAT field empty: which VAT, only they know."""
    sale = order(line("121"))
    taxes = (LineTax(country="NL", rate=Decimal(21), amount=Decimal(0)),)
    amounts = Amounts(net=Decimal(-121), tax=Decimal(0), gross=Decimal(-121))
    credit = refund(sale, sale.lines[0])
    decided = decide(replace(credit, lines=(replace(credit.lines[0], taxes=taxes, amounts=amounts),)), RULES)
    assert isinstance(decided, Held)
    assert decided.reason == "vat_does_not_fit_rate"


def test_a_refund_keeps_the_treatment_of_its_sale() -> None:
    """The buyer's number may have become invalid and the rate may have changed since; the sale decides."""
    sale = order(line("100", None), to=replace(AMSTERDAM, country="BE"), buyer=BELGIAN)
    draft = _draft(refund(sale, sale.lines[0], buyer=CONSUMER))
    assert [made.vat.code for made in draft.lines] == ["IC-GOODS"]
    assert draft.debtor.vat_number == "BE0999999922"
    assert sales_list(draft)[0].amount == Decimal("-100.00")


def test_money_back_onto_a_voucher_raises_the_debt_to_its_holder() -> None:
    """The goods go back whole; what returns to the voucher comes off what is paid out."""
    voucher = Payment(method="gift_card", amount=Decimal("50.00"), is_voucher=True)
    sale = order(line("60.50"), payments=(voucher,))
    back = replace(voucher, amount=Decimal("-50.00"))
    draft = _draft(refund(sale, sale.lines[0], payments=(back,)))
    assert _lines(draft) == [("revenue.std", "-50.00", "-10.50"), ("voucher.liability", "50.00", "0.00")]
    assert draft.total_incl == Decimal("-10.50")


def test_an_amount_is_not_spread_over_vouchers_sold() -> None:
    """A gift card sold beside the goods is no turnover, so an amount without lines leaves it alone while it can."""
    card = line("50", None, key="2", kind=LineKind.VOUCHER_SOLD, description="gift card")
    sale = order(line("121"), card)
    assert {made.role for made in _draft(refund(sale, amount="121.00")).lines} == {"revenue.std"}
    assert {made.role for made in _draft(refund(sale, amount="150.00")).lines} == {"revenue.std", "voucher.liability"}


def test_a_line_that_the_order_never_had_is_held() -> None:
    """A refund at 9% of an order with nothing at 9%."""
    stranger = line("10.90", "9", key="9", description="book")
    decided = decide(refund(order(line("121")), stranger), RULES)
    assert isinstance(decided, Held)
    assert decided.reason == "refund_line_unknown"


def test_a_line_without_a_pointer_is_found_by_its_name_or_rate() -> None:
    """Shops that do not say which line goes back still say what it was and its VAT."""
    sale = order(line("121", description="chair"), line("10.90", "9", key="2", description="book"))
    credit = refund(sale, line("10.90", "9", description="book, page missing"))
    draft = _draft(replace(credit, lines=(replace(credit.lines[0], refunds_line=None),)))
    assert [(made.role, made.vat.code) for made in draft.lines] == [("revenue.red", "DOM-9")]


def test_a_credit_note_whose_sale_is_unknown_stands_by_itself() -> None:
    """With lines it is decided like a sale; an amount alone cannot be."""
    sale = order(line("121"))
    alone = replace(refund(sale, sale.lines[0]), original=None)
    assert _lines(_draft(alone)) == [("revenue.std", "-100.00", "-21.00")]
    decided = decide(replace(refund(sale, amount="5.00"), original=None), RULES)
    assert isinstance(decided, Held)
    assert decided.reason == "original_missing"


@pytest.mark.parametrize("place", ["original", "earlier"])
def test_a_refund_of_what_could_not_be_read_is_held(place: str) -> None:
    """What is left of an order is unknown while one of its documents is."""
    words = same("unreadable")
    sale = order(line("100"))
    first = refund(sale, amount="10.00")
    if place == "original":
        credit = refund(replace(sale, unreadable=words), amount="10.00")
    else:
        credit = refund(sale, amount="10.00", earlier=(replace(first, unreadable=words),))
    decided = decide(credit, RULES)
    assert isinstance(decided, Held)
    assert decided.reason == "unreadable"


def test_a_refund_of_nothing_is_skipped() -> None:
    """Shops make refunds of 0.00 when only stock is put back; booking zero totals does not change that."""
    for rules in (RULES, replace(RULES, book_zero_totals=True)):
        decided = decide(refund(order(line("121"))), rules)
        assert isinstance(decided, Skipped)
        assert decided.reason == "zero_total"


def test_refunds_of_a_converted_sale_cancel_it_in_the_currency_of_the_books() -> None:
    """Each is converted at the sale's rate, and the last one takes the cents that conversion left."""
    rate = ExchangeRate(base_currency="EUR", rate=Decimal("1.0873"))
    sale = order(line("119", "19", country="DE"), line("33.33", "7", country="DE", key="2"), to=BERLIN)
    sale = replace(sale, currency="USD", exchange_rate=rate)
    rules = replace(RULES, convert_to_base_currency=True)
    first = refund(sale, amount="51.11")
    second = refund(sale, amount="51.11", earlier=(first,))
    last = refund(sale, amount="50.11", earlier=(first, second))
    assert _draft(last, rules).currency == "EUR"
    assert _left((sale, first, second, last), rules) == {}


def test_belgian_credit_notes_fill_boxes_of_their_own() -> None:
    """On sales to EU businesses box 48, on others 49 and 64; all positive."""
    rules = Rules(seller=Seller(country="BE", time_zone="Europe/Brussels"))
    german = replace(BELGIAN, vat_number="DE999999995")
    sale = order(line("100", None), to=BERLIN, ships_from="BE", buyer=german)
    draft = _draft(refund(sale, sale.lines[0]), rules)
    assert [(box.box, box.base) for made in draft.lines for box in made.boxes] == [("48", Decimal("100.00"))]
    assert sales_list(draft)[0].amount == Decimal("-100.00")


def test_a_status_of_its_own_decides_about_a_credit_note() -> None:
    """A return that the shop moves through statuses waits for a chosen one; one that repeats its sale's does not."""
    sale = order(line("12.10"), status="completed")
    announced, rules = (
        refund(sale, *sale.lines, status="announced"),
        replace(RULES, order_statuses=frozenset({"handled"})),
    )
    decided = decide(announced, rules)

    assert isinstance(decided, Skipped)
    assert decided.reason == "status_not_selected"
    assert isinstance(decide(replace(announced, status="handled"), rules), Draft)
    assert isinstance(decide(replace(announced, status=sale.status), rules), Draft)
