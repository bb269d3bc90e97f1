"""Bringing the database to this version's tables, and refusing one that a newer version has written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, Engine, inspect

from koppel.errors import FolderProblem
from koppel.text import Text

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS: Final = Path(__file__).parent / "migrations"

_LOCK = 0x6B6F7070
"""Any number that no other program takes on the same database."""

_NEWER = Text(
    en="The data was written by a newer version of Koppel ({found}). Install that version or newer; nothing was changed.",
    nl="De gegevens zijn door een nieuwere versie van Koppel geschreven ({found}). Installeer die versie of nieuwer; er is "
    "niets gewijzigd.",
)


def upgrade(engine: Engine) -> None:
    """Apply the migrations that are still missing. Raises FolderProblem for data of a newer version.

    Nearly always there is nothing to do. That is found out without Alembic: to import it takes longer than most commands.
    """
    known = _known()
    with engine.connect() as connection:
        found = _found(connection)
    if found is not None and found not in known:
        raise FolderProblem(_NEWER, found=found)
    if found == known[-1]:
        return
    from alembic import command

    config = _config()
    with engine.begin() as connection:
        _alone(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _known() -> list[str]:
    """The revisions of this version, oldest first: the names of the migrations begin with them."""
    return sorted(path.name.split("_", 1)[0] for path in (_MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def _found(connection: Connection) -> str | None:
    """The revision of the data, where Alembic keeps it; None for a database that is still empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return found


def _alone(connection: Connection) -> None:
    """Pages, worker and schedule start together after an upgrade: the second waits here for the first, and then finds
    nothing to do. On SQLite its transaction has waited at its beginning."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config
