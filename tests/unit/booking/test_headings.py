"""Day, reference and debtor of a document, and how a debtor is found back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from koppel.booking.debtors import KnownDebtor, debtor_of, find_debtor
from koppel.booking.draft import DebtorKind
from koppel.booking.engine import decide
from koppel.booking.heading import issued_on, reference
from koppel.booking.outcome import Held
from koppel.booking.rules import Rules
from koppel.model import Party
from support.orders import BELGIAN, BRUSSELS, line, order, refund

SALE = replace(
    order(line("121")),
    created_at=datetime(2026, 3, 30, 22, 30, tzinfo=UTC),
    paid_at=datetime(2026, 3, 31, 22, 30, tzinfo=UTC),
    invoice_date=date(2026, 4, 5),
    invoice_number="F-7",
)
REFUND = refund(SALE, amount="10.00", key="refund:881", created_at=datetime(2026, 6, 30, 22, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("source", "day"), [("invoice", date(2026, 4, 5)), ("payment", date(2026, 4, 1)), ("order", date(2026, 3, 31))]
)
def test_the_day_follows_the_setting_in_the_sellers_zone(source: str, day: date) -> None:
    """Half past ten in the evening in UTC is the next day in Amsterdam in summer."""
    assert issued_on(SALE, Rules(date_source=source)) == day


def test_missing_days_fall_back() -> None:
    """Without an invoice the payment, without a payment the order."""
    assert issued_on(replace(SALE, invoice_date=None), Rules()) == date(2026, 4, 1)
    assert issued_on(replace(SALE, invoice_date=None, paid_at=None), Rules()) == date(2026, 3, 31)


def test_a_refund_has_its_own_day() -> None:
    """Never the invoice day of the sale that it takes back, unless the shop invoiced the refund itself."""
    assert issued_on(REFUND, Rules()) == date(2026, 7, 1)
    own = replace(REFUND, invoice_number="C-1", invoice_date=date(2026, 7, 3))
    assert issued_on(own, Rules()) == date(2026, 7, 3)


@pytest.mark.parametrize(
    ("rules", "sale", "credit"),
    [
        (Rules(), "1001", "1001-R881"),
        (Rules(number_source="invoice"), "F-7", "F-7-R881"),
        (Rules(reference_prefix={"shop": "A-"}), "A-1001", "A-1001-R881"),
    ],
)
def test_references_lead_back_to_the_order(rules: Rules, sale: str, credit: str) -> None:
    """Prefix of the shop, number by the setting, and on a refund the shop's key of it."""
    assert (reference(SALE, rules), reference(REFUND, rules)) == (sale, credit)


def test_till_before_default_before_customer() -> None:
    """Debtors named in the settings go by their code, and the till's goes first."""
    rules = Rules(default_debtor="10", pos_debtor="20")
    assert debtor_of(replace(SALE, is_pos=True), rules).code == "20"
    assert debtor_of(SALE, rules).kind is DebtorKind.DEFAULT
    assert debtor_of(SALE, Rules()).kind is DebtorKind.CONSUMER


@pytest.mark.parametrize(("is_pos", "step"), [(True, "pos_debtor"), (False, "default_debtor")])
def test_nobody_known_is_held(is_pos: bool, step: str) -> None:
    """The reason opens the setting that solves it."""
    decided = decide(replace(SALE, buyer=None, is_pos=is_pos), Rules())
    assert isinstance(decided, Held)
    assert (decided.reason, decided.step) == ("debtor_missing", step)


def test_a_wrong_number_is_not_written_on_a_debtor() -> None:
    """Packages refuse it; the sale itself has VAT, so it can be booked without."""
    buyer = replace(BELGIAN, vat_number="BE0999999900")
    debtor = debtor_of(order(line("121", country="BE"), to=BRUSSELS, buyer=buyer), Rules())
    assert (debtor.vat_number, debtor.match_by, debtor.kind) == (None, ("email",), DebtorKind.COMPANY)


@pytest.mark.parametrize(
    ("buyer", "rules", "match_by", "key"),
    [
        (BELGIAN, Rules(), ("vat_number", "email"), "vat:BE0999999922"),
        (Party(name="A", email="A@b.example"), Rules(), ("email",), "email:a@b.example"),
        (Party(name="A", shop_customer_id="7"), Rules(), ("shop_customer_id",), "customer:shop:7"),
        (Party(name="A", email="a@b.example"), Rules(skip_email_check=True), (), "document:shop:order:1"),
    ],
)
def test_debtors_are_looked_for_by_what_is_known(
    buyer: Party, rules: Rules, match_by: tuple[str, ...], key: str
) -> None:
    """Number, then the shop's customer, then e-mail; the key is the strongest of them."""
    debtor = debtor_of(replace(SALE, buyer=buyer), rules)
    assert (debtor.match_by, debtor.key) == (match_by, key)


def test_an_email_address_does_not_join_two_companies() -> None:
    """Colleagues order from one mailbox: company name and VAT number must not contradict."""
    debtor = debtor_of(replace(SALE, buyer=replace(BELGIAN, vat_number=None)), Rules())
    email = "Orders@voorbeeld-bv.example"
    other = KnownDebtor(code="1", company="Ander BV", email=email)
    same_one = KnownDebtor(code="2", company="voorbeeld  bv", email=email)
    assert find_debtor(debtor, [other]) is None
    assert find_debtor(debtor, [other, same_one]) == same_one


def test_two_debtors_that_fit_are_held() -> None:
    """Koppel does not choose between them; it names both."""
    debtor = debtor_of(SALE, Rules())
    twins = [KnownDebtor(code=code, email="customer@customers.example") for code in ("7", "3")]
    held = find_debtor(debtor, twins)
    assert isinstance(held, Held)
    assert held.reason == "debtor_ambiguous"
    assert "3, 7" in held.sentence.nl
