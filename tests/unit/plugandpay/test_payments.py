"""Registering payments: once, only on open invoices, for exactly their amount."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from koppel.api import ReceivedPayment, Rejected, Text, UnknownOutcome
from koppel.testing import LostAnswer
from koppel_plugandpay import payments
from koppel_plugandpay.connector import PlugAndPaySource
from koppel_plugandpay.fake import PlugAndPayFake
from koppel_plugandpay.fake.answers import page_instead
from unit.plugandpay.world import NUMBERS

MakeSource = Callable[..., PlugAndPaySource]


def received(name: str = "unpaid", amount: str = "121.00", **more: Any) -> ReceivedPayment:
    """What the package says."""
    return ReceivedPayment(document_key=f"order:{NUMBERS[name]}", amount=Decimal(amount), **more)


def test_an_open_invoice_is_marked_paid(fake: PlugAndPayFake, source: MakeSource) -> None:
    """By hand, as the shop calls what its payment provider did not do; that is the only thing written."""
    assert source(fake).register_payment(received()) is True
    payment = fake.orders[NUMBERS["unpaid"]]["payment"]
    assert (payment["status"], payment["type"]) == ("paid", "manual")
    assert [(call.method, call.path) for call in fake.writes()] == [("PATCH", "/v2/orders/900305/payment")]


def test_twice_is_once(fake: PlugAndPayFake, source: MakeSource) -> None:
    """The second time it is paid already, and nothing is written."""
    source(fake).register_payment(received())
    assert source(fake).register_payment(received()) is False
    assert len(fake.writes()) == 1


def test_a_lost_answer(fake: PlugAndPayFake, source: MakeSource) -> None:
    """Whether it was written is not known; asking again finds that it was."""

    def lose(request: Any, response: Any) -> Any:
        if request.method == "PATCH":
            raise LostAnswer
        return response

    fake.after.append(lose)
    with pytest.raises(UnknownOutcome):
        source(fake).register_payment(received())
    fake.recover()
    assert source(fake).register_payment(received()) is False
    assert len(fake.writes()) == 1


def test_a_page_for_an_answer_to_the_write(fake: PlugAndPayFake, source: MakeSource) -> None:
    """The order is looked at again: that counts."""
    fake.after.append(lambda request, response: page_instead("Oeps") if request.method == "PATCH" else response)
    assert source(fake).register_payment(received()) is True


def test_a_write_that_did_nothing(fake: PlugAndPayFake, source: MakeSource) -> None:
    """An answer alone is not believed."""
    fake.before.append(lambda request: page_instead("Oeps") if request.method == "PATCH" else None)
    with pytest.raises(UnknownOutcome):
        source(fake).register_payment(received())


@pytest.mark.parametrize(
    ("payment", "sentence"),
    [
        (received(amount="100.00"), payments.OTHER_AMOUNT),
        (received(amount="121.01"), payments.OTHER_AMOUNT),
        (received(currency="USD"), payments.OTHER_AMOUNT),
        (received("processing", "30.25"), payments.UNDER_WAY),
        (received("reversed", "30.25"), payments.NOT_OWED),
        (received("credited", "263.80"), payments.NOT_OWED),
        (received("credit", "-263.80"), payments.NOT_OWED),
        (received("test", "242.00"), payments.NOT_AN_INVOICE),
        (received("concept", "242.00"), payments.NOT_AN_INVOICE),
        (ReceivedPayment(document_key="order:1", amount=Decimal(1)), payments.NOT_AN_INVOICE),
        (ReceivedPayment(document_key="refund:x", amount=Decimal(1)), payments.NOT_AN_INVOICE),
    ],
)
def test_what_is_not_written(
    fake: PlugAndPayFake, source: MakeSource, payment: ReceivedPayment, sentence: Text
) -> None:
    """Each with its reason, in both languages, and nothing changed."""
    with pytest.raises(Rejected) as caught:
        source(fake).register_payment(payment)
    assert caught.value.sentence.nl.endswith(sentence.nl.rpartition("}")[2])
    assert "{" not in caught.value.sentence.en
    assert fake.writes() == []


def test_an_order_that_cannot_be_read(fake: PlugAndPayFake, source: MakeSource) -> None:
    """Its amount is not known, so nothing is written."""
    fake.leave_out("amount_with_tax")
    with pytest.raises(Rejected):
        source(fake).register_payment(received())
    assert fake.writes() == []
