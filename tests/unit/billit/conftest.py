"""Fixtures of the tests of the Billit connector; the rest is in `kit`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from koppel.testing.clock import Clock
from koppel_billit.fake import BillitFake, Switches
from support.drafts import MORNING
from unit.billit.kit import Kit


@pytest.fixture
def clock() -> Clock:
    """A Monday morning in March 2026."""
    return Clock(MORNING)


@pytest.fixture
def make_kit(clock: Clock) -> Callable[..., Kit]:
    """`make_kit(Switches(...))`: a kit with a fake that behaves so."""

    def make(switches: Switches | None = None, **settings: Any) -> Kit:
        return Kit(fake=BillitFake(clock=clock, switches=switches, **settings), clock=clock)

    return make


@pytest.fixture
def kit(make_kit: Callable[..., Kit]) -> Kit:
    """The fake as it is likeliest, and targets on it."""
    return make_kit()
