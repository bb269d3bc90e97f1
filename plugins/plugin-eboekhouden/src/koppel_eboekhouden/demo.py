"""The fake package as it is lent out for the demonstration and for tests of pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from koppel.testing import FakeService, Total
from koppel_eboekhouden.fake import EBoekhoudenFake
from koppel_eboekhouden.forms import MUTATION
from koppel_eboekhouden.states import STATES, named_in


def service() -> FakeService[EBoekhoudenFake]:
    """A Dutch web shop's administration without a single booking in it."""
    accounts = _vat_accounts(EBoekhoudenFake())
    return FakeService(
        connector="eboekhouden",
        start=_start,
        credentials=_credentials,
        totals=_totals,
        answers={
            "insertion_type": MUTATION,
            "debtor_ledger": "1300",
            "counter_account": "8000",
            "shipping_ledger": "8100",
            "vat_mapping": {"NL-0": "GEEN"},
            "eu_consumer_vat": "oss",
            "oss_vat_ledgers": accounts,
            "customer_codes": "name",
        },
        rank=20,
    )


def _start(redirect_uri: str) -> EBoekhoudenFake:
    del redirect_uri  # nobody logs in at a page here
    return EBoekhoudenFake()


def _credentials(fake: EBoekhoudenFake) -> Mapping[str, str]:
    return {"token": fake.token, "base_url": fake.base_url}


def _totals(fake: EBoekhoudenFake) -> Sequence[Total]:
    """Every document of the administration, by the id that it goes by: an invoice's booking counts with the invoice."""
    books = fake.books
    invoices = {row["invoiceNumber"]: row for row in books.invoices.values()}
    bookings = [row for row in books.mutations.values() if row["invoiceNumber"] not in invoices]
    made = [(row["id"], row["totalAmount"]) for row in invoices.values()]
    made += [(row["id"], row["amount"]) for row in bookings]
    return [Total(key=str(key), amount=amount, currency="EUR") for key, amount in made]


def _vat_accounts(fake: EBoekhoudenFake) -> dict[str, str]:
    """The account of each member state that has one in the sample."""
    named = {named_in(str(row["description"])): str(row["code"]) for row in fake.books.ledgers.values()}
    return {state: named[state] for state in STATES if state in named}
