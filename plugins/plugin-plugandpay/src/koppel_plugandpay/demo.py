"""The fake shop as it is lent out for the demonstration and for tests of pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from koppel.testing import FakeService, Total, vat_per_rate
from koppel_plugandpay.fake import PlugAndPayFake


def service() -> FakeService[PlugAndPayFake]:
    """A shop with one order of every kind, from February 2026 on."""
    return FakeService(
        connector="plugandpay",
        start=_start,
        credentials=_credentials,
        totals=_totals,
        answers={"export_from": "2026-02-01"},
        rank=20,
    )


def _start(redirect_uri: str) -> PlugAndPayFake:
    del redirect_uri  # a shop knows its key, not who comes with it
    return PlugAndPayFake()


def _credentials(fake: PlugAndPayFake) -> Mapping[str, str]:
    return {"api_key": fake.api_key, "base_url": fake.base_url}


def _totals(fake: PlugAndPayFake) -> Sequence[Total]:
    """Invoices and credit invoices; concepts, test orders and what was deleted are none."""
    return [
        Total(
            key=f"order:{number}",
            amount=order["amount_with_tax"],
            currency="EUR",
            vat=vat_per_rate((Decimal(tax["rate"]["percentage"]), tax["amount"]) for tax in order["taxes"]),
        )
        for number, order in fake.orders.items()
        if (order["mode"], order["invoice_status"], order["deleted_at"]) == ("live", "final", None)
    ]
