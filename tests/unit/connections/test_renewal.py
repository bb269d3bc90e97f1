"""One process at a time renews a login, and one that died holds nobody up for long."""

from __future__ import annotations

from datetime import timedelta

import pytest

from koppel.connections import renewal
from koppel.connections.renewal import Renewal
from koppel.errors import Unavailable
from koppel.home import Home
from koppel.store import Connection
from koppel.testing.clock import Clock
from support.memory import build


@pytest.mark.parametrize(("ahead", "renews"), [(timedelta(seconds=30), False), (timedelta(days=1), True)])
def test_a_lease_of_a_time_to_come_is_nobodys(
    home: Home, clock: Clock, monkeypatch: pytest.MonkeyPatch, ahead: timedelta, renews: bool
) -> None:
    """The clock was a day ahead when its holder died, and was then set right: without the look at how far away it is no
    login could be renewed for a day. One of half a minute from now is somebody's who is at work."""
    monkeypatch.setattr(renewal, "_WAIT_MOST_S", 0.3)
    build(home)
    with home.writing() as session:
        row = session.query(Connection).filter_by(name="shop").one()
        row.lease_owner, row.lease_until = "somebody who died", clock() + ahead

    try:
        assert Renewal(home, row.id).alone(lambda: None, lambda: "new") == "new"
    except Unavailable:
        assert not renews
    else:
        assert renews
