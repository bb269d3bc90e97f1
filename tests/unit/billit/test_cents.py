"""The VAT that Billit computes is the VAT that the shop charged, to the cent."""

from __future__ import annotations

from decimal import Decimal

import pytest

from koppel_billit.fake import Switches
from support import drafts
from support.drafts import draft, line, refund


@pytest.mark.parametrize(
    ("net", "tax"),
    [("12.36", "2.59"), ("12.35", "2.60"), ("24.77", "5.20"), ("100.00", "21.00"), ("0.02", "0.00"), ("0.03", "0.00")],
)
def test_what_no_net_can_make_is_booked_as_charged(kit, net, tax):
    """14.95 at 21 % is 12.36 and 2.59; Billit alone would make 2.60 of it."""
    kit.book(draft(line(net, tax)))

    assert kit.totals("10001") == (net, tax, str(Decimal(net) + Decimal(tax)))


@pytest.mark.parametrize(("treatment", "rate"), [(drafts.HIGH, 21), (drafts.LOW, 9)], ids=str)
def test_every_price_comes_out(kit, treatment, rate):
    """Prices of a shop with VAT in them: each cent from 0.01 to 3.00, with the VAT that the shop shows."""
    for price in range(1, 301):
        gross = Decimal(price) / 100
        tax = (gross * rate / (100 + rate)).quantize(Decimal("0.01"))
        kit.book(draft(line(str(gross - tax), str(tax), treatment), reference=str(price)))

        assert kit.totals(str(price)) == (str(gross - tax), f"{tax:.2f}", f"{gross:.2f}")


def test_vat_rounded_per_line_is_followed(kit):
    """Sixty lines of 0.99, each rounded by itself: twenty cents off what Billit would compute."""
    lines = [line("0.82", "0.17") for _ in range(60)]
    kit.book(draft(*lines))

    assert kit.totals("10001") == ("49.20", "10.20", "59.40")


def test_lines_that_agree_are_left_alone(kit):
    """No line is added."""
    assert len(kit.booking(draft(line("100.00", "21.00"), line("10.00", "0.90", drafts.LOW))).lines) == 2


def test_the_added_lines_cancel_out_but_for_the_cents(kit):
    """One with VAT, one without, under a name that says what they are."""
    booking = kit.booking(draft(line("12.36", "2.59")))

    added = booking.lines[1:]
    assert [one.description for one in added] == ["Afronding btw"] * 2
    assert sum(one.net for one in added) == 0
    assert sum(one.vat_amount for one in booking.lines) == Decimal("2.59")
    assert [one.rate for one in added] == [21, 0]
    assert abs(added[0].net) <= Decimal("0.05")


def test_rates_are_settled_each_by_itself(kit):
    """A cent too much at one rate is not made good by another."""
    kit.book(draft(line("12.36", "2.59"), line("4.59", "0.42", drafts.LOW)))
    groups = {group["VATPercentage"]: group["TotalVAT"] for group in kit.fake.document("10001")["VatGroups"]}

    assert (groups[21], groups[9]) == (Decimal("2.59"), Decimal("0.42"))


def test_credit_notes_are_settled_too(kit):
    """With the signs of Billit."""
    kit.book(refund(line("-12.36", "-2.59", quantity=Decimal(-1))))

    assert kit.totals("10001-R881") == ("12.36", "2.59", "14.95")


def test_more_than_rounding_is_held(kit):
    """An order whose VAT is plainly wrong is not made to fit."""
    held = kit.held(draft(line("100.00", "19.00")))

    assert held.reason == "vat_differs"
    assert "21.00" in held.sentence.en


@pytest.mark.parametrize("decimals", [2, 5])
@pytest.mark.parametrize("mood", ["rounded", "cut"])
def test_the_accounts_decimals_make_no_difference(make_kit, decimals, mood):
    """Nor what Billit does with more than it keeps."""
    kit = make_kit(Switches(price_decimals=mood))
    kit.fake.company().decimals = decimals
    kit.book(draft(line("24.77", "5.20", quantity=Decimal(3)), line("0.10", "0.02", quantity=Decimal(7))))

    assert kit.totals("10001") == ("24.87", "5.22", "30.09")
