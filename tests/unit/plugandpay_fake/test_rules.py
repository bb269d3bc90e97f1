"""Rules that call a webhook: an event without data, signed where there is a key, tried again after a fault."""

from __future__ import annotations

import hashlib
import hmac
import json

import pytest

from koppel.testing import Outgoing
from koppel_plugandpay.fake import PlugAndPayFake

ADDRESS = "https://books.example/hooks/1"


class Ear:
    """Whoever is called, and what it answers."""

    def __init__(self, shop: PlugAndPayFake, status: int = 200) -> None:
        self.status = status
        self.heard: list[Outgoing] = []
        shop.rules.post = self

    def __call__(self, call: Outgoing) -> int:
        self.heard.append(call)
        return self.status


def test_an_event_names_the_order_and_nothing_of_it(shop: PlugAndPayFake) -> None:
    """What, which, by which rule, when."""
    ear = Ear(shop)
    rule = shop.rules.add("order_invoice_created", ADDRESS)
    shop.rules.fire("order_invoice_created", 900_301)

    assert json.loads(ear.heard[0].body) == {
        "event": {"trigger_type": "order_invoice_created", "triggerable_type": "order", "triggerable_id": 900_301},
        "rule_id": rule.id,
        "tenant_id": shop.tenant_id,
        "sent_at": "2026-03-09T11:00:00.000000Z",
    }


def test_it_is_signed_with_the_key_of_the_shop(shop: PlugAndPayFake) -> None:
    """Hexadecimal, over the raw body; without a key there is no signature."""
    ear = Ear(shop)
    shop.rules.add("order_invoice_created", ADDRESS)
    shop.rules.fire("order_invoice_created", 900_301)
    shop.rules.key = "a-key"
    shop.rules.fire("order_invoice_created", 900_301)

    assert "X-Signature" not in ear.heard[0].headers
    made = hmac.new(b"a-key", ear.heard[1].body, hashlib.sha256).hexdigest()
    assert ear.heard[1].headers["X-Signature"] == made


def test_the_other_shape(shop: PlugAndPayFake) -> None:
    """Flat, with the number as text."""
    ear = Ear(shop)
    shop.rules.flat = shop.rules.ids_as_text = True
    shop.rules.add("order_paid", ADDRESS)
    shop.rules.fire("order_paid", 900_301)

    assert json.loads(ear.heard[0].body)["triggerable_id"] == "900301"


@pytest.mark.parametrize(("status", "calls"), [(200, 1), (404, 1), (401, 1), (500, 3), (0, 3)])
def test_a_fault_is_tried_again_and_a_refusal_is_not(shop: PlugAndPayFake, status: int, calls: int) -> None:
    """5xx, or nobody there: three times in all."""
    ear = Ear(shop, status)
    shop.rules.add("order_paid", ADDRESS)

    assert shop.rules.fire("order_paid", 900_301) == [status]
    assert len(ear.heard) == calls


def test_once_for_each_line_or_once(shop: PlugAndPayFake) -> None:
    """As the rule says; another trigger calls nobody."""
    ear = Ear(shop)
    shop.rules.add("order_paid", ADDRESS, per_line=True)
    shop.rules.add("order_paid", ADDRESS)
    shop.rules.fire("order_paid", 900_301, lines=3)
    shop.rules.fire("subscription_ended", 1)

    assert len(ear.heard) == 4
