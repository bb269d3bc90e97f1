"""A login that is about to expire is told a week before, and the next use or login closes it."""

from __future__ import annotations

import pytest

from koppel.home import Home
from koppel.store import Connection
from koppel.sync import watch
from koppel.sync.issues import open_issues
from koppel.testing.clock import Clock
from support.coupled import Coupled, couple


@pytest.fixture
def coupled(home: Home, clock: Clock) -> Coupled:
    """Logged in at the package, whose refresh tokens live thirty days."""
    return couple(home)


def sentences(home: Home) -> list[str]:
    """What is told about logins."""
    return [issue.sentence.en for issue in open_issues(home) if issue.kind == "login_expires"]


def test_a_login_that_is_not_used_is_told_in_time(coupled: Coupled, clock: Clock) -> None:
    """Seven days before its end, with the day; after it, that it is over. A renewed token closes it."""
    home = coupled.home
    clock.advance(days=22)
    watch.look(home)
    assert sentences(home) == []
    clock.advance(days=2)
    watch.look(home)
    assert sentences(home)[0].startswith("Log in again at books before 1 April 2026")
    clock.advance(days=7)
    watch.look(home)
    assert sentences(home) == ["The login at books expired on 1 April 2026. Log in again."]

    with home.writing() as session:
        session.query(Connection).filter_by(name="books").one().token_received_at = clock()
    watch.look(home)
    assert sentences(home) == []
