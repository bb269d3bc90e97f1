"""Fixtures of the tests of the Exact connector; the rest is in `kit`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from koppel.testing.clock import Clock
from koppel_exact.fake import ExactFake, Switches
from support.drafts import MORNING
from unit.exact.kit import Kit


@pytest.fixture
def clock() -> Clock:
    """A Monday morning in March 2026."""
    return Clock(MORNING)


@pytest.fixture
def make_kit(clock: Clock) -> Callable[..., Kit]:
    """`make_kit(Switches(...), minutely_limit=...)`: a kit with a fake that behaves so."""

    def make(switches: Switches | None = None, **limits: Any) -> Kit:
        limits.setdefault("minutely_limit", 10_000)
        fake = ExactFake(
            client_id="app",
            client_secret="secret",
            redirect_uris=["https://koppel.example/callback"],
            clock=clock,
            switches=switches,
            **limits,
        )
        return Kit(fake=fake, clock=clock)

    return make


@pytest.fixture
def kit(make_kit: Callable[..., Kit]) -> Kit:
    """The fake as it is likeliest, and targets on it."""
    return make_kit()
