"""My Books as a target: the declarations, and which module does what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import ClassVar

from koppel.api import (
    Account,
    Answers,
    ApiKey,
    BookedDocument,
    Booking,
    Capability,
    Draft,
    Facet,
    Held,
    Limit,
    Option,
    Posted,
    Sought,
    Target,
    Text,
    categories,
    steps,
)
from koppel_mybooks import mapping, wire
from koppel_mybooks.books import Books


class MyBooksTarget(Target):
    """My Books."""

    key: ClassVar[str] = "mybooks"
    title: ClassVar[str] = "My Books"
    hosts: ClassVar[tuple[str, ...]] = ("api.mybooks.example",)
    auth = (
        ApiKey(
            base="https://api.mybooks.example",
            label=Text(en="API key", nl="API-sleutel"),
            help=Text(en="In My Books: Company > API.", nl="In My Books: Bedrijf > API."),
        ),
    )
    limits = (Limit(calls=60, window_s=60),)
    needs = frozenset({Facet.VAT_CATEGORIES})
    capabilities = frozenset(
        {
            Capability.CREDIT_NOTES,
            Capability.OWN_VAT_AMOUNTS,
            Capability.UNION_SCHEME,
            Capability.LISTS_DOCUMENTS,
        }
    )
    steps = (
        steps.standard.vat_mapping(steps.Live(name="vat_codes")),
        steps.standard.ledger_mapping(steps.Live(name="ledgers")),
        steps.standard.shipping_ledger(steps.Live(name="ledgers")),
        steps.standard.eu_consumer_vat(),
    )

    def verify(self) -> Account:
        """Whose key it is. A key of another company gives another `key`, and the connection is then refused."""
        company = wire.COMPANY.read(self.client.get("v1/me"))
        return Account(key=company.id, name=company.name, country=company.country, currency="EUR")

    def options_vat_codes(self, answers: Answers) -> Sequence[Option]:
        """The company's VAT codes. `fits` names the rows that a code is the natural answer to; the form suggests it."""
        found = wire.VAT_CODE.read_all(self.client.get("v1/vat-codes"))
        return [
            Option(
                value=code.code,
                label=f"{code.code} - {code.name}",
                data={"country": code.country, "rate": str(code.percent)},
                fits=(categories.row_of(code.country, code.percent),) if code.country else (categories.NO_VAT,),
            )
            for code in found
        ]

    def options_ledgers(self, answers: Answers) -> Sequence[Option]:
        """Revenue accounts only: nobody books sales on the bank."""
        found = wire.LEDGER.read_all(self.client.get("v1/ledgers"))
        return [Option(value=one.code, label=f"{one.code} - {one.name}") for one in found if one.kind == "revenue"]

    def plan(self, draft: Draft, answers: Answers, *, initial: bool) -> Booking | Held:
        """Pure: what it needs to know of the company stands in the answers."""
        return mapping.plan(draft, answers)

    def find(self, sought: Sequence[Sought]) -> Mapping[str, Posted]:
        """By reference, many at once."""
        return Books(self.client, self.memory).find([one.reference for one in sought])

    def create(self, booking: Booking) -> Posted:
        """The customer first, looked for by what would be there if an earlier answer was lost; then the entry."""
        return Books(self.client, self.memory).create(booking)

    def read(self, target_id: str, form: str) -> Posted | None:
        """One entry as it stands now."""
        return Books(self.client, self.memory).read(target_id)

    def documents(self, begin: date, until: date) -> Iterator[Sequence[BookedDocument]]:
        """Every entry of the period, whoever made it, a page at a time."""
        return Books(self.client, self.memory).between(begin, until)
