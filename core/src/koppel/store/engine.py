"""Opening the database: SQLite in the data folder by default, PostgreSQL as an equal."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session, sessionmaker

_BUSY_TIMEOUT_MS = 15_000
_READ_ONLY = "koppel_read_only"


def open_engine(url: str) -> Engine:
    """An engine for `url`. After a fork the child drops the parent's connections: two processes on one socket mix.

    Its errors do not repeat what was to be written: they go to the log, and rows hold customers' names and addresses.
    """
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": _BUSY_TIMEOUT_MS / 1000}, hide_parameters=True)
        event.listen(engine, "connect", _sqlite_pragmas)
        event.listen(engine, "begin", _sqlite_begin)
    else:
        engine = create_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=10, hide_parameters=True)
        event.listen(engine, "connect", _postgres_durable)
    os.register_at_fork(after_in_child=lambda: engine.dispose(close=False))
    return engine


def sqlite_url(folder: Path) -> str:
    """The address of the database in a data folder."""
    return f"sqlite:///{folder / 'koppel.sqlite3'}"


def sessions(engine: Engine) -> sessionmaker[Session]:
    """Sessions whose objects stay readable after a commit: a row is often shown after it was saved."""
    return sessionmaker(engine, expire_on_commit=False)


@contextmanager
def reading(make: sessionmaker[Session]) -> Iterator[Session]:
    """A transaction that only reads; it waits for no writer."""
    with make() as session:
        session.connection(execution_options={_READ_ONLY: True})
        yield session


@contextmanager
def writing(make: sessionmaker[Session]) -> Iterator[Session]:
    """A transaction that commits at its end. Keep it short: no call to a service may happen inside."""
    with make.begin() as session:
        yield session


def _sqlite_pragmas(connection: DBAPIConnection, record: Any) -> None:
    """WAL lets readers go on while one writes; FULL makes a commit survive a power cut, which the ledger relies on.

    The driver's own idea of when a transaction begins is switched off, see `_sqlite_begin`.
    """
    del record
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_BUSY_TIMEOUT_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _postgres_durable(connection: DBAPIConnection, record: Any) -> None:
    """A server may be told to answer a commit before it is on disk. A power cut would then forget that a booking was sent,
    so our connections wait; whatever else the server is told (to wait for its replicas as well) stays."""
    del record
    cursor = connection.cursor()
    cursor.execute(
        "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
    )
    cursor.close()
    connection.commit()


def _sqlite_begin(connection: Any) -> None:
    """Take the write lock at once, unless the transaction only reads.

    A transaction that reads first and writes later would find, when another has written in between, that it cannot be
    upgraded: SQLite then answers "database is locked" without waiting. Waiting at the beginning is always possible.
    """
    read_only = connection.get_execution_options().get(_READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
