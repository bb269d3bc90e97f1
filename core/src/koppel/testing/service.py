"""A fake that a plugin lends out: how to start it, log in at it and set it up, and what it says it holds.

With these any shop can be shown with any package, and tests of pairs need to know neither.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from werkzeug.test import Client

from koppel.model import rate_text
from koppel.testing.fake import Fake

F = TypeVar("F", bound=Fake)


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """What a fake holds of one document, in its own words: the total including VAT, negative for a credit note.

    `key` is the document's key for a shop, and the target's id for a package. `vat` is the VAT per rate (text, "21"), what
    is not nought; under "" stands VAT that the service keeps without a rate. None where the service does not say.
    """

    key: str
    amount: Decimal
    currency: str
    vat: Mapping[str, Decimal] | None = None


def vat_per_rate(parts: Iterable[tuple[Decimal | str, Decimal]]) -> dict[str, Decimal]:
    """Add up VAT by rate, for `Total`; a rate may be given as a number or as "" for VAT without one."""
    sums: dict[str, Decimal] = {}
    for rate, amount in parts:
        name = rate if isinstance(rate, str) else rate_text(rate)
        sums[name] = sums.get(name, Decimal(0)) + amount
    return {name: amount for name, amount in sums.items() if amount}


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeService(Generic[F]):
    """What `koppel_fakes` gives, one per connector.

    `start` gets the redirect address to register and gives a fake with sample data and limits so wide that a whole run
    takes seconds. `credentials` are the fields of a connection with it. `answers` are answers to the connector's steps
    that suit the sample data, by value or label; rows of a table that the other side does not have are left out by
    whoever uses them. `totals` is everything that the fake holds now, read from its own store
    and not through its API. The lowest `rank` is shown first.
    """

    connector: str
    start: Callable[[str], F]
    credentials: Callable[[F], Mapping[str, str]]
    totals: Callable[[F], Sequence[Total]]
    answers: Mapping[str, object] = field(default_factory=dict)
    rank: int = 100


Lent = FakeService[Any]
"""Of whichever fake."""


def consent(fake: Fake, authorize_url: str) -> str:
    """Do what a person does in a browser at the login page of a fake; gives the address that they land on."""
    address = urlsplit(authorize_url)
    answer = Client(fake).get(address.path, query_string=address.query, base_url=f"{address.scheme}://{address.netloc}")
    return str(answer.headers["Location"])
