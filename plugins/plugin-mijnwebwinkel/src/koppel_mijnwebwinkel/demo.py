"""The fake shop as it is lent out for the demonstration and for tests of pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from koppel.testing import FakeService, Total, vat_per_rate
from koppel_mijnwebwinkel.fake import MijnwebwinkelFake


def service() -> FakeService[MijnwebwinkelFake]:
    """A shop with one order of every kind, from March 2026 on."""
    return FakeService(
        connector="mijnwebwinkel",
        start=_start,
        credentials=_credentials,
        totals=_totals,
        answers={"export_from": "2026-03-01"},
        rank=30,
    )


def _start(redirect_uri: str) -> MijnwebwinkelFake:
    del redirect_uri  # a shop knows its tokens, not who comes with them
    return MijnwebwinkelFake(calls_per_minute=None)


def _credentials(fake: MijnwebwinkelFake) -> Mapping[str, str]:
    return {"token": fake.token, "partner_token": fake.partner_token, "base_url": fake.base_url}


def _totals(fake: MijnwebwinkelFake) -> Sequence[Total]:
    """Orders as charged and credit orders as given back; test orders are none."""
    return [
        Total(
            key=f"order:{number}",
            amount=order["total"],
            currency=order["currency"],
            vat=vat_per_rate((part["rate"], part["amount"]) for part in order["tax"]),
        )
        for number, order in fake.orders.items()
        if not number.endswith("T")
    ]
