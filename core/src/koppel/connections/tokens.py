"""Keeping an OAuth 2 token fresh: one process renews at a time, and what it got is on disk before it is used.

The story that the lease prevents: two workers find the token old and both send the same refresh token. It can be spent
once. The second is refused, some services then revoke the whole chain, and the connection is dead until a person logs
in again. So a row in the database says who is renewing; the others wait and then use what that one stored.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from koppel.connections.grants import Grant, refresh
from koppel.connections.renewal import Renewal
from koppel.connectors import OAuth2
from koppel.errors import AuthFailed, UnknownOutcome
from koppel.home import Home
from koppel.store import Connection

Done = Callable[["_Tokens"], bool]

log = structlog.get_logger(__name__)

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
        self._renewal = Renewal(home, connection_id)

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
            raise AuthFailed(service=self._renewal.service())
        if held.expires_at is None:
            return False
        margin = timedelta(seconds=_MARGIN_S)
        return self._home.now() >= held.expires_at - margin and self._may_renew(held)

    def _may_renew(self, held: _Tokens) -> bool:
        if held.refresh is None:
            return False
        age = self._home.now() - held.received_at if held.received_at else self._home.pace.renewal_lease
        return age >= timedelta(seconds=self._method.refresh_not_before_s)

    def _renew(self, is_done: Done) -> str:
        """Take the lease and renew, or wait for the one who holds it."""

        def held() -> str | None:
            now = self._read()
            return now.access if is_done(now) else None

        return self._renewal.alone(held, self._spend)

    def _spend(self) -> str:
        """Spend the refresh token. After a lost answer one more try shows whether it was spent: if so, log in again."""
        held = self._read()
        if held.refresh is None:
            raise AuthFailed(service=self._renewal.service())
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


def store_grant(home: Home, row: Connection, grant: Grant) -> None:
    """Put new tokens on the connection's row; the caller's transaction makes it durable before they are used."""
    opened = home.vault.unseal(row.sealed)
    opened["access_token"] = grant.access
    if grant.refresh is not None:
        opened["refresh_token"] = grant.refresh
    row.sealed = home.vault.seal(opened)
    row.token_received_at = grant.received_at
    row.token_expires_at = grant.expires_at
