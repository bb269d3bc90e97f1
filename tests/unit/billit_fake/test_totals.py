"""What the service computes: nets, VAT groups, ventilation codes, totals."""

from __future__ import annotations

from decimal import Decimal

import pytest

from koppel_billit.fake import BELGIAN, Switches


def line(price, rate=21, quantity=1, **more):
    found = {"Quantity": quantity, "UnitPriceExcl": price, "VATPercentage": rate, "Description": "Mug", **more}
    return {name: value for name, value in found.items() if value is not None}


def totals(shop, *lines, **more):
    order_id = shop.book(*lines, **more)["OrderID"]
    order = shop.fake.company(shop.company).orders[order_id]
    return tuple(str(order[name]) for name in ("TotalExcl", "TotalVAT", "TotalIncl"))


def groups(shop, *lines, **more):
    return [(one["VATPercentage"], one["VentilationCode"]) for one in shop.book(*lines, **more)["VatGroups"]]


def test_vat_is_rounded_once_per_rate(shop):
    """Three lines of 1.02 at 21 %: 0.64 over the whole, where per line it would be 0.63."""
    assert totals(shop, line(1.02), line(1.02), line(1.02)) == ("3.06", "0.64", "3.70")


def test_rates_are_groups_of_their_own(shop):
    """Each is rounded by itself."""
    assert totals(shop, line(10.03, 21), line(10.03, 9)) == ("20.06", "3.01", "23.07")


def test_an_amount_that_no_net_can_make_is_off_by_a_cent(shop):
    """14.95 at 21 %: the nearest net gives 14.96."""
    assert totals(shop, line(12.36))[2] == "14.96"


def test_halves_go_away_from_zero(shop):
    """2.125 becomes 2.13, and its negative -2.13."""
    assert totals(shop, line(4.25, 0, quantity=0.5, VentilationCode="70"))[0] == "2.13"
    assert totals(shop, line(-4.25, 0, quantity=0.5, VentilationCode="70"))[0] == "-2.13"


@pytest.mark.parametrize(
    ("decimals", "mood", "net"), [(2, "rounded", "24.78"), (5, "rounded", "24.77"), (2, "cut", "24.75")]
)
def test_prices_keep_the_decimals_of_the_companys_setting(make, decimals, mood, net):
    """Three at 8.25620: two decimals make 8.26, or 8.25 when they are cut off."""
    shop = make(Switches(price_decimals=mood))
    shop.fake.company().decimals = decimals

    assert totals(shop, line(8.2562, quantity=3))[0] == net


def test_a_line_discount_is_taken_off(shop):
    """In per cent of the line."""
    assert totals(shop, line(100, ReductionPercentage=10))[0] == "90.00"


def test_inclusive_lines_lead_with_what_was_paid(shop):
    """149.80 at 21 % is 123.80 without VAT."""
    wanted = {"InclLeading": True, "TotalIncl": 149.80, "VATPercentage": 21, "Quantity": 10, "Description": "Mug"}

    assert totals(shop, wanted)[0] == "123.80"


def test_an_inclusive_line_needs_an_inclusive_amount(shop):
    """Else it is refused."""
    assert shop.refused(line(10, InclLeading=True)) == "GenericError"


@pytest.mark.parametrize(("company", "rate", "code"), [(BELGIAN, 6, "2"), (BELGIAN, 12, "3"), (BELGIAN, 21, "4")])
def test_the_code_of_a_taxed_line_follows_from_its_rate(make, company, rate, code):
    """Whatever code was sent."""
    assert groups(make(company=company), line(10, rate, VentilationCode="70")) == [(rate, code)]


def test_the_headers_code_counts_for_lines_without_vat(shop):
    """A line's own goes before it; without either it is zero rated."""
    lines = (line(10, 0), line(10, 0, VentilationCode="55"), line(10, 21))

    assert groups(shop, *lines, VentilationCode="51") == [(0, "51"), (0, "55"), (21, "4")]
    assert groups(shop, line(10, 0)) == [(0, "1")]


def test_outside_vat_has_no_percentage(shop):
    """Code 22 alone may do without."""
    assert totals(shop, line(100), line(-5, None, VentilationCode="22")) == ("95.00", "21.00", "116.00")
    assert shop.refused(line(10, None, VentilationCode="70")) == "GenericError"


def test_a_line_with_a_text_alone_is_a_remark(shop):
    """It adds nothing."""
    assert totals(shop, line(100), {"Description": "Thank you"})[2] == "121.00"


@pytest.mark.parametrize(("mood", "status"), [("refused", 400), ("accepted", 200)])
def test_rates_of_other_countries_are_refused_unless_told_otherwise(make, mood, status):
    """How sales under the One Stop Shop are posted is not known."""
    shop = make(Switches(foreign_rates=mood))

    assert shop.post("orders", shop.order(line(10, 19))).status_code == status


def test_what_is_due_can_be_less_than_the_total(shop):
    """ToPay for a partial payment, Paid for all of it."""
    assert shop.book(line(100), ToPay=21)["ToPay"] == Decimal(21)
    assert shop.book(line(100), Paid=True)["ToPay"] == 0


def test_tiny_zeros_have_no_sign(shop):
    """-0.00 is written as 0.00."""
    order_id = shop.book(line(100), line(-0.01, None, VentilationCode="22"))["OrderID"]

    assert "-0.00" not in shop.get(f"orders/{order_id}").text.replace("-0.01", "")
