"""The cents of real shops: totals, VAT totals, unknown VAT, vouchers, discounts, and what is held instead of guessed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from koppel.booking.draft import Draft
from koppel.booking.engine import decide
from koppel.booking.outcome import Held, Skipped
from koppel.booking.rules import Rules, Seller
from koppel.model import Amounts, Document, LineKind, LineTax, Payment, TaxTotal
from koppel.text import Text
from support.orders import BRUSSELS, line, order

BELGIAN_INVOICE = Rules(seller=Seller(country="BE", time_zone="Europe/Brussels"), structured_invoice=True)
SHIPPING = {"kind": LineKind.SHIPPING, "key": "s", "description": "shipping"}


def _booked(document: Document, rules: Rules | None = None) -> list[tuple[str, str, str, str]]:
    decided = decide(document, rules or Rules())
    assert isinstance(decided, Draft), decided
    return [(made.role, made.vat.code, f"{made.net:f}", f"{made.vat_amount:f}") for made in decided.lines]


def _held(document: Document, rules: Rules | None = None) -> Held:
    decided = decide(document, rules or Rules())
    assert isinstance(decided, Held), decided
    return decided


def _totals(**per_rate: str) -> tuple[TaxTotal, ...]:
    return tuple(TaxTotal(country="NL", rate=Decimal(rate[1:]), tax=Decimal(tax)) for rate, tax in per_rate.items())


def test_vat_totals_win_over_lines_by_a_cent() -> None:
    """Three lines of 1.73 under a total of 5.20: a cent moves onto a line, nothing onto rounding."""
    lines = [line("9.99", key=str(i)) for i in range(3)]
    assert [made[3] for made in _booked(order(*lines, tax_totals=_totals(r21="5.20")))] == ["1.74", "1.73", "1.73"]


def test_net_lines_and_vat_totals_that_meet_the_total_leave_no_cent() -> None:
    """Rounded over the total, a shop's lines with VAT may be a cent over the total while net and VAT totals fit."""
    lines = [line("9.99", key=str(i), taxes=_tax("1.74"), amounts=_amounts("8.25", "1.74")) for i in range(3)]
    sale = order(*lines, total_incl=Decimal("29.96"), tax_totals=_totals(r21="5.21"))
    assert {made[0] for made in _booked(sale)} == {"revenue.std"}


def _tax(amount: str) -> tuple[LineTax, ...]:
    return (LineTax(country="NL", rate=Decimal(21), amount=Decimal(amount)),)


def _amounts(net: str, tax: str) -> Amounts:
    return Amounts(net=Decimal(net), tax=Decimal(tax), gross=Decimal(net) + Decimal(tax))


def test_vat_totals_that_do_not_add_up_are_held() -> None:
    """A shop that shows one VAT on its lines and another in its totals is told which."""
    held = _held(order(line("121"), tax_totals=_totals(r21="20.00")))
    assert held.reason == "vat_totals_differ"
    assert "21,00" in held.sentence.nl
    assert "20,00" in held.sentence.nl
    assert _held(order(line("121"), total_tax=Decimal("20.00"))).reason == "vat_totals_differ"
    assert _held(order(line("121"), tax_totals=_totals(r21="21.00", r9="1.00"))).reason == "vat_totals_differ"


@pytest.mark.parametrize(("rate", "tax"), [("21", "9.00"), ("21", "0.00"), ("0", "21.00")])
def test_vat_that_does_not_fit_its_rate_is_held(rate: str, tax: str) -> None:
    """Also VAT under a rate of nought, which would otherwise vanish."""
    taxes = (LineTax(country="NL", rate=Decimal(rate), amount=Decimal(tax)),)
    assert _held(order(line("121", taxes=taxes))).reason == "vat_does_not_fit_rate"


def test_shipping_without_vat_is_read_from_the_totals_where_they_tell() -> None:
    """The shop's own VAT lines win over a split: all its shipping was at 21%, though the goods are at 9%."""
    unknown = replace(line("6.05", None, **SHIPPING), tax_known=False)
    sale = order(line("21.80", "9"), unknown, tax_totals=_totals(r9="1.80", r21="1.05"))
    assert _booked(sale)[1:] == [("shipping", "DOM-21", "5.00", "1.05")]


def test_shipping_of_goods_that_were_given_away_is_split_by_their_price() -> None:
    """All goods at 0.00 by a coupon: their price before it is the key."""
    free = replace(line("0"), taxes=_tax("0"), before_discount=_amounts("10.00", "2.10"))
    unknown = replace(line("6.05", None, **SHIPPING), tax_known=False)
    assert _booked(order(free, unknown)) == [("shipping", "DOM-21", "5.00", "1.05")]


def test_vat_that_nobody_tells_is_held() -> None:
    """A product without VAT of its own, in an order without totals or with several, is not guessed."""
    unknown = replace(line("121", None), tax_known=False)
    assert _held(order(unknown)).reason == "line_vat_unknown"
    assert _held(order(unknown, tax_totals=_totals(r21="10.00", r9="5.00"))).reason == "line_vat_unknown"
    assert _booked(order(unknown, tax_totals=_totals(r21="21.00"))) == [("revenue.std", "DOM-21", "100.00", "21.00")]


@pytest.mark.parametrize(("total", "rounding"), [("121.05", "0.05"), ("120.95", "-0.05")])
def test_up_to_five_cents_go_on_rounding(total: str, rounding: str) -> None:
    """In either direction, with no VAT and in no box."""
    assert _booked(order(line("121"), total_incl=Decimal(total)))[1:] == [("rounding", "NONE", rounding, "0.00")]


def test_a_structured_invoice_of_a_belgian_seller_rounds_vat_on_the_total() -> None:
    """24.78 net at 21% is 5.20, not three times 1.73; what was paid stays 29.97."""
    lines = [line("9.99", country="BE", key=str(i)) for i in range(3)]
    sale = order(*lines, to=BRUSSELS, ships_from="BE")
    decided = decide(sale, BELGIAN_INVOICE)
    assert isinstance(decided, Draft)
    assert (decided.total_vat, decided.total_incl) == (Decimal("5.20"), Decimal("29.97"))
    assert [made.net for made in decided.lines if made.role == "rounding"] == [Decimal("-0.01")]
    assert [shown.code for shown in decided.warnings] == ["vat_rounded_on_total"]


def test_voucher_kinds_that_contradict_the_shop_are_held() -> None:
    """VAT on a voucher that is taxed when used would be paid twice; none on one that is taxed when sold, never."""
    single = Rules(voucher_kind="single_purpose", voucher_rate=Decimal(21))
    assert _held(order(line("50", kind=LineKind.VOUCHER_SOLD))).reason == "voucher_vat_differs"
    assert _held(order(line("50", None, kind=LineKind.VOUCHER_SOLD)), single).step == "voucher_kind"


def test_goods_paid_wholly_by_voucher_are_booked() -> None:
    """Nothing is paid in money, but VAT is due all the same."""
    voucher = Payment(method="gift_card", amount=Decimal("121.00"), is_voucher=True)
    decided = decide(order(line("121"), payments=(voucher,)), Rules())
    assert isinstance(decided, Draft)
    assert (decided.total_incl, decided.total_vat) == (Decimal("0.00"), Decimal("21.00"))


def test_a_gift_is_a_line_on_invoices_only() -> None:
    """An invoice carries what was sent along for nothing; an entry has no use for a line of 0.00."""
    sale = order(line("121"), line("0", None, key="2"))
    assert len(_booked(sale)) == 1
    assert _booked(sale, Rules(with_items=True))[1] == ("revenue.std", "DOM-21", "0.00", "0.00")


def test_a_deposit_with_vat_is_booked_as_charged() -> None:
    """Countries differ on deposits; what the shop charged is followed."""
    assert _booked(order(line("2.42", kind=LineKind.DEPOSIT))) == [("deposit.liability", "DOM-21", "2.00", "0.42")]


def test_status_and_start_date_leave_documents_alone() -> None:
    """Documents outside the owner's choice are skipped, with the reason."""
    sale = order(line("121"))
    for rules, reason in (
        (Rules(order_statuses=frozenset({"completed"})), "status_not_selected"),
        (Rules(start_on=sale.created_at.date().replace(year=2027)), "before_start_date"),
    ):
        decided = decide(sale, rules)
        assert isinstance(decided, Skipped)
        assert decided.reason == reason
    assert isinstance(decide(sale, Rules(order_statuses=None)), Draft)


def test_what_the_source_could_not_read_is_held_with_its_words() -> None:
    """A document that is not safe to book is never booked, whatever its amounts say."""
    words = Text(en="The order has an unknown fee.", nl="De bestelling heeft onbekende kosten.")
    held = _held(order(line("121"), unreadable=words))
    assert (held.reason, held.sentence) == ("unreadable", words)
