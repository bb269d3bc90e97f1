"""Webhooks as the shop sends them: a ping, signed orders, and switching off after seven failures."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest

from koppel.testing import Outgoing
from koppel_woocommerce.fake import WooCommerceFake

ORDER = 117


class Ear:
    """Whoever is called, and what it answers."""

    def __init__(self, shop: WooCommerceFake, status: int = 200) -> None:
        self.status = status
        self.heard: list[Outgoing] = []
        shop.webhooks.post = self

    def __call__(self, call: Outgoing) -> int:
        self.heard.append(call)
        return self.status


def orders_of(ear: Ear) -> list[Any]:
    return [json.loads(one.body) for one in ear.heard if one.headers["Content-Type"] == "application/json"]


def test_the_address_is_tried_once(shop: WooCommerceFake) -> None:
    """A form without a signature, at creation."""
    ear = Ear(shop)
    shop.webhooks.add("order.updated", "https://books.example/hooks/1", "a-secret")
    shop.webhooks.fire("order.updated", ORDER)

    assert ear.heard[0].body == b"webhook_id=1"
    assert "X-WC-Webhook-Signature" not in ear.heard[0].headers
    assert len(ear.heard) == 2


def test_a_delivery_is_the_order_signed(shop: WooCommerceFake) -> None:
    """Base64 of HMAC-SHA256 over the raw body, with what it is about in the headers."""
    ear = Ear(shop)
    shop.webhooks.add("order.updated", "https://books.example/hooks/1", "a-secret")
    shop.webhooks.fire("order.updated", ORDER)
    call = ear.heard[-1]

    made = base64.b64encode(hmac.new(b"a-secret", call.body, hashlib.sha256).digest()).decode()
    assert call.headers["X-WC-Webhook-Signature"] == made
    assert call.headers["X-WC-Webhook-Topic"] == "order.updated"
    assert json.loads(call.body)["id"] == ORDER
    assert json.loads(call.body)["total"] == shop.orders[ORDER]["total"]


def test_a_new_order_fires_twice(shop: WooCommerceFake) -> None:
    """Created and updated; a webhook of another topic hears nothing."""
    ear = Ear(shop)
    for topic in ("order.created", "order.updated", "order.deleted"):
        shop.webhooks.add(topic, "https://books.example/hooks/1", "a-secret")
    shop.webhooks.order_made(ORDER)

    assert [one["id"] for one in orders_of(ear)] == [ORDER, ORDER]


def test_a_deleted_order_is_its_id(shop: WooCommerceFake) -> None:
    """Nothing else is left of it."""
    ear = Ear(shop)
    shop.webhooks.add("order.deleted", "https://books.example/hooks/1", "a-secret")
    shop.webhooks.fire("order.deleted", ORDER)

    assert orders_of(ear) == [{"id": ORDER}]


@pytest.mark.parametrize("status", [0, 401, 404, 500])
def test_the_seventh_failure_switches_it_off(shop: WooCommerceFake, status: int) -> None:
    """No retry; a ping that failed goes before each delivery."""
    ear = Ear(shop, status)
    hook = shop.webhooks.add("order.updated", "https://books.example/hooks/1", "a-secret")
    for _ in range(9):
        shop.webhooks.fire("order.updated", ORDER)

    assert hook.status == "disabled"
    assert len(orders_of(ear)) == 7
    assert len(ear.heard) == 1 + 7 * 2


def test_one_success_forgives(shop: WooCommerceFake) -> None:
    """Only failures in a row count."""
    ear = Ear(shop, 500)
    hook = shop.webhooks.add("order.updated", "https://books.example/hooks/1", "a-secret")
    for ear.status in (500, 500, 500, 500, 500, 500, 302, 500):
        shop.webhooks.fire("order.updated", ORDER)

    assert (hook.status, hook.failures) == ("active", 1)
