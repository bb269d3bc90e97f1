"""Fake shops with a connected source."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from koppel.api import Client
from koppel.testing.clock import Clock
from koppel_mijnwebwinkel.fake import MijnwebwinkelFake
from unit.mijnwebwinkel.world import NOON, World

MakeWorld = Callable[..., World]


@pytest.fixture
def make_world(wsgi_client: Callable[..., Client]) -> MakeWorld:
    """A world whose shop has these switches."""

    def make(**switches: Any) -> World:
        clock = Clock(NOON)
        return World(MijnwebwinkelFake(clock=clock, calls_per_minute=None, **switches), clock, wsgi_client)

    return make


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    """A shop with an order of every kind."""
    return make_world()


@pytest.fixture
def empty(make_world: MakeWorld) -> World:
    """A shop that sold nothing yet."""
    return make_world(samples=False)
