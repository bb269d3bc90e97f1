"""The fake package as it is lent out for the demonstration and for tests of pairs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from koppel.testing import FakeService, Total, vat_per_rate
from koppel_eboekhouden.fake import EBoekhoudenFake
from koppel_eboekhouden.fake.vat import code_of
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
    booked = {row["invoiceNumber"]: row for row in books.mutations.values()}
    made = [(row["id"], row["totalAmount"], booked.get(number)) for number, row in invoices.items()]
    made += [(row["id"], row["amount"], row) for row in bookings]
    codes = set(_vat_accounts(fake).values())
    accounts = {row["id"] for row in books.ledgers.values() if str(row["code"]) in codes}
    return [
        Total(key=str(key), amount=amount, currency="EUR", vat=_vat(row, accounts) if row else None)
        for key, amount, row in made
    ]


def _vat(row: Mapping[str, Any], accounts: Collection[int]) -> Mapping[str, Decimal]:
    """By the code's own rate; VAT of other countries is an amount on an account, without a rate."""
    codes = [(code_of(part["vatCode"], "NL", row["date"]), part["amount"]) for part in row["vat"]]
    union = [("", line["amount"]) for line in row["rows"] if line["ledgerId"] in accounts]
    return vat_per_rate([*((code.rate if code else "", amount) for code, amount in codes), *union])


def _vat_accounts(fake: EBoekhoudenFake) -> dict[str, str]:
    """The account of each member state that has one in the sample."""
    named = {named_in(str(row["description"])): str(row["code"]) for row in fake.books.ledgers.values()}
    return {state: named[state] for state in STATES if state in named}
