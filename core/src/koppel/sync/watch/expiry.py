"""Logins that are about to expire: a token that nobody used for long dies at the service, and only a person can help then."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from koppel.connections.manage import VERIFIED
from koppel.connectors import OAuth2
from koppel.home import Home
from koppel.store import Connection
from koppel.sync import issues
from koppel.sync.moments import day_said, filled, zone_of
from koppel.text import Text

_TOLD_BEFORE: Final = timedelta(days=7)
_LASTING: Final = timedelta(days=2)
"""Access tokens that live shorter are renewed all the time; their end is no news."""

_BEFORE = Text(
    en="Log in again at {connection} before {day}: it has not been used lately, and the login then expires.",
    nl="Log vóór {day} opnieuw in bij {connection}: de koppeling is een tijd niet gebruikt en de inlog verloopt dan.",
)
_AFTER = Text(
    en="The login at {connection} expired on {day}. Log in again.",
    nl="De inlog bij {connection} is op {day} verlopen. Log opnieuw in.",
)


def look(home: Home, session: Session, now: datetime) -> None:
    """An issue for each connection whose login ends within a week; a new login or a renewed token closes it."""
    for row in session.scalars(select(Connection)):
        subject, ends_at = f"login:{row.id}", _ends_at(home, row)
        if row.state != VERIFIED or ends_at is None or ends_at - now > _TOLD_BEFORE:
            issues.solve(session, now, subject=subject)
            continue
        day = ends_at.astimezone(zone_of(session)).date()
        issues.raise_issue(
            session,
            now,
            subject=subject,
            kind="login_expires",
            sentence=filled(_BEFORE if ends_at > now else _AFTER, connection=row.name, day=day_said(day)),
            connection_id=row.id,
            data={"ends_at": ends_at.isoformat()},
        )


def _ends_at(home: Home, row: Connection) -> datetime | None:
    """When the connector says how long an unused refresh token lives: then. Without any refresh token: with the token."""
    installed = home.plugins.installed.get(row.connector)
    methods = installed.connector.auth if installed else ()
    method = next((one for one in methods if one.method == row.auth_method), None)
    if not isinstance(method, OAuth2) or row.token_received_at is None:
        return None
    if method.idle_days is not None:
        return row.token_received_at + timedelta(days=method.idle_days)
    lasts = row.token_expires_at is not None and row.token_expires_at - row.token_received_at > _LASTING
    return row.token_expires_at if lasts and "refresh_token" not in home.vault.unseal(row.sealed) else None
