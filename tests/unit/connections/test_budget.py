"""Calls are counted for all workers together, and refused before the service has to."""

from __future__ import annotations

from datetime import timedelta

import pytest

from koppel.connections.budget import MONTH, SharedBudget, window_start
from koppel.connectors import Limit
from koppel.errors import RateLimited
from koppel.home import Home
from koppel.store import CallCount, Connection
from koppel.testing.clock import Clock

MINUTE = (Limit(calls=3, window_s=60),)


def budget(home: Home) -> SharedBudget:
    """A budget of three calls a minute, as each of several workers opens it."""
    with home.writing() as session:
        row = session.query(Connection).first()
        if row is None:
            row = Connection(name="c", connector="x", auth_method="api_key", state="verified", sealed=b"", public={})
            session.add(row)
            session.flush()
        return SharedBudget(home, row.id, "Service", MINUTE)


def test_a_full_minute_names_the_moment_to_come_back(home: Home, clock: Clock) -> None:
    """The fourth call of a minute is refused until the next minute begins, and then allowed."""
    one, other = budget(home), budget(home)
    for user in (one, other, one):
        user.take()

    with pytest.raises(RateLimited) as refusal:
        other.take()
    assert refusal.value.until == window_start(clock(), 60) + timedelta(seconds=60)
    clock.at = refusal.value.until
    other.take()


def test_a_refused_call_is_not_counted(home: Home, clock: Clock) -> None:
    """What was not made does not use up the month either."""
    user = budget(home)
    for _ in range(3):
        user.take()
    with pytest.raises(RateLimited):
        user.take()

    with home.reading() as session:
        assert session.query(CallCount).filter_by(window_s=MONTH).one().calls == 3


def test_what_the_service_says_holds_for_all_workers(home: Home, clock: Clock) -> None:
    """A 429 that one worker got keeps the others from calling until its time."""
    budget(home).blocked(clock() + timedelta(minutes=10))

    with pytest.raises(RateLimited):
        budget(home).take()
    clock.advance(minutes=10)
    budget(home).take()
