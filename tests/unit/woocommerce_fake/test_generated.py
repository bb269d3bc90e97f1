"""Prices as the recorded shop reckoned them, and any number of orders in its shape."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest
from werkzeug.test import TestResponse

from koppel.testing import serve
from koppel_woocommerce.fake import WooCommerceFake, generate_orders, recorded
from koppel_woocommerce.fake.basket import Basket, Charge, Coupon, Item, Tariff

TOTALS = ("total", "total_tax", "cart_tax", "shipping_total", "shipping_tax", "discount_total", "discount_tax")
LINES = ("line_items", "shipping_lines", "fee_lines")


def bare(value: Any) -> Any:
    """Without the numbers of lines and meta data, and the plugin's own meta data on taxes."""
    if isinstance(value, list):
        return [bare(item) for item in value]
    if isinstance(value, dict):
        kept = {name: bare(item) for name, item in value.items()}
        if "rate_code" in kept:
            kept["meta_data"] = []
        if kept.keys() & {"key", "price", "rate_code", "method_id", "code", "tax_status"}:
            kept.pop("id", None)
        return kept
    return value


@pytest.mark.parametrize(
    "name",
    ["nl-b2c-mixed", "nl-b2c-account", "nl-b2c-21only", "nl-rounding-3x999", "nl-coupon-percent", "de-b2c", "be-b2c",
     "nl-rounding-333-777", "nl-fee-payment"],
)  # fmt: skip
def test_a_basket_costs_what_it_cost_in_the_shop(name: str, recording: Callable[[str], dict[str, Any]]) -> None:
    """Lines, taxes and totals of the recorded checkouts come out to the cent."""
    order = recording(f"orders/{name}")["body"]
    products = {product["id"]: product for product in recorded.load("products")}
    items = [Item(product=products[line["product_id"]], quantity=line["quantity"]) for line in order["line_items"]]
    [shipping] = order["shipping_lines"]
    cost = {"0.00": "0", "4.09": "4.0909", "8.22": "8.2231"}[shipping["total"]]
    basket = Basket(
        tariff=Tariff.of(recorded.load("taxes"), order["shipping"]["country"]),
        items=items,
        shipping=Charge(
            title=shipping["method_title"],
            cost=Decimal(cost),
            method=shipping["method_id"],
            instance=shipping["instance_id"],
        ),
        fee=next((Charge(title=fee["name"], cost=Decimal(fee["amount"])) for fee in order["fee_lines"]), None),
        coupon=Coupon(code="tien", percent=10, number=12) if order["coupon_lines"] else None,
    )
    priced = basket.priced()
    assert {name: priced[name] for name in TOTALS} == {name: order[name] for name in TOTALS}
    for lines in (*LINES, "coupon_lines", "tax_lines"):
        assert bare(priced[lines]) == bare(order[lines])


def test_generated_orders_add_up_to_the_cent() -> None:
    """Parts and taxes make the total, and the taxes of lines make the tax lines."""
    for order in generate_orders(300, seed=7):
        net = sum(Decimal(line["total"]) for name in LINES for line in order[name])
        taxed = sum(Decimal(line["total_tax"]) for name in LINES for line in order[name])
        told = sum(Decimal(line["tax_total"]) + Decimal(line["shipping_tax_total"]) for line in order["tax_lines"])
        assert taxed == told == Decimal(order["total_tax"])
        assert net + taxed == Decimal(order["total"])


def test_the_same_seed_gives_the_same_orders() -> None:
    """And another seed others, in rising order of date and number."""
    start = datetime(2026, 3, 28, 20, 0, tzinfo=UTC)
    first, again, other = (list(generate_orders(50, seed=seed, start=start)) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert [order["id"] for order in first] == sorted({order["id"] for order in first})
    assert [order["date_created_gmt"] for order in first] == sorted(order["date_created_gmt"] for order in first)


def test_generated_orders_are_of_many_kinds() -> None:
    """Two countries, both Dutch rates in one order, guests and accounts, coupons, free shipping, several statuses."""
    orders = list(generate_orders(400, seed=3, customers=25))
    assert {order["billing"]["country"] for order in orders} == {"NL", "DE"}
    assert any({line["rate_percent"] for line in order["tax_lines"]} == {21, 9} for order in orders)
    assert {bool(order["customer_id"]) for order in orders} == {True, False}
    assert {bool(order["coupon_lines"]) for order in orders} == {True, False}
    assert {order["status"] for order in orders} == {"completed", "processing", "on-hold", "cancelled"}
    assert len({order["billing"]["email"] for order in orders}) <= 25


def test_generated_orders_have_the_shape_of_recorded_ones(
    shop: WooCommerceFake, ask: Callable[..., TestResponse]
) -> None:
    """Member by member, lines included."""
    for order in generate_orders(40, seed=5):
        shop.store.add_order(order)
    genuine, made = (ask(shop, f"/orders?include={number}").get_json()[0] for number in (75, 1001))
    assert set(made) == set(genuine)
    for name in ("line_items", "tax_lines", "shipping_lines"):
        assert set(made[name][0]) == set(genuine[name][0])
    coupon = next(order for order in shop.orders.values() if order["id"] > 1000 and order["coupon_lines"])
    assert set(coupon["coupon_lines"][0]) == set(genuine["coupon_lines"][0])


def test_the_summer_clock_shows_in_local_dates() -> None:
    """The night the clock goes forward, local time is an hour further from UTC."""
    orders = list(generate_orders(60, seed=1, start=datetime(2026, 3, 28, 23, 0, tzinfo=UTC)))
    hours = {
        (datetime.fromisoformat(order["date_created"]) - datetime.fromisoformat(order["date_created_gmt"])).seconds
        // 3600
        for order in orders
    }
    assert hours == {1, 2}


def test_it_is_served_on_a_real_socket() -> None:
    """The root answers on loopback with the address it is served under, and one Date."""
    shop = WooCommerceFake(recorded_orders=False)
    with serve(shop) as address:
        answer = httpx.get(f"{address}/wp-json/")
    assert answer.json()["home"] == address
    assert len(answer.headers.get_list("Date")) == 1
    assert shop.calls[0].path == "/wp-json/"
