"""The fake shop, asked as any program would ask it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from koppel.testing.clock import Clock
from koppel_mijnwebwinkel.fake import MijnwebwinkelFake

NOON = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)

Ask = Callable[..., TestResponse]
Get = Callable[..., Any]


@pytest.fixture
def clock() -> Clock:
    """Noon in Amsterdam, standing still."""
    return Clock(NOON)


@pytest.fixture
def fake(clock: Clock) -> MijnwebwinkelFake:
    """A shop with the samples and no limit to calls."""
    return MijnwebwinkelFake(clock=clock, calls_per_minute=None)


@pytest.fixture
def empty(clock: Clock) -> MijnwebwinkelFake:
    """A shop that sold nothing yet."""
    return MijnwebwinkelFake(clock=clock, calls_per_minute=None, samples=False)


@pytest.fixture
def ask() -> Ask:
    """The whole answer to a question, with both tokens unless told otherwise."""

    def call(
        fake: MijnwebwinkelFake, path: str, *, method: str = "GET", body: Any = None, **params: Any
    ) -> TestResponse:
        tokens = {"token": fake.token, "partner_token": fake.partner_token}
        query = {name: value for name, value in {**tokens, **params}.items() if value is not None}
        return Client(fake).open(f"/v1/{path}", method=method, query_string=query, json=body)

    return call


@pytest.fixture
def get(ask: Ask) -> Get:
    """What a good answer holds."""

    def call(fake: MijnwebwinkelFake, path: str, **params: Any) -> Any:
        answer = ask(fake, path, **params)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.get_json()

    return call
