"""An opened installation: its folder, database, vault and plugins. Commands, pages and workers all begin here."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
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
