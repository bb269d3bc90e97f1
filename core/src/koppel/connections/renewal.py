"""One process at a time renews what a connection signs with: a row in the database says who, the others wait for it.

What is renewed, and what goes wrong without this, is told in `tokens` and `sessions`.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import or_, update

from koppel.errors import Unavailable
from koppel.home import Home
from koppel.store import Connection

_WAIT_S = 0.2
_WAIT_MOST_S = 45.0
_NO_CLOCK_IS_SO_WRONG = timedelta(minutes=15)
"""A lease that ends later than this after its length is of a holder that died before its clock was set back."""


class Renewal:
    """The lease on renewing for one connection."""

    def __init__(self, home: Home, connection_id: int) -> None:
        self._home = home
        self._id = connection_id
        self._owner = secrets.token_hex(8)

    def alone(self, held: Callable[[], str | None], renew: Callable[[], str]) -> str:
        """What `held` gives as soon as it gives something, else what `renew` makes while nobody else may.

        `held` is asked once more under the lease: whoever had it before may have just stored a new one. Raises
        Unavailable when somebody else holds the lease for too long.
        """
        give_up = time.monotonic() + _WAIT_MOST_S
        while time.monotonic() < give_up:
            if (token := held()) is not None:
                return token
            if self._take():
                try:
                    return held() or renew()
                finally:
                    self._release()
            time.sleep(_WAIT_S)
        raise Unavailable(service=self.service(), why="another process is renewing the login")

    def service(self) -> str:
        """The name of the service, for sentences."""
        with self._home.reading() as session:
            return self._home.plugins.connector(session.get_one(Connection, self._id).connector).title

    def _take(self) -> bool:
        now = self._home.now()
        until, longest = Connection.lease_until, self._home.pace.renewal_lease + _NO_CLOCK_IS_SO_WRONG
        free = or_(until.is_(None), until < now, until > now + longest)
        with self._home.writing() as session:
            taken = session.execute(
                update(Connection)
                .where(Connection.id == self._id, free)
                .values(lease_owner=self._owner, lease_until=now + self._home.pace.renewal_lease)
            )
            return bool(taken.rowcount)  # type: ignore[attr-defined]

    def _release(self) -> None:
        with self._home.writing() as session:
            session.execute(
                update(Connection)
                .where(Connection.id == self._id, Connection.lease_owner == self._owner)
                .values(lease_owner=None, lease_until=None)
            )
