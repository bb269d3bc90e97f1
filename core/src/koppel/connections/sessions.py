"""Keeping a session open at a service that trades a lasting token for one.

Nothing breaks when two processes open one each, but services limit how often that may be done, and one that keeps a
single session per token would have the two throw each other out at every call. So the session is shared: sealed on the
connection's row like a token, and opened by one process at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from koppel.connections.renewal import Renewal
from koppel.connectors import Connector, SessionToken
from koppel.errors import Unavailable
from koppel.home import Home
from koppel.http import Answer
from koppel.http.mapping import error_for
from koppel.http.tokens import request_session
from koppel.store import Connection

log = structlog.get_logger(__name__)

_SEALED_AS = "session_token"
_MARGIN = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class _Session:
    token: str
    expires_at: datetime | None


class Keeper:
    """Gives the present session's token of one connection, opening a new session when its time has come."""

    def __init__(self, home: Home, connection_id: int, method: SessionToken) -> None:
        self._home = home
        self._id = connection_id
        self._method = method
        self._renewal = Renewal(home, connection_id)

    def token(self) -> str:
        """A token that is good for now. Raises AuthFailed when the service refuses to open a session."""
        return self._renewal.alone(self._living, self._open)

    def renew_after_refusal(self, used: str) -> bool:
        """After a 401 with the token `used`: another one is there, or a new session was opened."""
        return self._renewal.alone(lambda: self._other_than(used), self._open) != used

    def _living(self) -> str | None:
        held = self._read()
        is_over = held.expires_at is None or self._home.now() >= held.expires_at - _MARGIN
        return None if is_over else held.token

    def _other_than(self, used: str) -> str | None:
        living = self._living()
        return None if living == used else living

    def _read(self) -> _Session:
        with self._home.reading() as session:
            row = session.get_one(Connection, self._id)
            return _Session(self._home.vault.unseal(row.sealed).get(_SEALED_AS, ""), row.token_expires_at)

    def _open(self) -> str:
        with self._home.reading() as session:
            row = session.get_one(Connection, self._id)
            values = {**{key: str(value) for key, value in row.public.items()}, **self._home.vault.unseal(row.sealed)}
            connector = self._home.plugins.connector(row.connector)
        method = self._method
        url = method.address(values) + method.session_path
        # a token that was pasted from a mail may have been broken over lines
        body = {method.sent_as: "".join(values[method.token_field].split()), **method.sent_along}
        answer = request_session(connector.title, url, body, transport=self._home.transport)
        opened = self._taken_from(answer, connector)
        self._keep(opened)
        log.info("session opened", connection=self._id)
        return opened.token

    def _taken_from(self, answer: Answer, connector: type[Connector]) -> _Session:
        """The session that an answer holds. What it says otherwise is read as any answer of the service."""
        now = self._home.now()
        until = connector.limited_until(answer, now)
        error = connector.classify(answer) or error_for(answer, now=now, until=until)
        if error is not None:
            raise error
        body = answer.json()
        token = body.get(self._method.session_name) if isinstance(body, dict) else None
        if not isinstance(token, str) or not token:
            raise Unavailable(service=answer.service, status=answer.status, why="no session in the answer")
        return _Session(token, now + timedelta(seconds=self._lifetime_s(body.get(self._method.lifetime_name))))

    def _lifetime_s(self, told: object) -> int:
        """As the service tells; one too short to be used up to its margin counts as just long enough for a call."""
        seconds = told if isinstance(told, int) and not isinstance(told, bool) else self._method.lifetime_s
        return max(seconds, int(_MARGIN.total_seconds()) + 1)

    def _keep(self, opened: _Session) -> None:
        with self._home.writing() as session:
            row = session.get_one(Connection, self._id)
            row.sealed = self._home.vault.seal({**self._home.vault.unseal(row.sealed), _SEALED_AS: opened.token})
            row.token_received_at = self._home.now()
            row.token_expires_at = opened.expires_at
