"""What the delivery address, the buyer's number and the rate make of a sale, beyond the scenarios."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from koppel.booking.draft import Draft
from koppel.booking.engine import decide
from koppel.booking.outcome import Held
from koppel.booking.rules import ForeignStock, Rules, Scheme, Seller
from koppel.model import Address, Amounts, CheckResult, Document, LineTax, Party, Supply, VatNumberCheck, VatRelief
from support.orders import AMSTERDAM, BELGIAN, BERLIN, BRUSSELS, line, order

OSS = Rules(eu_consumer_vat="oss", seller=Seller(oss_registered=True))
SERVICE: dict[str, Any] = {"supply": Supply.SERVICE}
DIGITAL: dict[str, Any] = {"supply": Supply.DIGITAL}


def _codes(document: Document, rules: Rules = OSS) -> list[str]:
    decided = decide(document, rules)
    assert isinstance(decided, Draft), decided
    return [made.vat.code for made in decided.lines]


def _held(document: Document, rules: Rules = OSS) -> str:
    decided = decide(document, rules)
    assert isinstance(decided, Held), decided
    return decided.reason


def _to(country: str, postcode: str | None = None) -> Address:
    return Address(country=country, postcode=postcode)


@pytest.mark.parametrize(
    ("country", "postcode"),
    [
        ("ES", "35001"),
        ("ES", "ES-38001"),
        ("ES", "51001"),
        ("IC", None),
        ("IT", "23041"),
        ("IT", "22061"),
        ("DE", "78266"),
        ("DE", "27498"),
        ("GR", "630 86"),
        ("FI", "22100"),
        ("AX", None),
        ("FR", "97400"),
        ("RE", "97400"),
        ("DK", "3900"),
        ("CW", None),
        ("SM", None),
        ("GB", "SW1A 1AA"),
        ("UK", "SW1A 1AA"),
        ("JE", "JE2 3AB"),
        ("IM", None),
        ("CH", "8238"),
        ("US", "94103"),
    ],
)
def test_goods_leave_the_vat_area(country: str, postcode: str | None) -> None:
    """A place outside the VAT area is an export, whatever member state its country code names."""
    assert _codes(order(line("100", None), to=_to(country, postcode))) == ["EXPORT"]


@pytest.mark.parametrize(
    ("country", "postcode", "charged", "rate", "code"),
    [
        ("MC", "98000", "FR", "20", "OSS-FR-20"),
        ("MC", "98000", "MC", "20", "OSS-FR-20"),
        ("FR", "98000", "FR", "5.5", "OSS-FR-5.5"),
        ("GB", "bt9 5aa", "GB", "20", "OSS-XI-20"),
        ("EL", "10431", "GR", "24", "OSS-GR-24"),
        ("DE", "D-10115", "DE", "7", "OSS-DE-7"),
    ],
)
def test_goods_stay_inside(country: str, postcode: str, charged: str, rate: str, code: str) -> None:
    """Monaco counts as France, Belfast as a member state of its own, and Greece may be written either way."""
    assert _codes(order(line("100", rate, country=charged), to=_to(country, postcode))) == [code]


@pytest.mark.parametrize(
    ("country", "postcode", "rate"),
    [
        ("PT", "9500-123", "16"),
        ("PT", "9000123", "22"),
        ("GR", "84100", "17"),
        ("AT", "6691", "19"),
        ("FR", "20000", "13"),
    ],
)
def test_a_regional_rate_is_booked_and_shown(country: str, postcode: str, rate: str) -> None:
    """A rate of the Azores, Madeira, some islands or valleys is right there, and only there."""
    decided = decide(order(line("100", rate, country=country), to=_to(country, postcode)), OSS)
    assert isinstance(decided, Draft)
    assert decided.lines[0].vat.code == f"OSS-{country}-{rate}"
    assert [shown.code for shown in decided.warnings] == ["regional_rate"]


def test_a_regional_rate_does_not_hold_elsewhere() -> None:
    """The rate of the Azores in Lisbon is no Portuguese rate."""
    assert _held(order(line("100", "16", country="PT"), to=_to("PT", "1000-001"))) == "rate_unknown_for_country"


def test_the_same_percentage_of_another_country_is_held() -> None:
    """Dutch 21% on goods to Belgium under the Union scheme is not Belgian 21%."""
    decided = decide(order(line("121", "21", country="NL"), to=BRUSSELS), OSS)
    assert isinstance(decided, Held)
    assert decided.reason == "rate_unknown_for_country"
    assert "Nederland (NL)" in decided.sentence.nl
    assert decided.step == "eu_consumer_vat"


def test_home_vat_to_a_business_with_a_valid_number_is_booked_as_charged() -> None:
    """A purchase by a business is no distance sale, so VAT of the seller's country can be right under the Union scheme."""
    sale = order(line("121", "21", country="NL"), to=BRUSSELS, buyer=_checked(BELGIAN, CheckResult.VALID))
    assert _codes(sale) == ["DOM-21"]


@pytest.mark.parametrize(
    ("address", "reason"), [(None, "country_missing"), (_to(""), "country_missing"), (_to("ZZ"), "country_unknown")]
)
def test_a_country_that_is_missing_or_unknown_is_held(address: Address | None, reason: str) -> None:
    """Without a country there is no VAT; the sentence says where to fill it in."""
    assert _held(order(line("121"), to=address)) == reason


def test_the_till_is_at_home() -> None:
    """A sale at the till has VAT of the seller's country, with or without an address of the customer."""
    till = replace(order(line("121"), to=None, buyer=None), is_pos=True)
    assert _codes(till, replace(OSS, pos_debtor="99")) == ["DOM-21"]


def test_a_rate_must_exist_on_the_day() -> None:
    """Finland's 13.5% began in 2026, so it is right in May 2026 and its 14% is not."""
    finland = _to("FI", "00100")
    assert _codes(order(line("50", "13.5", country="FI"), to=finland)) == ["OSS-FI-13.5"]
    assert _held(order(line("50", "14", country="FI"), to=finland)) == "rate_unknown_for_country"


def test_vat_outside_the_vat_area_is_held() -> None:
    """VAT that nobody owes is not booked away."""
    assert _held(order(line("121", "21", country="ES"), to=_to("ES", "35001"))) == "vat_charged_outside_vat_area"


def test_two_canadian_taxes_on_one_line_are_held_with_their_reason() -> None:
    """A shop that charges GST and QST is told that the place is outside, not that its arithmetic is odd."""
    taxes = (
        LineTax(country="CA", rate=Decimal(5), amount=Decimal("5.00")),
        LineTax(country="CA", rate=Decimal("9.975"), amount=Decimal("9.98")),
    )
    sale = order(replace(line("114.98", None), taxes=taxes), to=_to("CA", "H2X 1Y4"))
    assert _held(sale) == "vat_charged_outside_vat_area"


def test_two_taxes_on_one_base_are_held() -> None:
    """Within the area two taxes over the whole of a line fit no rate."""
    taxes = tuple(LineTax(country="NL", rate=Decimal(rate), amount=Decimal(rate)) for rate in ("21", "9"))
    assert _held(order(replace(line("130", None), taxes=taxes))) == "several_taxes_on_line"


def test_two_rates_on_parts_of_a_line_are_booked_apart() -> None:
    """A fee that the shop spread over the rates of the goods is two lines."""
    taxes = (
        LineTax(country="NL", rate=Decimal(21), amount=Decimal("2.10"), base=Decimal("10.00")),
        LineTax(country="NL", rate=Decimal(9), amount=Decimal("1.80"), base=Decimal("20.00")),
    )
    amounts = Amounts(net=Decimal("30.00"), tax=Decimal("3.90"), gross=Decimal("33.90"))
    decided = decide(order(replace(line("33.90", None), taxes=taxes, amounts=amounts)), OSS)
    assert isinstance(decided, Draft)
    assert [(made.vat.code, made.net) for made in decided.lines] == [("DOM-21", Decimal(10)), ("DOM-9", Decimal(20))]


def _checked(party: Party, result: CheckResult, **changes: Any) -> Party:
    return replace(party, vat_number_check=VatNumberCheck(result=result), **changes)


def _zero(party: Party, to: Address = BRUSSELS, **changes: Any) -> Document:
    return order(line("100", None, **changes), to=to, buyer=party)


def test_an_unchecked_number_counts_by_its_check_digits() -> None:
    """Where no service was asked, form and check digits decide."""
    assert _codes(_zero(_checked(BELGIAN, CheckResult.NOT_CHECKED))) == ["IC-GOODS"]
    assert _codes(_zero(BELGIAN)) == ["IC-GOODS"]
    wrong = replace(BELGIAN, vat_number="BE0999999900")
    assert _held(_zero(wrong)) == "zero_rate_without_valid_vat_number"


@pytest.mark.parametrize("number", ["be 0999.999.922", "0999999922", "BTW BE0999.999.922", "BE-0999999922"])
def test_a_number_is_read_however_it_is_typed(number: str) -> None:
    """Blanks, dots, small letters, the word before it and a missing prefix make no difference."""
    decided = decide(_zero(replace(BELGIAN, vat_number=number)), OSS)
    assert isinstance(decided, Draft)
    assert decided.debtor.vat_number == "BE0999999922"


@pytest.mark.parametrize("number", ["GR099999999", "EL099999999", "099999999"])
def test_greek_numbers_are_written_with_el(number: str) -> None:
    """As returns and the checking service want it, though the country of the address is GR."""
    athens = _to("GR", "104 31")
    decided = decide(_zero(replace(BELGIAN, vat_number=number), to=athens), OSS)
    assert isinstance(decided, Draft)
    assert (decided.debtor.vat_number, decided.debtor.country) == ("EL099999999", "GR")


def test_greece_is_el_in_the_return_of_the_union_scheme() -> None:
    """The VAT code keeps the ISO code, the return has a prefix of its own."""
    decided = decide(order(line("124", "24", country="GR"), to=_to("GR", "104 31")), OSS)
    assert isinstance(decided, Draft)
    assert [(box.box, box.country) for box in decided.lines[0].boxes] == [("OSS", "EL")]


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (None, "geen btw-nummer"),
        ("BE0999999900", "niet geldig"),
        ("NL000099997B66", "eigen land"),
        ("DE999999995", "ander land"),
        ("BE0999999922EX", "kleine onderneming"),
        ("EU528003646", "niet geldig"),
        ("GB980780684", "niet geldig"),
    ],
)
def test_each_wrong_number_has_its_own_sentence(number: str | None, word: str) -> None:
    """No number, a wrong one, one of the seller's or another country, a small enterprise: each says what to do."""
    decided = decide(_zero(replace(BELGIAN, vat_number=number)), OSS)
    assert isinstance(decided, Held)
    assert decided.reason == "zero_rate_without_valid_vat_number"
    assert word in decided.sentence.nl


def test_an_earlier_valid_check_counts_while_the_service_is_down() -> None:
    """Only where the owner chose so, and only for a number that was valid before."""
    sale = _zero(_checked(BELGIAN, CheckResult.UNAVAILABLE))
    accepting = replace(OSS, accept_earlier_vat_check=True)
    assert _held(sale, accepting) == "vat_number_check_unavailable"
    assert _codes(sale, replace(accepting, vat_numbers_valid_before=frozenset({"BE0999999922"}))) == ["IC-GOODS"]
    decided = decide(sale, OSS)
    assert isinstance(decided, Held)
    assert decided.again_by_itself


def test_northern_ireland_takes_goods_but_not_services_at_zero() -> None:
    """Goods to a business in Belfast need an XI number; a service to it leaves the EU."""
    belfast = _to("GB", "BT1 1AA")
    buyer = replace(BELGIAN, vat_number="980780684")
    assert _codes(_zero(buyer, to=belfast)) == ["IC-GOODS"]
    assert _codes(_zero(buyer, to=belfast, **DIGITAL)) == ["SERV-OUT"]
    assert _held(_zero(replace(buyer, vat_number="GB980780684"), to=belfast)) == "zero_rate_without_valid_vat_number"


def test_shipping_follows_services_and_goods() -> None:
    """Costs without VAT have the treatment of what they belong to."""
    shipping = line("10", None, key="2", kind=line("1").kind.SHIPPING)
    assert _codes(order(line("90", None, **SERVICE), shipping, to=BRUSSELS, buyer=BELGIAN)) == ["IC-SERV", "IC-SERV"]
    assert _codes(order(line("90", None), shipping, to=BRUSSELS, buyer=BELGIAN)) == ["IC-GOODS", "IC-GOODS"]


def test_digital_products_are_taxed_where_the_customer_lives() -> None:
    """The billing address decides for what is delivered by wire, the delivery address for goods."""
    sale = replace(order(line("119", "19", country="DE", **DIGITAL), to=BERLIN), delivery=AMSTERDAM)
    assert _codes(sale) == ["OSS-DE-19"]


def test_services_to_consumers_abroad_may_have_home_vat() -> None:
    """A service that is not digital is taxed at home, Union scheme or not."""
    assert _codes(order(line("121", "21", country="NL", **SERVICE), to=BERLIN)) == ["DOM-21"]
    assert _held(order(line("121", "21", country="NL", **DIGITAL), to=BERLIN)) == "rate_unknown_for_country"


@pytest.mark.parametrize(("net", "reason"), [("9999.99", "reverse_charge_below_limit"), ("10000", None)])
def test_the_reverse_charge_at_home_has_a_limit(net: str, reason: str | None) -> None:
    """From 10,000 on, for a business at home with a valid number."""
    marked = line(net, None, domestic_reverse_charge=True)
    sale = order(marked, buyer=replace(BELGIAN, vat_number="NL000099997B66"))
    decided = decide(sale, OSS)
    assert (decided.reason if isinstance(decided, Held) else None) == reason
    assert _held(order(marked)) == "zero_rate_without_valid_vat_number"


def test_belgium_has_no_such_limit() -> None:
    """The amount is Dutch law."""
    rules = Rules(seller=Seller(country="BE", time_zone="Europe/Brussels"))
    marked = line("100", None, domestic_reverse_charge=True)
    assert _codes(order(marked, to=BRUSSELS, buyer=BELGIAN, ships_from="BE"), rules) == ["DOM-AE"]


def test_sales_at_home_without_vat() -> None:
    """Zero-rated by default, exempt by tax class, held for a business that the shop let off."""
    assert _codes(order(line("100", None))) == ["DOM-0"]
    assert _codes(order(line("100", None, tax_class="vrijgesteld"))) == ["DOM-E"]
    assert _held(order(line("100", None), relief=VatRelief.EXEMPT_BUSINESS)) == "zero_rate_at_home"


def test_a_small_enterprise_charges_no_vat_anywhere() -> None:
    """Its sales are exempt, also of goods to other member states; a service to a business there is taxed there."""
    rules = replace(OSS, seller=Seller(scheme=Scheme.SMALL_ENTERPRISE))
    assert _codes(order(line("100", None)), rules) == ["SME"]
    assert _codes(order(line("100", None), to=BERLIN), rules) == ["SME"]
    assert _codes(_zero(BELGIAN, **SERVICE), rules) == ["IC-SERV"]
    assert _held(order(line("121")), rules) == "vat_charged_by_exempt_seller"


def test_stock_abroad_is_held_until_a_code_is_chosen() -> None:
    """Goods that leave from another country need a VAT code of the package's own."""
    sale = order(line("119", "19", country="DE"), to=BERLIN, ships_from="DE")
    assert _held(sale) == "ship_from_not_home"
    stock = ForeignStock(ships_from="DE", country="DE", rate=Decimal(19), code="33")
    decided = decide(sale, replace(OSS, foreign_stock=(stock,)))
    assert isinstance(decided, Draft)
    assert (decided.lines[0].vat.vat_code, decided.lines[0].vat.row) == ("33", "DE-19@DE")
    assert decided.lines[0].boxes == ()


def test_a_foreign_number_on_a_home_sale_is_shown() -> None:
    """The goods stay at home, so VAT is right; the owner learns why the number made no difference."""
    decided = decide(order(line("121"), buyer=BELGIAN), OSS)
    assert isinstance(decided, Draft)
    assert [shown.code for shown in decided.warnings] == ["vat_number_ignored_home_sale"]


def test_destination_vat_below_the_threshold_is_booked_and_shown() -> None:
    """German VAT, although the settings say VAT of the seller's country."""
    decided = decide(order(line("119", "19", country="DE"), to=BERLIN), Rules(eu_consumer_vat="home"))
    assert isinstance(decided, Draft)
    assert decided.lines[0].vat.code == "OSS-DE-19"
    assert [shown.code for shown in decided.warnings] == ["oss_rate_used_below_threshold"]
