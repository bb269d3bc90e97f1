"""Fresh installations for tests: on SQLite always, on PostgreSQL when KOPPEL_TEST_POSTGRES names a server.

The tables are made once per worker and then copied: a copied file, and a database made from a template, cost a few
milliseconds where the migrations cost a few hundred.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from koppel.home import Home, open_home
from koppel.store.engine import open_engine, sqlite_url
from koppel.store.schema import upgrade
from koppel.testing.clock import Clock

SERVER = os.environ.get("KOPPEL_TEST_POSTGRES", "")
"""The address of a server on which databases may be made and dropped; empty: those tests are left out."""

KINDS = ["sqlite", *([pytest.param("postgres", marks=pytest.mark.postgres)] if SERVER else [])]

OpenHome = Callable[[str], Home]


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that nobody has open."""
    folder = tmp_path_factory.mktemp("sqlite-template")
    engine = open_engine(sqlite_url(folder))
    upgrade(engine)
    engine.dispose()  # the last connection to close writes everything into the one file
    return folder / "koppel.sqlite3"


@pytest.fixture(scope="session")
def _postgres_admin() -> Iterator[Engine]:
    """Outside any transaction, since that is where databases are made."""
    admin = create_engine(SERVER, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    yield admin
    admin.dispose()


@pytest.fixture(scope="session")
def _postgres_template(_postgres_admin: Engine) -> Iterator[str]:
    """The name of a migrated database that nobody is connected to."""
    name = f"template_{uuid.uuid4().hex}"
    _create(_postgres_admin, name, template="template0")
    engine = open_engine(_address(name))
    upgrade(engine)
    engine.dispose()
    yield name
    _drop(_postgres_admin, name)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> Iterator[Callable[[str, Path], str]]:
    """`database_url("postgres", folder)`: the address of a fresh, migrated database of that kind."""
    made: list[str] = []

    def make(kind: str, folder: Path) -> str:
        if kind == "sqlite":
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copy(request.getfixturevalue("_sqlite_template"), folder / "koppel.sqlite3")
            return sqlite_url(folder)
        made.append(f"test_{uuid.uuid4().hex}")
        template = request.getfixturevalue("_postgres_template")
        _create(request.getfixturevalue("_postgres_admin"), made[-1], template=template)
        return _address(made[-1])

    yield make
    for name in made:
        _drop(request.getfixturevalue("_postgres_admin"), name)


@pytest.fixture
def open_fresh_home(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    database_url: Callable[[str, Path], str],
) -> Iterator[OpenHome]:
    """`open_fresh_home("sqlite")`. KOPPEL_DATA_DIR and DATABASE_URL then lead commands and processes to it as well."""
    opened: list[Home] = []

    def make(kind: str) -> Home:
        folder = tmp_path / "koppel"
        url = database_url(kind, folder)
        monkeypatch.setenv("KOPPEL_DATA_DIR", str(folder))
        if kind != "sqlite":
            monkeypatch.setenv("DATABASE_URL", url)
        home = open_home(folder)
        if "clock" in request.fixturenames:
            clock: Clock = request.getfixturevalue("clock")
            home.now = clock
        opened.append(home)
        return home

    yield make
    for home in opened:
        home.close()


@pytest.fixture(params=KINDS)
def home(request: pytest.FixtureRequest, open_fresh_home: OpenHome) -> Home:
    """An empty installation, once on each database. It lives by `clock` when the test asks for that too."""
    return open_fresh_home(request.param)


@pytest.fixture
def sqlite_home(open_fresh_home: OpenHome) -> Home:
    """An empty installation on SQLite only: for what does not depend on the database."""
    return open_fresh_home("sqlite")


@pytest.fixture
def postgres_home(open_fresh_home: OpenHome) -> Home:
    """An empty installation on PostgreSQL only. Mark the test with `postgres`."""
    return open_fresh_home("postgres")


def _address(database: str) -> str:
    return make_url(SERVER).set(database=database).render_as_string(hide_password=False)


def _create(admin: Engine, name: str, *, template: str) -> None:
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))


def _drop(admin: Engine, name: str) -> None:
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
