"""The fake shop as it is lent out for the demonstration and for tests of pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from koppel.api import cents
from koppel.testing import FakeService, Total, vat_per_rate
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
        found.append(Total(key=key, amount=Decimal(order["total"]), currency=currency, vat=_vat(order)))
        for refund in fake.store.refunds.get(order_id, ()):
            given_back = -Decimal(refund["amount"])
            found.append(Total(key=refund_key(key, refund["id"]), amount=given_back, currency=currency))
    return found


def _vat(order: Mapping[str, Any]) -> Mapping[str, Decimal]:
    """An order says its VAT per rate; a refund of an amount says none, so none is told of refunds. One recorded order has
    amounts of six decimals."""
    return vat_per_rate(
        (Decimal(str(line["rate_percent"])), cents(Decimal(line["tax_total"]) + Decimal(line["shipping_tax_total"])))
        for line in order["tax_lines"]
    )
