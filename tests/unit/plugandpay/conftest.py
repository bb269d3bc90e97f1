"""A source that talks to the fake shop, and orders as the shop sends them."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import pytest

from koppel.api import Account, Client, Context, Document, Since
from koppel.testing.clock import Clock
from koppel_plugandpay.connector import PlugAndPaySource
from koppel_plugandpay.fake import PlugAndPayFake, Shapes
from koppel_plugandpay.fake.rendering import render
from koppel_plugandpay.mapping import credit_note_of, document_of
from support.handed import Header, KeptMemory
from unit.plugandpay.world import ACCOUNT, ALL, NOON, NUMBERS, START, Read


@pytest.fixture
def clock() -> Clock:
    """The shop's and ours: noon of 9 March 2026 until it is moved."""
    return Clock(NOON)


@pytest.fixture
def fake(clock: Clock) -> PlugAndPayFake:
    """A shop with one order of every kind."""
    return PlugAndPayFake(clock=clock)


@pytest.fixture
def empty(clock: Clock) -> PlugAndPayFake:
    """A shop that has sold nothing yet."""
    return PlugAndPayFake(clock=clock, samples=False)


@pytest.fixture
def client(wsgi_client: Callable[..., Client], clock: Clock) -> Callable[..., Client]:
    """A client that talks to a fake shop with its key."""

    def make(fake: PlugAndPayFake, **settings: Any) -> Client:
        settings.setdefault("signer", Header(f"Bearer {fake.api_key}"))
        headers = dict(PlugAndPaySource.headers)
        return wsgi_client(fake, PlugAndPaySource, service="Plug&Pay", headers=headers, now=clock, **settings)

    return make


@pytest.fixture
def memory() -> KeptMemory:
    """A memory that lasts for the test."""
    return KeptMemory()


@pytest.fixture
def source(client: Callable[..., Client], memory: KeptMemory) -> Callable[..., PlugAndPaySource]:
    """A source connected to a fake shop."""

    def make(fake: PlugAndPayFake, *, account: Account | None = ACCOUNT, **settings: Any) -> PlugAndPaySource:
        return PlugAndPaySource(Context(client=client(fake, **settings), memory=memory, account=account))

    return make


@pytest.fixture
def read() -> Callable[..., Read]:
    """Reads everything from a source; `between` is called after each batch."""

    def collect(
        source: PlugAndPaySource,
        *,
        cursor: str | None = None,
        start_at: datetime = START,
        between: Callable[[int], None] | None = None,
        at_most: int | None = None,
    ) -> Read:
        result = Read()
        for count, batch in enumerate(source.documents(Since(start_at=start_at, cursor=cursor))):
            result.documents += batch.documents
            result.cursors.append(batch.cursor)
            result.notices.append(batch.notice)
            if between is not None:
                between(count)
            if at_most is not None and count + 1 >= at_most:
                break
        return result

    return collect


@pytest.fixture
def body(fake: PlugAndPayFake) -> Callable[..., dict[str, Any]]:
    """An order as the shop sends it, with members replaced; `shapes` are those of the fake."""

    def show(name: str, *, shapes: Mapping[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
        shown = render(fake.orders[NUMBERS[name]], ALL, Shapes(**(shapes or {})))
        return {**copy.deepcopy(shown), **changes}

    return show


@pytest.fixture
def sale(body: Callable[..., dict[str, Any]]) -> Callable[..., Document]:
    """An order as a document."""

    def make(name: str, **changes: Any) -> Document:
        return document_of(body(name, **changes))

    return make


@pytest.fixture
def credit(body: Callable[..., dict[str, Any]]) -> Callable[..., Document]:
    """A credit invoice with its original."""

    def make(name: str, original: str, **changes: Any) -> Document:
        return credit_note_of(body(name, **changes), body(original))

    return make
