"""What an upgrade does with data that an earlier version has written."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from koppel.home import Home
from koppel.store import Base
from koppel.store.engine import open_engine, sqlite_url
from koppel.store.schema import _alone, _config, _known, upgrade
from support.homes import OpenHome

INTEGRATION = """
insert into connection (id, name, connector, auth_method, state, public, sealed, created_at)
values (1, 'shop', 'a', 'api_key', 'verified', '{}', '', '2026-01-01 00:00:00'),
       (2, 'books', 'b', 'api_key', 'verified', '{}', '', '2026-01-01 00:00:00');
insert into integration (id, name, source_id, target_id, state, answers, chosen, aside, versions, created_at)
values (1, 'one', 1, 2, 'draft', '{}', '{}', '{}', '{}', '2026-01-01 00:00:00');
insert into ledger (id, integration_id, document_key, number, kind, state, currency, total_incl, document, document_hash,
                    revision, warnings, initial, attempts, to_do, has_to_do, first_seen_at, changed_at)
values (1, 1, 'order:1', '1', '380', 'booked', 'EUR', '1.00', '{"buyer": {"name": "A. Person", "company": "Firm BV"}}', '',
        '', '{}', 0, 1, '{}', 0, '2026-01-01 00:00:00', '2026-01-01 00:00:00');
"""


def _at_first_tables(folder: Path) -> sa.Engine:
    engine, config = open_engine(sqlite_url(folder)), _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for statement in INTEGRATION.split(";"):
            if statement.strip():
                connection.exec_driver_sql(statement)
    return engine


def test_rows_of_the_first_version_get_their_buyers_name(tmp_path: Path) -> None:
    """The history is searched by it; a company goes before the person in it."""
    engine = _at_first_tables(tmp_path)
    upgrade(engine)
    with engine.connect() as connection:
        assert connection.execute(sa.text("select buyer, state from ledger")).all() == [("Firm BV", "booked")]
    engine.dispose()


def test_after_all_migrations_the_tables_are_those_of_the_code(tmp_path: Path) -> None:
    """A column that was added to the code and not to a migration would be missing at everyone's but ours."""
    engine = _at_first_tables(tmp_path)
    upgrade(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()


def test_the_names_of_the_migrations_are_their_revisions() -> None:
    """By their names alone a start knows that there is nothing to do."""
    script = ScriptDirectory.from_config(_config())
    assert _known() == [revision.revision for revision in script.walk_revisions()][::-1]


def test_a_folder_of_this_version_is_opened_without_alembic(sqlite_home: Home) -> None:
    """Every command opens one, and to import it takes longer than most of them."""
    code = "import sys; from koppel.home import open_home; open_home(sys.argv[1]); sys.exit('alembic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code, str(sqlite_home.folder.path)], check=False).returncode == 0


START = """
import sys
from koppel.store.engine import open_engine
from koppel.store.schema import upgrade
upgrade(open_engine(sys.argv[1]))
"""
WAITING = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"


@pytest.mark.postgres
def test_processes_that_start_together_upgrade_once(open_fresh_home: OpenHome) -> None:
    """Pages, worker and schedule of several machines find the same old tables; the second waits, and finds new ones.

    Guard: `schema._alone`; without it the second one fails on a table that is there already.
    """
    engine, config = open_fresh_home("postgres").engine, _config()
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    with engine.begin() as connection:
        _alone(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        address = engine.url.render_as_string(hide_password=False)
        second = subprocess.Popen([sys.executable, "-c", START, address], stderr=subprocess.PIPE, text=True)
        with engine.connect() as looking:
            while second.poll() is None and not looking.scalar(sa.text(WAITING)):
                time.sleep(0.05)
                looking.rollback()
    assert second.communicate(timeout=60) == (None, "")
    assert second.returncode == 0
