"""Keeping an OAuth 2 token fresh: one process renews at a time, and what it got is on disk before it is used.

The story that the lease prevents: two workers find the token old and both send the same refresh token. It can be spent
once. The second is refused, some services then revoke the whole chain, and the connection is dead until a person logs
in again. So a row in the database says who is renewing; the others wait and then use what that one stored.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import or_, update

from koppel.connections.grants import Grant, refresh
from koppel.connectors import OAuth2
from koppel.errors import AuthFailed, Unavailable, UnknownOutcome
from koppel.home import Home
from koppel.store import Connection

Done = Callable[["_Tokens"], bool]

log = structlog.get_logger(__name__)

_LEASE = timedelta(seconds=60)
_WAIT_S = 0.2
_WAIT_MOST_S = 45.0
_MARGIN_S = 30


@dataclass(frozen=True, slots=True)
class _Tokens:
    access: str
    refresh: str | None
    received_at: datetime | None
    expires_at: datetime | None
    state: str


class Keeper:
    """Gives the present access token of one connection, renewing it when its time has come."""

    def __init__(self, home: Home, connection_id: int, method: OAuth2) -> None:
        self._home = home
        self._id = connection_id
        self._method = method
        self._owner = secrets.token_hex(8)

    def token(self) -> str:
        """A token that is good for now. Raises AuthFailed when a person must log in again."""
        held = self._read()
        if not self._is_due(held):
            return held.access
        return self._renew(lambda now: not self._is_due(now))

    def renew_after_refusal(self, used: str) -> bool:
        """After a 401 with the token `used`: is there another one to try once?

        Somebody else may have renewed in between. If not, one renewal is tried, but never before the service allows it:
        a token that is refused while young will not be helped by a refusal to renew it.
        """
        held = self._read()
        if held.access != used:
            return True
        if not self._may_renew(held):
            return False
        return self._renew(lambda now: now.access != used) != used

    def _read(self) -> _Tokens:
        with self._home.reading() as session:
            row = session.get_one(Connection, self._id)
            opened = self._home.vault.unseal(row.sealed)
            return _Tokens(
                opened.get("access_token", ""),
                opened.get("refresh_token"),
                row.token_received_at,
                row.token_expires_at,
                row.state,
            )

    def _is_due(self, held: _Tokens) -> bool:
        if not held.access:
            raise AuthFailed(service=self._service())
        if held.expires_at is None:
            return False
        margin = timedelta(seconds=_MARGIN_S)
        return self._home.now() >= held.expires_at - margin and self._may_renew(held)

    def _may_renew(self, held: _Tokens) -> bool:
        if held.refresh is None:
            return False
        age = self._home.now() - held.received_at if held.received_at else _LEASE
        return age >= timedelta(seconds=self._method.refresh_not_before_s)

    def _renew(self, is_done: Done) -> str:
        """Take the lease and renew, or wait for the one who holds it."""
        give_up = time.monotonic() + _WAIT_MOST_S
        while time.monotonic() < give_up:
            held = self._read()
            if is_done(held):
                return held.access
            if self._take_lease():
                try:
                    held = self._read()
                    return held.access if is_done(held) else self._spend(held)
                finally:
                    self._release()
            time.sleep(_WAIT_S)
        raise Unavailable(service=self._service(), why="another process is renewing the login")

    def _spend(self, held: _Tokens) -> str:
        """Spend the refresh token. After a lost answer one more try shows whether it was spent: if so, log in again."""
        if held.refresh is None:
            raise AuthFailed(service=self._service())
        try:
            grant = refresh(self._home, self._id, self._method, held.refresh)
        except UnknownOutcome:
            log.warning("answer to a renewal lost, asking once more", connection=self._id)
            grant = refresh(self._home, self._id, self._method, held.refresh)
        if grant is None:  # the service says the present token is still good
            return held.access
        self._save(grant)
        return grant.access

    def _save(self, grant: Grant) -> None:
        with self._home.writing() as session:
            store_grant(self._home, session.get_one(Connection, self._id), grant)

    def _take_lease(self) -> bool:
        now = self._home.now()
        free = or_(Connection.lease_until.is_(None), Connection.lease_until < now)
        with self._home.writing() as session:
            taken = session.execute(
                update(Connection)
                .where(Connection.id == self._id, free)
                .values(lease_owner=self._owner, lease_until=now + _LEASE)
            )
            return bool(taken.rowcount)  # type: ignore[attr-defined]

    def _release(self) -> None:
        with self._home.writing() as session:
            session.execute(
                update(Connection)
                .where(Connection.id == self._id, Connection.lease_owner == self._owner)
                .values(lease_owner=None, lease_until=None)
            )

    def _service(self) -> str:
        with self._home.reading() as session:
            return self._home.plugins.connector(session.get_one(Connection, self._id).connector).title


def store_grant(home: Home, row: Connection, grant: Grant) -> None:
    """Put new tokens on the connection's row; the caller's transaction makes it durable before they are used."""
    opened = home.vault.unseal(row.sealed)
    opened["access_token"] = grant.access
    if grant.refresh is not None:
        opened["refresh_token"] = grant.refresh
    row.sealed = home.vault.seal(opened)
    row.token_received_at = grant.received_at
    row.token_expires_at = grant.expires_at
