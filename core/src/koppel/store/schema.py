"""Bringing the database to this version's tables, and refusing one that a newer version has written."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from koppel.errors import FolderProblem
from koppel.text import Text

_LOCK = 0x6B6F7070
"""Any number that no other program takes on the same database."""

_NEWER = Text(
    en="The data was written by a newer version of Koppel ({found}). Install that version or newer; nothing was changed.",
    nl="De gegevens zijn door een nieuwere versie van Koppel geschreven ({found}). Installeer die versie of nieuwer; er is "
    "niets gewijzigd.",
)


def upgrade(engine: Engine) -> None:
    """Apply the migrations that are still missing. Raises FolderProblem for data of a newer version."""
    config = _config()
    script = ScriptDirectory.from_config(config)
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found is not None and found not in {revision.revision for revision in script.walk_revisions()}:
        raise FolderProblem(_NEWER, found=found)
    if found == script.get_current_head():
        return
    with engine.begin() as connection:
        _alone(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _alone(connection: Connection) -> None:
    """Pages, worker and schedule start together after an upgrade: the second waits here for the first, and then finds
    nothing to do. On SQLite its transaction has waited at its beginning."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config
