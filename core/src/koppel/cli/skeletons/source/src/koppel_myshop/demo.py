"""The fake shop as it is lent out, for the demonstration and the contract kit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from koppel.testing import FakeService, Total
from koppel_myshop.fake import MyShopFake


def service() -> FakeService[MyShopFake]:
    """A shop with an order of every kind."""
    return FakeService(
        connector="myshop",
        start=_start,
        credentials=_credentials,
        totals=_totals,
        answers={"export_from": "2026-06-01"},
    )


def _start(redirect_uri: str) -> MyShopFake:
    del redirect_uri  # nobody logs in at a page here
    return MyShopFake()


def _credentials(fake: MyShopFake) -> Mapping[str, str]:
    return {"api_key": fake.api_key, "base_url": fake.base_url}


def _totals(fake: MyShopFake) -> Sequence[Total]:
    """What the fake itself holds, not what its API says."""
    return [
        Total(
            key=f"{'refund' if order['refund_of'] else 'order'}:{order['id']}",
            amount=Decimal(order["total"]),
            currency=order["currency"],
        )
        for order in fake.orders.values()
    ]
