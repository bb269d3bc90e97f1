"""How orders look: the documented samples, and each way that the vendor leaves open."""

from __future__ import annotations

from decimal import Decimal

import pytest

from koppel_mijnwebwinkel.fake import MijnwebwinkelFake, Shapes, generate


def entries(price):
    return price if isinstance(price, list) else [price]


@pytest.fixture
def shaped(clock, get):
    """An order of the samples, as a shop with these shapes shows it."""

    def order(number: str, **switches):
        fake = MijnwebwinkelFake(clock=clock, calls_per_minute=None, shapes=Shapes(**switches))
        return get(fake, f"orders/{number}")

    return order


def test_the_documented_sale_comes_out_to_the_cent(fake, get):
    """Two cups and a book with ten per cent off, shipping and 0.30 for paying: the amounts of the documented sample."""
    order = get(fake, "orders/1001")
    prices = [line["price"] for line in order["orderlines"]]

    assert order["price"] == {
        "tax": [{"rate": "9.00", "amount": "0.82"}, {"rate": "21.00", "amount": "4.80"}],
        "total": "37.56",
    }
    assert prices[0] == {"rate": "21.00", "amount": "20.661157", "amount_including_tax": "25.00"}
    assert prices[2] == [
        {"rate": "9.00", "amount": "-1.000000", "amount_including_tax": "-1.09"},
        {"rate": "21.00", "amount": "-2.066116", "amount_including_tax": "-2.50"},
    ]
    assert [entry["amount_including_tax"] for entry in prices[4]] == ["0.09", "0.21"]


def test_the_documented_reverse_charge_comes_out_to_the_cent(fake, get):
    """48 cups and a logo to a company in Belgium: net prices in whole cents, one rate of nothing."""
    order = get(fake, "orders/1012")

    assert order["price"] == {"tax": {"rate": "0.00", "amount": "0.00"}, "total": "583.24"}
    assert (order["tax_strategy"], order["tax_region"], order["business_model"]) == ("reverse_charged_vat", "BE", "B2B")
    assert [line["price"]["amount"] for line in order["orderlines"]] == ["495.840000", "75.000000", "12.400000"]


@pytest.mark.parametrize("number", ["1001", "1003", "1010", "1014", "1017", "1019", "1020", "1024"])
def test_amounts_add_up(fake, get, number):
    """Gross amounts of all lines are the total; VAT is the total less the net amounts, rounded once."""
    order = get(fake, f"orders/{number}")
    parts = [entry for line in order["orderlines"] for entry in entries(line["price"])]
    total = Decimal(order["price"]["total"])

    assert sum(Decimal(part["amount_including_tax"]) for part in parts) == total
    net = sum(Decimal(part["amount"]) for part in parts)
    assert sum(Decimal(tax["amount"]) for tax in entries(order["price"]["tax"])) == round(total - net, 2)


def test_generated_orders_add_up(empty, get):
    """So do orders by the hundred."""
    generate(empty.store, 100)
    for order in get(empty, "orders", limit=100):
        parts = [entry for line in order["orderlines"] for entry in entries(line["price"])]
        assert sum(Decimal(part["amount_including_tax"]) for part in parts) == Decimal(order["price"]["total"])


def test_one_rate_is_an_object_or_a_list(shaped):
    """A discount is always a list; everything else is an object when it has one rate, unless the switch says otherwise."""
    order = shaped("1026")
    assert (type(order["price"]["tax"]), type(order["orderlines"][0]["price"])) == (dict, dict)
    assert type(shaped("1023")["orderlines"][1]["price"]) is list

    order = shaped("1026", one_rate_as_object=False)
    assert (type(order["price"]["tax"]), type(order["orderlines"][0]["price"])) == (list, list)


def test_a_credit_order_is_written_with_either_sign(shaped):
    """Below zero, or above: the vendor does not say. The price of one article stays as it is."""
    below, above = shaped("1017"), shaped("1017", credit_amounts="positive")

    assert (below["price"]["total"], above["price"]["total"]) == ("-41.10", "41.10")
    assert (below["orderlines"][0]["quantity"], above["orderlines"][0]["quantity"]) == (-1, 1)
    article = below["orderlines"][0]["articles"][0]
    assert Decimal(article["price"]["amount"]) > 0


def test_credit_orders_and_their_orders_name_each_other(shaped):
    """The number back is a JSON number and the list holds texts; or each the other way round."""
    assert shaped("1019")["credited_order_number"] == 1018
    assert shaped("1018")["credit_order_numbers"] == ["1019", "1020"]
    assert shaped("1019", numbers_as_text=False)["credited_order_number"] == "1018"
    assert shaped("1018", ids_of_credits_as_text=False)["credit_order_numbers"] == [1019, 1020]
    assert shaped("1018")["status"] == 3


def test_numbers_and_money_in_other_types(shaped):
    """An order number may be a JSON number, and so may amounts."""
    order = shaped("1001", numbers_as_text=False, money_as_numbers=True)

    assert order["number"] == 1001
    assert order["price"]["total"] == 37.56


def test_what_is_missing(shaped, fake, get):
    """Texts of addresses are empty, other texts null, a missing country an empty list or null; old members are absent."""
    order = shaped("1001")
    assert (order["debtor"]["company"], order["debtor"]["id"], order["reference"]) == ("", None, None)
    assert not {"uuid", "tax_region"} & get(fake, "orders/1028").keys()

    fake.store.change("1001", shipping_country=None)
    assert get(fake, "orders/1001")["shipping"] == [{"country": []}]
    fake.shapes.no_country = "null"
    assert get(fake, "orders/1001")["shipping"] == [{"country": None}]


def test_old_orders_have_no_gross_amounts(shaped):
    """Before April 2019 lines only told the net amount."""
    assert "amount_including_tax" not in shaped("1001", with_gross=False)["orderlines"][0]["price"]


def test_times_are_on_the_wall_clock(fake, get):
    """Amsterdam's, without saying so."""
    order = get(fake, "orders/1001")
    assert (order["date"], order["time"]) == ("2026-03-02", "17:37:07")


def test_words_follow_the_language(fake, get):
    """Names of countries and statuses are translated; Dutch is what comes without asking."""
    assert get(fake, "orders/1009")["debtor"]["address"]["invoice"]["country"] == "Duitsland"
    assert get(fake, "orders/1009", language="en_GB")["debtor"]["address"]["invoice"]["country"] == "Germany"
    assert get(fake, "orderstatuses", language="en_GB")[2]["description"] == "Paid"


def test_regions_come_wrapped_or_bare(fake, get):
    """The documents say a bare list, a live shop gave an object around it. Rates are fractions."""
    assert get(fake, "tax-policy/regions")["regions"][0]["taxRate"] == "0.21"
    fake.regions_wrapped = False
    assert get(fake, "tax-policy/regions")[0]["overrides"][0]["taxRate"] == "0.09"
    assert get(fake, "tax-policy/regions/DE")["region"]["regionCode"] == "DE"


def test_gateways_and_shipping_methods(fake, get):
    """The shop's own, by its number or as `me`; not those of another shop."""
    assert get(fake, "payment/stores/me/gateways") == get(fake, f"payment/stores/{fake.store.profile.id}/gateways")
    assert get(fake, "shipping/methods")[0]["display_name"] == "PostNL"


def test_payments_are_in_cents_with_an_offset(fake, get):
    """One per attempt; what happened to it only on request. A credit order and one of nothing have none."""
    plain = get(fake, "orders/1001/payments")["payments"][0]
    assert (plain["price"], plain["createdAt"]) == (3756, "2026-03-02T17:37:07+01:00")
    assert "mutations" not in plain
    embedded = get(fake, "orders/1001/payments", embed="mutations")["payments"][0]
    assert [mutation["type"] for mutation in embedded["mutations"]] == ["authorize", "capture"]
    assert get(fake, "orders/1017/payments") == get(fake, "orders/1023/payments") == {"payments": []}
