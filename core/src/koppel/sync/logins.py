"""A connection that a person must log in at: its integrations wait for that, make no calls, and then go on by themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from koppel.connections.manage import VERIFIED, mark_refused
from koppel.connectors import Source, Target
from koppel.errors import AuthFailed, RateLimited, Unavailable, UnknownOutcome
from koppel.home import Home
from koppel.store import Connection, Integration, Issue, Run
from koppel.sync import issues
from koppel.sync.codec import text_from_json
from koppel.sync.pairs import Pair
from koppel.text import Text

_NOT_LOGGED_IN = Text(
    en="The connection {name} is not logged in. Verify it or log in again.",
    nl="De koppeling {name} is niet ingelogd. Controleer haar of log opnieuw in.",
)
_PASSING: Final = {kind.__name__ for kind in (Unavailable, RateLimited, UnknownOutcome)}
"""What says nothing about a login: somebody verified the connection while its service was away."""


def check(pair: Pair) -> None:
    """Raise AuthFailed when one of the two waits for a login. Asked before the first call of every slice: a service that
    is called again and again with a login that it has refused may lock it altogether."""
    with pair.home.reading() as session:
        for kept, title in ((pair.source_row, _title(pair, "source")), (pair.target_row, _title(pair, "target"))):
            row = session.get_one(Connection, kept.id)
            if _waits(row):
                raise AuthFailed(text_from_json(row.error) or _NOT_LOGGED_IN, service=title, name=row.name)


def refused(home: Home, pair: Pair, error: AuthFailed) -> None:
    """Put the connection that was refused before a person: one issue, however many integrations use it."""
    row = pair.source_row if error.data.get("service") == _title(pair, "source") else pair.target_row
    with home.reading() as session:
        waits = _waits(session.get_one(Connection, row.id))
    if not waits:
        mark_refused(home, row.id, error)
    with home.writing() as session:
        issues.raise_for(session, home.now(), subject=_subject(row.id), error=error, connection_id=row.id)


def runs_to_wake(session: Session, now: datetime) -> list[Run]:
    """Runs that waited for a login that has been made since; the issues about it are closed."""
    _close(session, now)
    waiting = or_(Connection.id == Integration.source_id, Connection.id == Integration.target_id)
    closed = select(Connection.id).where(waiting, Connection.state != VERIFIED).exists()
    return list(
        session.scalars(
            select(Run)
            .join(Integration, Integration.id == Run.integration_id)
            .where(Run.state == "waiting", Run.waiting_until.is_(None), ~closed)
        )
    )


def proven(session: Session, pair: Pair) -> None:
    """A run that went well shows that both logins are good, whatever a check found while a service was away."""
    for kept in (pair.source_row, pair.target_row):
        row = session.get_one(Connection, kept.id)
        if row.state != VERIFIED and not _waits(row):
            row.state, row.error = VERIFIED, None


def _close(session: Session, now: datetime) -> None:
    solved = session.scalars(
        select(Issue.subject)
        .join(Connection, Connection.id == Issue.connection_id)
        .where(Issue.kind == AuthFailed.__name__, Issue.solved_at.is_(None), Connection.state == VERIFIED)
    ).all()
    for subject in solved:
        issues.solve(session, now, subject=subject, kind=AuthFailed.__name__)


def _waits(row: Connection) -> bool:
    return row.state != VERIFIED and str((row.error or {}).get("kind")) not in _PASSING


def _title(pair: Pair, side: str) -> str:
    kinds: dict[str, type[Source | Target]] = {
        "source": pair.home.plugins.source(pair.source_row.connector),
        "target": pair.home.plugins.target(pair.target_row.connector),
    }
    return kinds[side].title


def _subject(connection_id: int) -> str:
    return f"connection:{connection_id}"
