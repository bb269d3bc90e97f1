"""Fixtures of the tests of the e-Boekhouden.nl connector; the rest is in `kit`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from koppel.testing.clock import Clock
from koppel_eboekhouden.fake import EBoekhoudenFake, Switches
from unit.eboekhouden.kit import Kit


@pytest.fixture
def clock() -> Clock:
    """A Monday morning in March 2026."""
    return Clock()


@pytest.fixture
def make_kit(clock: Clock) -> Callable[..., Kit]:
    """`make_kit(vat_calculation="line", ...)`: a kit with a fake that behaves so."""
    return lambda **switches: Kit(fake=EBoekhoudenFake(clock=clock, switches=Switches(**switches)), clock=clock)


@pytest.fixture
def kit(make_kit: Callable[..., Kit]) -> Kit:
    """The fake as it is likeliest, and targets on it."""
    return make_kit()
