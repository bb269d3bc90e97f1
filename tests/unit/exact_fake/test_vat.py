"""Sections 6.1, 6.2 and 7: the VAT of a line by the type of its code, and the codes of the sample."""

from __future__ import annotations

from decimal import Decimal

import pytest

from koppel_exact.fake import Switches


def amounts(entry):
    return tuple(str(entry[name]) for name in ("AmountFC", "VATAmountFC"))


@pytest.mark.parametrize(
    ("net", "code", "total"),
    [(41.98, "2", ("50.80", "8.82")), (7500, "2", ("9075.00", "1575.00")), (10, "1", ("10.90", "0.90"))],
)
def test_an_excluding_code_adds_vat_on_top(shop, net, code, total):
    """Rounded to cents per line."""
    assert amounts(shop.book(shop.line(net, code))) == total


def test_vat_is_rounded_per_line(shop):
    """Three lines of one third drift from one line of the whole."""
    lines = [shop.line(0.05, "2") for _ in range(3)]
    assert amounts(shop.book(*lines)) == ("0.18", "0.03")
    assert amounts(shop.book(shop.line(0.15, "2"))) == ("0.18", "0.03")
    assert amounts(shop.book(*[shop.line(0.07, "2")] * 3)) == ("0.24", "0.03")
    assert amounts(shop.book(shop.line(0.21, "2"))) == ("0.25", "0.04")


@pytest.mark.parametrize("code", ["0", "6", "7"])
def test_zero_codes_have_no_vat(shop, code):
    """Types N and B; VAT of the client's own is refused there."""
    assert shop.book(shop.line(50, code))["AmountFC"] == 50
    assert shop.refused(shop.line(50, code, VATAmountFC=1)) == "Ongeldig: Btw-percentage [0]"


@pytest.mark.parametrize(("meaning", "total"), [("gross", ("121.00", "21.00")), ("net", ("146.41", "25.41"))])
def test_an_including_code_takes_vat_out(make, meaning, total):
    """Or adds it, by the switch: the trap of including codes."""
    shop = make(Switches(including_amount=meaning))
    assert amounts(shop.book(shop.line(121, "4"))) == total


def test_the_clients_own_vat_leads(shop):
    """Any deviation is accepted by default."""
    assert amounts(shop.book(shop.line(100, VATAmountFC=20.5))) == ("120.50", "20.50")


def test_the_clients_own_vat_may_be_held_to_five_cents(make):
    """With the switch a larger deviation is refused."""
    shop = make(Switches(vat_override="within_5_cents"))
    assert amounts(shop.book(shop.line(100, VATAmountFC=21.05))) == ("121.05", "21.05")
    assert shop.refused(shop.line(100, VATAmountFC=21.06)) == "Ongeldig: Btw-bedrag"


def test_the_percentage_must_be_that_of_the_code(shop):
    """Usually it is left out."""
    assert shop.book(shop.line(VATPercentage=0.21))
    assert shop.refused(shop.line(VATPercentage=0.19)) == "Ongeldig: Btw-percentage [0.19]"


def test_the_code_of_the_ledger_account_is_the_default(shop):
    """8010 brings the low rate; without any code there is no VAT."""
    line = shop.line(ledger="8010")
    del line["VATCode"]
    assert amounts(shop.book(line)) == ("109.00", "9.00")
    bare = shop.line(ledger="8050")
    del bare["VATCode"]
    assert amounts(shop.book(bare))[1] == "0"


@pytest.mark.parametrize(("date", "vat"), [("2025-06-30", "22.00"), ("2025-07-01", "24.00")])
def test_percentages_depend_on_the_entry_date(shop, date, vat):
    """Estonia went from 22 to 24 per cent."""
    line = shop.line(100, "EEH", "8050")
    assert amounts(shop.book(line, EntryDate=date))[1] == vat


def test_codes_show_todays_percentage_and_their_dated_ones(shop):
    """Percentage is read-only and follows vat/VatPercentages."""
    [code] = shop.rows("vat/VATCodes?$select=ID,Percentage,OssCountry&$filter=trim(Code) eq 'EEH'")
    assert (code["Percentage"], code["OssCountry"]) == (0.24, "EE")
    rates = shop.rows(f"vat/VatPercentages?$select=Percentage,StartDate&$filter=VATCodeID eq guid'{code['ID']}'")
    assert sorted(rate["Percentage"] for rate in rates) == [0.2, 0.22, 0.24]


@pytest.mark.parametrize(
    ("country", "rates"),
    [
        ("DE", {0.19, 0.07}),
        ("BE", {0.21, 0.12, 0.06}),
        ("FR", {0.2, 0.1, 0.055}),
        ("AT", {0.2, 0.13, 0.1}),
        ("MT", set()),
    ],
)
def test_the_sample_has_oss_codes_per_country(shop, country, rates):
    """Excluding, for sales, with the country of destination; Malta was never set up."""
    where = f"OssCountry eq '{country}' and Type eq 'E' and VATTransactionType eq 'S'"
    assert {row["Percentage"] for row in shop.rows(f"vat/VATCodes?$select=Percentage&$filter={where}")} == rates


def test_eu_goods_and_services_have_codes_for_the_sales_list(shop):
    """L for goods, S for services."""
    rows = shop.rows("vat/VATCodes?$select=Code,EUSalesListing&$filter=EUSalesListing ne 'N'")
    assert {row["Code"].strip(): row["EUSalesListing"] for row in rows} == {"7": "L", "7D": "S"}


def test_the_belgian_administration_has_codes_of_its_own(shop):
    """No Dutch code is known there."""
    shop.division = 1234568
    known = {row["Code"].strip() for row in shop.fake.division(1234568).rows("VATCodes")}
    assert {"V21", "V06", "VIC", "NLH"} <= known
    assert not {"1", "2", "BEH"} & known


def test_amounts_are_rounded_to_cents(shop):
    """A third decimal does not get into the books."""
    assert shop.book(shop.line(10.005, "0"))["AmountFC"] == Decimal("10.01")
