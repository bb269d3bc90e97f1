"""The fake package as it is lent out for the demonstration and for tests of pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from koppel.testing import FakeService, Total, vat_per_rate
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
    return [_total(row, -1 if row["OrderType"] == _CREDIT_NOTE else 1) for row in fake.documents()]


def _total(row: Mapping[str, Any], sign: int) -> Total:
    return Total(
        key=str(row["OrderID"]),
        amount=sign * row["TotalIncl"],
        currency=str(row["Currency"]),
        vat=vat_per_rate((group["VATPercentage"], sign * group["TotalVAT"]) for group in row["VatGroups"]),
    )
