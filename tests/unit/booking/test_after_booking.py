"""What hangs on a draft: corrections, payments, items and the totals of a structured invoice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from koppel.booking.assignment import Accounts, assign
from koppel.booking.booking import Booking, Ref
from koppel.booking.correction import compare, held_for
from koppel.booking.draft import Draft
from koppel.booking.einvoice import invoice_totals
from koppel.booking.engine import decide
from koppel.booking.items import ItemChoices, ItemPlan, plan_items
from koppel.booking.outcome import Held
from koppel.booking.payments import payment_of
from koppel.booking.rules import Rules
from koppel.model import Document, LineKind, Payment
from support.orders import line, order, refund

RULES = Rules()
DAY = date(2026, 6, 1)
SHIPPING = line("6.05", key="2", kind=LineKind.SHIPPING, description="shipping")


def _draft(document: Document) -> Draft:
    decided = decide(document, RULES)
    assert isinstance(decided, Draft), decided
    return decided


def _booking(draft: Draft) -> Booking:
    everything = Ref(value="8000", label="revenue")
    lines = assign(draft, Accounts(default=everything, with_vat_codes=False), group=True)
    assert isinstance(lines, tuple)
    return Booking.of(
        draft,
        lines,
        form="sales_entry",
        description=draft.reference,
    )


def test_an_unchanged_order_needs_no_correction() -> None:
    """Neither against the draft nor against the grouped booking that was made of it."""
    draft = _draft(order(line("121"), SHIPPING))
    assert compare(draft, draft, on=DAY) is None
    assert compare(_booking(draft), draft, on=DAY) is None


def test_a_changed_order_gets_the_difference_proposed() -> None:
    """What is to be added per role and VAT code, under a reference of its own; the document is held with it."""
    before, now = _draft(order(line("121"))), _draft(order(line("60.50"), line("21.80", "9", key="2")))
    correction = compare(before, now, on=DAY, counter=2)
    assert correction is not None
    assert (correction.reference, correction.issued_on) == ("1001-C2", DAY)
    assert [(made.treatment, made.net, made.vat_amount) for made in correction.lines] == [
        ("DOM-21", Decimal("-50.00"), Decimal("-10.50")),
        ("DOM-9", Decimal("20.00"), Decimal("1.80")),
    ]
    assert correction.total_incl == Decimal("-38.70")
    assert held_for(correction, now).reason == "changed_after_booking"


def test_a_change_of_vat_alone_is_a_change() -> None:
    """The same total at another rate moves VAT."""
    correction = compare(_booking(_draft(order(line("121")))), _draft(order(line("121", "9"))), on=DAY)
    assert correction is not None
    assert correction.total_incl == 0
    assert correction.total_vat != 0


def _on(booking: Booking, ledgers: str) -> Booking:
    """The booking with its lines on these ledgers, one letter each."""
    pairs = zip(booking.lines, ledgers, strict=True)
    return replace(booking, lines=tuple(replace(line, ledger=Ref(value=one, label=one)) for line, one in pairs))


def test_between_bookings_the_difference_stands_on_ledgers() -> None:
    """What is taken off one account and what is added to another, each with the account's name."""
    before = _on(_booking(_draft(order(line("121")))), "A")
    now = _on(_booking(_draft(order(line("60.50"), line("21.80", "9", key="2")))), "AB")
    correction = compare(before, now, on=DAY)

    assert correction is not None
    assert [(one.ledger and one.ledger.value, one.gross) for one in correction.lines] == [
        ("A", Decimal("-60.50")),
        ("B", Decimal("21.80")),
    ]


def test_a_ledger_chosen_since_moves_no_revenue() -> None:
    """A change of ten euros is corrected where the sale was booked; an unchanged sale needs no correction."""
    before = _on(_booking(_draft(order(line("121")))), "A")
    same, changed = (_on(_booking(_draft(order(line(gross)))), "B") for gross in ("121", "108.90"))

    assert compare(before, same, on=DAY) is None
    correction = compare(before, changed, on=DAY)
    assert correction is not None
    assert [(one.ledger and one.ledger.value, one.net) for one in correction.lines] == [("A", Decimal("-10.00"))]


def test_a_payment_closes_the_sale_whole() -> None:
    """Provider costs stay out of it, and a voucher is no payment in money."""
    card = Payment(method="ideal", title="iDEAL", amount=Decimal("71.00"), provider_cost=Decimal("0.29"))
    voucher = Payment(method="gift_card", amount=Decimal("50.00"), is_voucher=True)
    payment = payment_of(_draft(order(line("121"), payments=(card, voucher))), RULES)
    assert payment is not None
    assert [(side.role, side.text, side.debit, side.credit) for side in payment.lines] == [
        ("psp.clearing", "iDEAL 1001", Decimal("71.00"), Decimal(0)),
        ("debtors", "1001", Decimal(0), Decimal("71.00")),
    ]


def test_money_back_is_a_payment_the_other_way() -> None:
    """The clearing account is credited and the debtor debited."""
    back = Payment(method="card", amount=Decimal("-10.00"))
    payment = payment_of(_draft(refund(order(line("121")), amount="10.00", payments=(back,))), RULES)
    assert payment is not None
    assert [(side.role, side.debit, side.credit) for side in payment.lines] == [
        ("psp.clearing", Decimal(0), Decimal("10.00")),
        ("debtors", Decimal("10.00"), Decimal(0)),
    ]


@pytest.mark.parametrize(
    "changes", [{"paid_at": None}, {"payments": (Payment(method="v", amount=Decimal(121), is_voucher=True),)}]
)
def test_nothing_paid_is_no_payment(changes: dict[str, Any]) -> None:
    """An order on account, or one paid wholly by voucher."""
    assert payment_of(_draft(replace(order(line("121")), **changes)), RULES) is None


@pytest.mark.parametrize(
    ("code", "choices", "expected", "made"),
    [
        ("MUG", ItemChoices(), "MUG", ()),
        ("NEW", ItemChoices(create=True), "NEW", ("NEW",)),
        ("NEW", ItemChoices(fallback="REST"), "REST", ()),
        (None, ItemChoices(create=True, fallback="REST"), "REST", ()),
    ],
)
def test_products_find_an_item(code: str | None, choices: ItemChoices, expected: str, made: tuple[str, ...]) -> None:
    """Their own, a new one where that is wanted, else the fallback."""
    plan = plan_items(_draft(order(line("121", item_code=code))), choices, {"MUG", "REST"})
    assert plan == ItemPlan(codes=(expected,), to_create=made)


def test_a_product_without_an_item_is_held_but_shipping_is_not() -> None:
    """Costs can be booked by their ledger alone."""
    held = plan_items(_draft(order(line("121", item_code="NEW"))), ItemChoices(), {"MUG"})
    assert isinstance(held, Held)
    assert held.reason == "item_missing"
    plan = plan_items(_draft(order(line("121", item_code="MUG"), SHIPPING)), ItemChoices(), {"MUG"})
    assert isinstance(plan, ItemPlan)
    assert plan.codes == ("MUG", None)


def test_vouchers_and_rounding_are_no_lines_of_a_structured_invoice() -> None:
    """A used voucher is an amount already paid there, and cents are the rounding of the amount to pay."""
    voucher = Payment(method="gift_card", amount=Decimal("50.00"), is_voucher=True)
    draft = _draft(order(line("121"), total_incl=Decimal("121.02"), payments=(voucher,)))
    totals = invoice_totals(draft)
    assert (totals.net, totals.vat, totals.gross) == (Decimal("100.00"), Decimal("21.00"), Decimal("121.00"))
    assert (totals.paid, totals.rounding, totals.to_pay) == (Decimal("50.00"), Decimal("0.02"), draft.total_incl)
