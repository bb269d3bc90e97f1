"""What an order looks like, in each of the ways that the API's file leaves open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from koppel_plugandpay.fake import PlugAndPayFake, Shapes

Ask = Callable[..., TestResponse]
ALL = "billing,items,taxes,payment,discounts,products,subscriptions,shipping,related_orders,tags"


@pytest.fixture
def shown(ask: Ask) -> Callable[..., dict[str, Any]]:
    """An order in some shape."""

    def show(number: int, **shapes: Any) -> dict[str, Any]:
        shop = PlugAndPayFake(shapes=Shapes(**shapes))
        body: dict[str, Any] = ask(shop, f"/orders/{number}?include={ALL}").get_json()["data"]
        return body

    return show


def test_amounts_are_texts(shown: Callable[..., Any]) -> None:
    """Two decimals, no currency; percentages have one decimal."""
    body = shown(900302)
    assert (body["amount"], body["amount_with_tax"]) == ("55.74", "65.05")
    assert body["taxes"][0] == {"amount": "7.51", "rate": {"id": 11, "country": "NL", "percentage": "21.0"}}
    assert body["shipping"]["amount_with_tax"] == "6.95"


@pytest.mark.parametrize(("shape", "gross"), [("line", "36.30"), ("unit", "12.10"), ("line_before_discount", "36.30")])
def test_line_or_piece(shown: Callable[..., Any], shape: str, gross: str) -> None:
    """The amounts of a line of three mugs."""
    assert shown(900302, item_amounts=shape)["items"][0]["amount_with_tax"] == gross


def test_before_discount(shown: Callable[..., Any]) -> None:
    """The line of a course with a coupon, before and after it."""
    assert shown(900301)["items"][0]["amount_with_tax"] == "217.80"
    assert shown(900301, item_amounts="line_before_discount")["items"][0]["amount_with_tax"] == "242.00"


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("vat", {"amount": "37.80"}),
        ("base", {"amount": "180.00"}),
        ("base_and_gross", {"amount": "180.00", "amount_with_tax": "217.80"}),
    ],
)
def test_vat_or_base(shown: Callable[..., Any], shape: str, expected: dict[str, str]) -> None:
    """What a tax entry's amount is."""
    entry = shown(900301, tax_amount=shape)["taxes"][0]
    assert {name: value for name, value in entry.items() if name != "rate"} == expected


@pytest.mark.parametrize(("shape", "count"), [("zero_rate", 1), ("empty", 0)])
def test_no_vat(shown: Callable[..., Any], shape: str, count: int) -> None:
    """Reverse charge as a rate of 0 %, or as no rate at all."""
    body = shown(900311, zero_vat=shape)
    assert len(body["taxes"]) == count
    assert (body["items"][0]["tax"] is None) == (count == 0)


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        ("date", "2026-02-01"),
        ("midnight_utc", "2026-02-01T00:00:00.000000Z"),
        ("midnight_local", "2026-01-31T23:00:00.000000Z"),
    ],
)
def test_invoice_date(shown: Callable[..., Any], shape: str, text: str) -> None:
    """A day, or one of two moments that stand for it."""
    assert shown(900301, invoice_date=shape)["invoice_date"] == text


def test_moments_with_and_without_a_fraction(shown: Callable[..., Any]) -> None:
    """Six decimals, mostly."""
    assert shown(900301)["created_at"] == "2026-02-01T18:41:07.000000Z"
    assert shown(900301, fraction=False)["created_at"] == "2026-02-01T18:41:07Z"


@pytest.mark.parametrize(("shape", "expected"), [("objects", [{"id": 900323}]), ("empty", []), ("absent", None)])
def test_related_orders(shown: Callable[..., Any], shape: str, expected: Any) -> None:
    """Whether a credit invoice names its original."""
    assert shown(900326, related=shape).get("related_orders") == expected
