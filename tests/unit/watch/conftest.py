"""Fixtures of the tests of watching: a shop and a package in memory, and runs to their end."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from koppel.home import Home
from koppel.sync.runner import Runner
from koppel.sync.runs import RunView, new_run, show_run
from koppel.testing.clock import Clock
from support.memory import World, build

RunIt = Callable[[], RunView]


@pytest.fixture
def world(home: Home, clock: Clock) -> World:
    """Coupled and activated, on the test's clock."""
    return build(home, start="2026-01-01")


@pytest.fixture
def run(world: World) -> RunIt:
    """`run()`: one slice after another, until the run ends or waits."""

    def once() -> RunView:
        run_id = new_run(world.home, "webshop", trigger="test")
        while Runner(world.home, run_id).run().state == "again":
            pass
        return show_run(world.home, run_id)

    return once
