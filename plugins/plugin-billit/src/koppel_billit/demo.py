"""The fake package as it is lent out for the demonstration and for tests of pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from koppel.testing import FakeService, Total
from koppel_billit.fake import BillitFake

_CREDIT_NOTE: Final = "CreditNote"


def service() -> FakeService[BillitFake]:
    """A Dutch web shop's company without a single document in it, reached by an API key."""
    return FakeService(
        connector="billit",
        start=_start,
        credentials=_credentials,
        totals=_totals,
        answers={"send_by": "none"},
        rank=30,
    )


def _start(redirect_uri: str) -> BillitFake:
    return BillitFake(redirect_uris=[redirect_uri])


def _credentials(fake: BillitFake) -> Mapping[str, str]:
    return {"api_key": fake.api_key, "base_url": fake.base_url}


def _totals(fake: BillitFake) -> Sequence[Total]:
    """Every document of the company; Billit states credit notes as positive amounts."""
    return [
        Total(
            key=str(row["OrderID"]),
            amount=-row["TotalIncl"] if row["OrderType"] == _CREDIT_NOTE else row["TotalIncl"],
            currency=str(row["Currency"]),
        )
        for row in fake.documents()
    ]
