"""The fake shop as it is lent out for the demonstration and for tests of pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from koppel.testing import FakeService, Total
from koppel_woocommerce.fake import WooCommerceFake
from koppel_woocommerce.refunds import refund_key


def service() -> FakeService[WooCommerceFake]:
    """A shop with the recorded orders and refunds."""
    return FakeService(
        connector="woocommerce",
        start=_start,
        credentials=_credentials,
        totals=_totals,
        answers={"export_from": "2026-09-01"},
        rank=10,
    )


def _start(redirect_uri: str) -> WooCommerceFake:
    del redirect_uri  # a shop knows its keys, not who comes with them
    return WooCommerceFake()


def _credentials(fake: WooCommerceFake) -> Mapping[str, str]:
    return {"url": fake.base_url, "consumer_key": fake.consumer_key, "consumer_secret": fake.consumer_secret}


def _totals(fake: WooCommerceFake) -> Sequence[Total]:
    """Orders as charged, refunds as given back."""
    found = []
    for order_id, order in fake.orders.items():
        key, currency = f"order:{order_id}", str(order["currency"])
        found.append(Total(key=key, amount=Decimal(order["total"]), currency=currency))
        for refund in fake.store.refunds.get(order_id, ()):
            given_back = -Decimal(refund["amount"])
            found.append(Total(key=refund_key(key, refund["id"]), amount=given_back, currency=currency))
    return found
