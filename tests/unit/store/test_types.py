"""What the column types keep, whatever the database is told about zones."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from koppel.store import Channel
from support.homes import OpenHome

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.mark.postgres
def test_a_moment_comes_back_from_a_server_of_another_zone(
    open_fresh_home: OpenHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that lives by Dutch time would turn noon into two o'clock: orders of after midnight would be left out, and
    a booking of unknown outcome would seem to be of a time to come."""
    monkeypatch.setenv("PGTZ", "Europe/Amsterdam")
    home = open_fresh_home("postgres")
    channel = Channel(name="a", kind="mail", language="nl", public={}, sealed=b"", is_on=True, created_at=NOON)
    with home.writing() as session:
        session.add(channel)
    with home.reading() as session:
        assert session.scalar(select(Channel.created_at)) == NOON
        assert session.scalar(select(func.count()).where(Channel.created_at <= NOON)) == 1
