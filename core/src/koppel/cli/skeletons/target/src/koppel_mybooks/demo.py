"""The fake package as it is lent out, for the demonstration and the contract kit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from koppel.testing import FakeService, Total
from koppel_mybooks.fake import MyBooksFake

_ROWS: Final = ("NL-21", "NL-9", "NL-0", "reverse-charge-eu", "export", "no-vat")


def service() -> FakeService[MyBooksFake]:
    """A Dutch company without a single entry."""
    return FakeService(
        connector="mybooks",
        start=_start,
        credentials=_credentials,
        totals=_totals,
        answers={
            "ledger_mapping": dict.fromkeys(_ROWS, "8000"),
            "shipping_ledger": "8100",
            "eu_consumer_vat": "oss",
        },
    )


def _start(redirect_uri: str) -> MyBooksFake:
    del redirect_uri  # nobody logs in at a page here
    return MyBooksFake()


def _credentials(fake: MyBooksFake) -> Mapping[str, str]:
    return {"api_key": fake.api_key, "base_url": fake.base_url}


def _totals(fake: MyBooksFake) -> Sequence[Total]:
    """What the fake itself holds, not what its API says."""
    return [Total(key=str(entry.id), amount=entry.total, currency=entry.currency) for entry in fake.entries.values()]
