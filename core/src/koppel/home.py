"""An opened installation: its folder, database, vault and plugins. Commands, pages and workers all begin here."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from koppel.http.inprocess import InProcess
from koppel.plugins import Plugins, load_plugins
from koppel.store import utc_now
from koppel.store.engine import open_engine, reading, sessions, sqlite_url, writing
from koppel.store.folder import Folder, open_folder
from koppel.store.schema import upgrade
from koppel.store.vault import Vault, open_vault
from koppel.text import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long the parts of an installation wait for each other. All processes on one database must have the same.

    The defaults are what is safe with real services, and nothing but tests of dying processes may be quicker: a lease
    that is shorter than the slowest call lets a second worker begin while the first still books.

    `lease` is that of a run on its integration, `renewal_lease` that of a process that renews a login. `lost_after`: a
    run that nothing has touched for so long is queued again. `busy_again`: when a run looks again that found its
    integration taken; `look_again`: that has a booking of unknown outcome. `first_pause` is that after a service stays
    away; it doubles. `tick_s`, `look_s` and `restart_s`: how often the schedule and the supervisor look, and how long
    the latter waits before it starts a dead worker again.
    """

    lease: timedelta = timedelta(minutes=3)
    renewal_lease: timedelta = timedelta(seconds=60)
    lost_after: timedelta = timedelta(minutes=5)
    busy_again: timedelta = timedelta(seconds=20)
    look_again: timedelta = timedelta(seconds=15)
    first_pause: timedelta = timedelta(seconds=30)
    tick_s: float = 2.0
    look_s: float = 1.0
    restart_s: float = 3.0


@dataclass
class Home:
    """One installation, opened by one process.

    `now` and `transport` can be replaced, so that tests tell time and play the services. `sure_after_s`: for so long
    after a lost answer a booking may still turn up in the package's lists.
    """

    folder: Folder
    engine: Engine
    vault: Vault
    now: Callable[[], datetime] = field(default=utc_now)
    language: Language = "en"
    transport: InProcess | None = None
    sure_after_s: float = 60.0
    pace: Pace = field(default_factory=Pace)

    @cached_property
    def plugins(self) -> Plugins:
        """Loaded once, on first use: a command that needs no connector does not import any."""
        return load_plugins()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only reads."""
        with reading(sessions(self.engine)) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A short transaction that commits at its end; no call to a service inside."""
        with writing(sessions(self.engine)) as session:
            yield session

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


def database_url(folder: Folder) -> str:
    """DATABASE_URL, else the SQLite file of the folder. A bare postgresql:// means the psycopg driver."""
    return os.environ.get("DATABASE_URL") or sqlite_url(folder.path)


def open_home(path: str | os.PathLike[str] | None = None) -> Home:
    """Open an installation, making or upgrading what is needed.

    Raises FolderProblem when the folder cannot be written, its key does not fit, or a newer version has written it.
    """
    folder = open_folder(path)
    engine = open_engine(database_url(folder))
    try:
        upgrade(engine)
    except BaseException:
        engine.dispose()
        raise
    return Home(folder=folder, engine=engine, vault=open_vault(folder.key_file), language=_language())


def _language() -> Language:
    return "nl" if os.environ.get("KOPPEL_LANGUAGE", "en").startswith("nl") else "en"
