"""One run at a time on an integration. The lease is a row in the database that its holder renews while it works.

RQ starts a job again after its process dies, and the dead worker's child may live on. Without the lease both would
book. With it the old one loses: it asks before every booking whether the lease is still its own, and stops when not.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from koppel.home import Home
from koppel.store import Integration

_NO_CLOCK_IS_SO_WRONG = timedelta(minutes=15)


def is_free(now: datetime, length: timedelta) -> ColumnElement[bool]:
    """Nobody holds it: never taken, over, or from a time that no lease reaches.

    The last is of a holder that died before its clock was set back; waiting for that time would stop the integration for
    as long as the clock was ahead. Clocks of two machines may differ by minutes; services refuse us long before more.
    """
    until = Integration.lease_until
    return or_(until.is_(None), until < now, until > now + length + _NO_CLOCK_IS_SO_WRONG)


class LeaseLost(Exception):
    """Somebody else works on this integration now; whatever is in hand must not be sent."""


class Lease:
    """The lease of one integration, held by one run."""

    def __init__(self, home: Home, integration_id: int) -> None:
        self._home = home
        self._id = integration_id
        self._owner = secrets.token_hex(12)
        self._until: datetime | None = None

    def take(self) -> bool:
        """Try to get it; False while another run holds it."""
        now = self._home.now()
        return self._set(now, is_free(now, self._home.pace.lease))

    def hold(self, also: Callable[[Session], None] = lambda _: None) -> None:
        """Make sure it is still ours, and renew it. Raises LeaseLost.

        The question goes to the database each time. A process that was suspended for ten minutes would find its own
        memory of the lease in perfect order. `also` is written in the same transaction, when the lease is ours.
        """
        if not self._set(self._home.now(), Integration.lease_owner == self._owner, also):
            raise LeaseLost

    def give_back(self) -> None:
        """Let the next one begin. When that cannot be written down it begins once the lease has lapsed."""
        free = (
            update(Integration)
            .where(Integration.id == self._id, Integration.lease_owner == self._owner)
            .values(lease_owner=None, lease_until=None)
        )
        with suppress(SQLAlchemyError), self._home.writing() as session:
            session.execute(free)

    def _set(self, now: datetime, condition: object, also: Callable[[Session], None] = lambda _: None) -> bool:
        with self._home.writing() as session:
            done = session.execute(
                update(Integration)
                .where(Integration.id == self._id, condition)  # type: ignore[arg-type]
                .values(lease_owner=self._owner, lease_until=now + self._home.pace.lease)
            )
            if not done.rowcount:  # type: ignore[attr-defined]
                return False
            also(session)
            return True
