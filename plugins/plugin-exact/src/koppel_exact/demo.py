"""The fake package as it is lent out for the demonstration and for tests of pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from koppel.testing import FakeService, Total, vat_per_rate
from koppel_exact.fake import ExactFake

_CLIENT_ID: Final = "5f3e8a1c-0000-4000-8000-000000000001"
_CLIENT_SECRET: Final = "demo-secret"  # noqa: S105 - of the fake
_CALLS: Final = 1_000_000


def service() -> FakeService[ExactFake]:
    """A Dutch web shop's administration without a single booking in it."""
    return FakeService(
        connector="exact",
        start=_start,
        credentials=_credentials,
        totals=_totals,
        answers={
            "administration": "1 - Webwinkel Voorbeeld B.V.",
            "journal": "71",
            "vat_mapping": {"NL-0": "0"},
            "ledger_mapping": {"NL-0": "8020", "no-vat": "1450"},
            "shipping_ledger": "8100",
            "pos_ledger": "8300",
            "pos_debtor": "1001",
            "eu_consumer_vat": "oss",
            "oss_ledger": "8050",
        },
        rank=10,
    )


def _start(redirect_uri: str) -> ExactFake:
    return ExactFake(
        client_id=_CLIENT_ID,
        client_secret=_CLIENT_SECRET,
        redirect_uris=[redirect_uri],
        minutely_limit=_CALLS,
        daily_limit=_CALLS,
    )


def _credentials(fake: ExactFake) -> Mapping[str, str]:
    own = {"client_id": _CLIENT_ID, "client_secret": _CLIENT_SECRET}
    return {**own, "country": "nl", "base_url": fake.base_url}


def _totals(fake: ExactFake) -> Sequence[Total]:
    """Every entry, invoice and order of the administration."""
    books = fake.division()
    rows = [*((row["EntryID"], row) for row in books.entries), *((row["InvoiceID"], row) for row in books.invoices)]
    rows += [(row["OrderID"], row) for row in books.orders]
    return [
        Total(key=str(key), amount=row["AmountFC"], currency=str(row["Currency"]), vat=_vat(row)) for key, row in rows
    ]


def _vat(row: Mapping[str, Any]) -> Mapping[str, Decimal] | None:
    """Exact keeps a percentage as a fraction. Lines of invoices and orders say theirs once they are in the ledger."""
    lines = row.get("SalesEntryLines")
    if lines is None:
        return None
    return vat_per_rate((line["VATPercentage"] * 100, line["VATAmountFC"]) for line in lines)
