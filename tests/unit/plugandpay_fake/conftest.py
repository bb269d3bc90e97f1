"""Calls the fake shop as a careful client would, or with any of the headers missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from koppel_plugandpay.fake import PlugAndPayFake

NOON = datetime(2026, 3, 9, 11, 0, tzinfo=UTC)
ALL = "billing,items,taxes,payment,discounts,products,subscriptions,shipping,related_orders,tags,collection_costs"


@pytest.fixture
def shop() -> PlugAndPayFake:
    """A shop with one order of every kind; it is noon."""
    return PlugAndPayFake(clock=lambda: NOON)


@pytest.fixture
def named(shop: PlugAndPayFake) -> dict[str, int]:
    """The samples by name."""
    return numbers(shop)


@pytest.fixture
def ask() -> Callable[..., TestResponse]:
    """Calls a path below /v2 with the shop's key."""

    def call(shop: PlugAndPayFake, path: str, *, method: str = "GET", **options: Any) -> TestResponse:
        headers = {
            "Accept": "application/json",
            "User-Agent": "CustomApiCall/2",
            "Authorization": f"Bearer {shop.api_key}",
            **options.pop("headers", {}),
        }
        headers = {name: value for name, value in headers.items() if value is not None}
        return Client(shop).open(
            f"/v2{path}", method=method, base_url="https://api.plugandpay.com", headers=headers, **options
        )

    return call


def numbers(shop: PlugAndPayFake) -> dict[str, int]:
    """A few samples by what they are."""
    return {
        "mixed": 900301, "shipped": 900302, "without_vat_inside": 900303, "unpaid": 900305, "german": 900308,
        "reverse_charge": 900311, "monthly": 900313, "test": 900320, "concept": 900321, "credited": 900323,
        "partly_credited": 900324, "reversed": 900325, "credit": 900326, "part_credit": 900327,
    }  # fmt: skip
