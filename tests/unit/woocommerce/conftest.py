"""Recorded orders as documents, and a source that talks to the fake shop."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from koppel.api import Account, Client, Context, Document, Since
from koppel_woocommerce.connector import WooCommerceSource
from koppel_woocommerce.fake import WooCommerceFake
from koppel_woocommerce.mapping import document_of
from koppel_woocommerce.refunds import credit_notes
from koppel_woocommerce.shop import Shop
from support.handed import Header, NoMemory

RECORDINGS = Path(__file__).parents[2] / "recordings" / "woocommerce"
HOME = "https://winkel.example"
NOON = datetime(2026, 11, 23, 11, 0, 0, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)

ACCOUNT = Account(
    key="winkel.example",
    name="Grachtenpand Winkel",
    country="NL",
    currency="EUR",
    data={
        "home": HOME,
        "site": HOME,
        "time_zone": "Europe/Amsterdam",
        "tax_based_on": "shipping",
        "refunds_list": "yes",
    },
)


def basic(key: str, secret: str) -> Header:
    """Signs as the shop wants it on https."""
    return Header("Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode())


@dataclass
class Read:
    """What a reading gave."""

    documents: list[Document] = field(default_factory=list)
    cursors: list[str] = field(default_factory=list)
    notices: list[Any] = field(default_factory=list)

    @property
    def keys(self) -> list[str]:
        return [document.key for document in self.documents]


@pytest.fixture
def recorded() -> Callable[[str], Any]:
    """The body of a recorded answer, numbers with a fraction as Decimal, as the client reads them."""

    def load(name: str) -> Any:
        text = (RECORDINGS / f"{name}.json").read_text(encoding="utf-8")
        return json.loads(text, parse_float=Decimal)["body"]

    return load


@pytest.fixture
def shop() -> Shop:
    """The recorded shop: Dutch, in Amsterdam, VAT by shipping address."""
    return Shop.of(ACCOUNT)


@pytest.fixture
def sale(recorded: Callable[[str], Any], shop: Shop) -> Callable[..., Document]:
    """A recorded order as a document, with members changed where a test gives them."""

    def make(name: str, **changes: Any) -> Document:
        return document_of({**recorded(f"orders/{name}"), **changes}, shop)[0]

    return make


@pytest.fixture
def credits_of(recorded: Callable[[str], Any], shop: Shop) -> Callable[..., list[Document]]:
    """The credit notes of a recorded order, after `change` was let loose on its refunds."""

    def make(name: str, change: Callable[[list[Any]], Any] | None = None) -> list[Document]:
        found, order = document_of(recorded(f"orders/{name}"), shop)
        bodies = copy.deepcopy(recorded(f"refunds/{name}"))
        if change is not None:
            change(bodies)
        return credit_notes(found, order, bodies, shop)

    return make


@pytest.fixture
def fake() -> WooCommerceFake:
    """A shop on https with the recorded orders and a key that may read."""
    return WooCommerceFake(https=True, clock=lambda: NOON)


@pytest.fixture
def empty() -> WooCommerceFake:
    """A shop on https without any order."""
    return WooCommerceFake(https=True, clock=lambda: NOON, recorded_orders=False)


@pytest.fixture
def client(wsgi_client: Callable[..., Client]) -> Callable[..., Client]:
    """A client that talks to a fake shop with its key."""

    def make(fake: WooCommerceFake, **settings: Any) -> Client:
        settings.setdefault("signer", basic(fake.consumer_key, fake.consumer_secret))
        settings.setdefault("base_url", HOME)
        headers = dict(WooCommerceSource.headers)
        return wsgi_client(
            fake, WooCommerceSource, service="WooCommerce", headers=headers, now=lambda: NOON, **settings
        )

    return make


@pytest.fixture
def source(client: Callable[..., Client]) -> Callable[..., WooCommerceSource]:
    """A source connected to a fake shop."""

    def make(fake: WooCommerceFake, *, account: Account | None = ACCOUNT, **settings: Any) -> WooCommerceSource:
        return WooCommerceSource(Context(client=client(fake, **settings), memory=NoMemory(), account=account))

    return make


@pytest.fixture
def read() -> Callable[..., Read]:
    """Reads everything from a source; `between` is called after each batch."""

    def collect(
        source: WooCommerceSource,
        *,
        cursor: str | None = None,
        start_at: datetime = LONG_AGO,
        between: Callable[[int], None] | None = None,
    ) -> Read:
        result = Read()
        for count, batch in enumerate(source.documents(Since(start_at=start_at, cursor=cursor))):
            result.documents += batch.documents
            result.cursors.append(batch.cursor)
            result.notices.append(batch.notice)
            if between is not None:
                between(count)
        return result

    return collect
