"""The file of a backup: a zip with the database, the key and a note of what it is. Writing it, checking it, unpacking it.

PostgreSQL has its own tools for its tables; of such an installation the file holds the key and the note.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from cryptography.fernet import Fernet, InvalidToken

from koppel.errors import FolderProblem, WrongUse, machine_reason
from koppel.home import Home
from koppel.store.engine import open_engine, sqlite_url
from koppel.store.folder import Folder
from koppel.store.schema import upgrade
from koppel.text import Text

_NOTE, _KEY, _TABLES = "koppel.json", "key", "koppel.sqlite3"
_FORMAT: Final = 1

_EXISTS = Text(
    en="{path} exists already. Choose another name; a backup is never overwritten.",
    nl="{path} bestaat al. Kies een andere naam; een back-up wordt nooit overschreven.",
)
_CANNOT_WRITE = Text(
    en="{path} cannot be written ({why}). Choose another place.",
    nl="{path} kan niet worden geschreven ({why}). Kies een andere plek.",
)
_NO_BACKUP = Text(
    en="{path} is no backup of Koppel, or it is damaged ({why}). Nothing was changed.",
    nl="{path} is geen back-up van Koppel, of hij is beschadigd ({why}). Er is niets gewijzigd.",
)
_NOT_EMPTY = Text(
    en="There is data in {path} already. Choose another folder with --data-dir, or replace what is there with --force.",
    nl="In {path} staan al gegevens. Kies een andere map met --data-dir, of vervang wat er staat met --force.",
)
_RUNS = Text(
    en="Koppel is running on {path}. Stop it first.",
    nl="Koppel draait op {path}. Stop het eerst.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a backup says of itself. `made_at` is ISO 8601 in UTC."""

    made_at: str
    koppel: str
    database: str
    format: int = _FORMAT

    @property
    def has_tables(self) -> bool:
        """False when they are in PostgreSQL."""
        return self.database == "sqlite"


def save(home: Home, path: Path) -> Note:
    """Write a backup. Raises WrongUse when the file exists or cannot be written; then there is none."""
    if path.exists():
        raise WrongUse(_EXISTS, path=path)
    made_at = home.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    note = Note(made_at=made_at, koppel=version("koppel"), database=home.engine.dialect.name)
    try:
        _write(home.folder, path, note)
    except OSError as error:
        raise WrongUse(_CANNOT_WRITE, path=path, why=machine_reason(error)) from error
    return note


def put_back(folder: Folder, path: Path, *, force: bool) -> tuple[Note, Path | None]:
    """Restore; gives the note, and where what was there before has been saved.

    Raises WrongUse for a file that is no backup or a folder that is not empty, FolderProblem for data of a newer
    version or a folder that is in use. Nothing is changed then.
    """
    taken = (folder.path / _TABLES).exists() or folder.key_file.exists()
    if taken and not force:
        raise WrongUse(_NOT_EMPTY, path=folder.path)
    _refuse_running(folder)
    with tempfile.TemporaryDirectory(dir=folder.path, prefix="restore-") as unpacked:
        note = _unpack(path, Path(unpacked))
        kept = _keep(folder) if taken else None
        if note.has_tables:
            for ending in ("-wal", "-shm"):
                (folder.path / (_TABLES + ending)).unlink(missing_ok=True)
            (Path(unpacked) / _TABLES).replace(folder.path / _TABLES)
        (Path(unpacked) / _KEY).replace(folder.key_file)
    return note, kept


def _write(folder: Folder, path: Path, note: Note) -> None:
    """Whole or not at all: written aside, then put in its place, readable by its owner only."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr(_NOTE, json.dumps(asdict(note), indent=2))
            packed.write(folder.key_file, _KEY)
            if note.has_tables:
                with _copied(folder.path / _TABLES) as tables:
                    packed.write(tables, _TABLES)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


@contextmanager
def _copied(tables: Path) -> Iterator[Path]:
    """A copy of one moment, though others write meanwhile: SQLite's own way to make one."""
    with tempfile.TemporaryDirectory(dir=tables.parent, prefix="backup-") as folder:
        copy = Path(folder) / tables.name
        with contextlib.closing(sqlite3.connect(tables)) as source, contextlib.closing(sqlite3.connect(copy)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
        yield copy


def _unpack(path: Path, into: Path) -> Note:
    try:
        with zipfile.ZipFile(path) as packed:
            note = Note(**json.loads(packed.read(_NOTE)))
            for name in (_KEY, *([_TABLES] if note.has_tables else [])):
                with os.fdopen(os.open(into / name, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
                    file.write(packed.read(name))
        fernet = Fernet((into / _KEY).read_bytes().strip())
        if note.has_tables:
            _check_tables(into / _TABLES, fernet)
    except (OSError, zipfile.BadZipFile, KeyError, TypeError, ValueError, sqlite3.DatabaseError, InvalidToken) as error:
        why = machine_reason(error) if isinstance(error, OSError) else type(error).__name__
        raise WrongUse(_NO_BACKUP, path=path, why=why) from error
    return note


def _check_tables(tables: Path, fernet: Fernet) -> None:
    """Intact, not of a newer version, and sealed with the key beside them."""
    with contextlib.closing(sqlite3.connect(tables)) as connection:
        said = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if said != "ok":
            raise sqlite3.DatabaseError(said)
        for (sealed,) in connection.execute("SELECT sealed FROM connection"):
            fernet.decrypt(sealed)
    engine = open_engine(sqlite_url(tables.parent))
    try:
        upgrade(engine)
    finally:
        engine.dispose()


def _keep(folder: Folder) -> Path:
    """What is there now goes into a backup of its own first, as it is: it may be damaged, or of a newer version."""
    now = datetime.now(UTC)
    path = folder.backups / f"before-restore-{now:%Y%m%d-%H%M%S}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        path.chmod(0o600)
        if folder.key_file.exists():
            packed.write(folder.key_file, _KEY)
        if (folder.path / _TABLES).exists():
            _pack_as_is(folder.path / _TABLES, packed)
        has_tables = (folder.path / _TABLES).exists()
        note = Note(
            made_at=f"{now:%Y-%m-%dT%H:%M:%SZ}",
            koppel=version("koppel"),
            database="sqlite" if has_tables else "postgresql",
        )
        packed.writestr(_NOTE, json.dumps(asdict(note), indent=2))
    return path


def _pack_as_is(tables: Path, packed: zipfile.ZipFile) -> None:
    """A good copy where SQLite can read it, else the files themselves, for whoever wants to save something of them."""
    try:
        with _copied(tables) as copy:
            packed.write(copy, _TABLES)
    except sqlite3.DatabaseError:
        for path in (tables, tables.with_name(f"{_TABLES}-wal")):
            if path.exists():
                packed.write(path, path.name)


def _refuse_running(folder: Folder) -> None:
    from koppel.work import valkey

    if os.environ.get("REDIS_URL"):
        return
    client = valkey.connect(folder)
    try:
        if valkey.answers(client):
            raise FolderProblem(_RUNS, path=folder.path)
    finally:
        client.close()
