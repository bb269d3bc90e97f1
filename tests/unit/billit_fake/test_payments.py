"""Payments: whole, in part, taken back, and what of it shows."""

from __future__ import annotations

from decimal import Decimal

import pytest

from koppel_billit.fake import Switches
from unit.billit_fake.conftest import code_of


def state(shop, order_id):
    order = shop.get(f"orders/{order_id}").json
    return order["Paid"], order.get("ToPay"), order["OrderStatus"]


def test_a_whole_payment_settles_a_document(shop):
    """Paid, nothing due, status Paid."""
    order_id = shop.book()["OrderID"]
    shop.post(f"orders/{order_id}/payments", {"Amount": 121, "Date": "2026-03-05", "Description": "bank"})

    assert state(shop, order_id) == (True, 0, "Paid")
    assert shop.get(f"orders/{order_id}").json["PaidDate"].startswith("2026-03-05")


@pytest.mark.parametrize(("mood", "paid"), [("open", False), ("paid", True)])
def test_a_partial_payment_leaves_the_rest_due(make, mood, paid):
    """Whether the mark is set already is not known."""
    shop = make(Switches(part_payment=mood))
    order_id = shop.book()["OrderID"]
    shop.fake.pay(order_id, Decimal(21))

    assert state(shop, order_id)[:2] == (paid, 100)


def test_what_is_due_may_vanish_when_all_is_paid(make):
    """Zero, or not there."""
    shop = make(Switches(to_pay_when_paid="absent"))
    order_id = shop.book()["OrderID"]
    shop.fake.pay(order_id)

    assert state(shop, order_id)[1] is None


@pytest.mark.parametrize("moves", [True, False])
def test_a_payment_may_move_the_moment_of_the_last_change(make, clock, moves):
    """Not documented for every way of paying."""
    shop = make(Switches(payment_modifies=moves))
    order_id = shop.book()["OrderID"]
    before = shop.get(f"orders/{order_id}").json["LastModified"]
    clock.advance(hours=1)
    shop.fake.pay(order_id)

    assert (shop.get(f"orders/{order_id}").json["LastModified"] > before) is moves


def test_a_mark_can_be_set_and_taken_back(shop):
    """Then everything is due again."""
    order_id = shop.book()["OrderID"]
    shop.patch(f"orders/{order_id}", {"Paid": True, "PaidDate": "2026-03-05"})
    assert state(shop, order_id) == (True, 0, "Paid")
    shop.patch(f"orders/{order_id}", {"Paid": False})

    assert state(shop, order_id) == (False, 121, "ToSend")


def test_a_payment_needs_an_amount(shop):
    """Nothing else."""
    order_id = shop.book()["OrderID"]

    assert code_of(shop.post(f"orders/{order_id}/payments", {"Date": "2026-03-05"})) == "GenericError"
