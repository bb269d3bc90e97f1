"""A power cut leaves on disk what was synced, and nothing else. Wherever it comes, every document is booked once.

Why cutting the log of the database is the same as cutting the power: in WAL mode with `synchronous=FULL` SQLite appends
each transaction to the log and syncs it before the commit returns, so what a cut leaves is the log up to some commit that
is not older than the last one that returned; of a frame that was half written the checksum is wrong, and SQLite drops it
with all that follows (sqlite.org/wal.html, sqlite.org/pragma.html#pragma_synchronous). So the test runs once with a log
that is never folded into the database, notes at each call to the package how long the log was, and then, for every
commit, opens an installation on the log cut there, with a package that has exactly the calls that were made by then.
PostgreSQL promises the same for `synchronous_commit` other than off (postgresql.org/docs/current/wal-async-commit.html).
"""

from __future__ import annotations

import shutil
import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from koppel.home import Home, Pace, open_home
from koppel.store import Run
from koppel.sync.history import history
from koppel.sync.runner import Runner
from koppel.sync.runs import OPEN_STATES, new_run
from koppel.testing.clock import Clock
from support.memory import Books, MemoryBooks, Shop, build, order, plugins_for

DATABASE = "koppel.sqlite3"
BRIEF = Pace(lease=timedelta(seconds=20))
"""The usual lease is longer than lists are late, and would hide what is tried here."""

_LOG_HEADER, _FRAME_HEADER = 32, 24


@dataclass
class Story:
    """What was on disk and what the package had done, at each of its calls and at the end."""

    folder: Path
    shop: Shop
    books: Books
    lengths: list[int] = field(default_factory=list)
    """How long the log was when each document was created."""
    began: int = 0
    """How long it was when the run began."""

    def commits(self) -> Iterator[int]:
        """The length of the log after each transaction of the run."""
        content = (self.folder / f"{DATABASE}-wal").read_bytes()
        page_size = struct.unpack(">I", content[8:12])[0]
        frame = _FRAME_HEADER + page_size
        for start in range(_LOG_HEADER, len(content) - frame + 1, frame):
            pages_after_commit = struct.unpack(">I", content[start + 4 : start + 8])[0]
            if pages_after_commit and start >= self.began:
                yield start + frame


@pytest.fixture
def story(sqlite_home: Home, clock: Clock, tmp_path: Path) -> Story:
    """A run that books four documents, with all of its transactions still in the log."""
    event.listen(sqlite_home.engine, "connect", _never_fold)
    sqlite_home.engine.dispose()
    sqlite_home.pace = BRIEF
    world = build(sqlite_home)
    world.shop.put(*(order(str(number)) for number in range(1001, 1005)))
    told = Story(tmp_path / "disk", world.shop, world.books)
    log = sqlite_home.folder.path / f"{DATABASE}-wal"
    world.books.before.append(lambda _: told.lengths.append(log.stat().st_size))
    run_id = new_run(sqlite_home, "webshop", trigger="test")
    told.began = log.stat().st_size
    Runner(sqlite_home, run_id).run()
    world.books.before.clear()
    shutil.copytree(sqlite_home.folder.path, told.folder, ignore=shutil.ignore_patterns("*-shm"))
    return told


def test_wherever_the_power_fails_every_document_is_booked_once(story: Story, clock: Clock, tmp_path: Path) -> None:
    """After every commit of a run, with the calls made by then, and with lists that do not show them yet.

    Guard: `sync.booker.Booker._create_all`, which commits *sending* before the first call.
    """
    tried = 0
    for number, length in enumerate(story.commits()):
        surely = sum(made < length for made in story.lengths)
        perhaps = sum(made <= length for made in story.lengths)
        for calls in range(surely, perhaps + 1):
            home = after_the_cut(story, tmp_path / f"{number}-{calls}", length)
            creates = go_on(home, story, calls, Clock(clock.at))
            assert set(creates.values()) == {1}, f"commit {number}, {calls} calls made: {creates}"
            assert len(creates) == 4, f"commit {number}, {calls} calls made: {creates}"
            tried += 1
    assert tried > 20


def test_a_transaction_that_was_half_written_is_no_transaction(story: Story, clock: Clock, tmp_path: Path) -> None:
    """The log ends in the middle of a frame: the commits before it hold, and the run goes on from there.

    Guard: `store.engine._sqlite_pragmas`, which keeps the log (`journal_mode=WAL`).
    """
    length = list(story.commits())[-3] + 1000
    calls = sum(made < length for made in story.lengths)

    creates = go_on(after_the_cut(story, tmp_path / "torn", length), story, calls, clock)

    assert set(creates.values()) == {1}


def test_every_connection_to_sqlite_syncs_before_a_commit_returns(sqlite_home: Home) -> None:
    """FULL and WAL, on connections that live at the same time.

    Guard: `store.engine._sqlite_pragmas`.
    """
    full = 2
    with sqlite_home.reading() as one, sqlite_home.reading() as another, sqlite_home.writing() as third:
        found = {(_pragma(each, "synchronous"), _pragma(each, "journal_mode")) for each in (one, another, third)}

    assert found == {(full, "wal")}


@pytest.mark.postgres
def test_postgresql_syncs_before_a_commit_returns(postgres_home: Home) -> None:
    """On a server that is told to answer before its log is on disk, our connections still wait for it.

    Guard: `store.engine._postgres_durable`.
    """
    with postgres_home.writing() as session:
        assert session.scalar(text("SHOW synchronous_commit")) == "on"
    with postgres_home.reading() as session:
        assert session.scalar(text("SHOW synchronous_commit")) == "on"


def after_the_cut(story: Story, folder: Path, length: int) -> Home:
    """What the next start finds."""
    shutil.copytree(story.folder, folder)
    with (folder / f"{DATABASE}-wal").open("r+b") as log:
        log.truncate(length)
    return open_home(folder)


def go_on(home: Home, story: Story, calls: int, clock: Clock) -> Counter[str]:
    """Start again, with late lists at first, until all is done; how often each document was created, by reference."""
    made = [call.removeprefix("create ") for call in story.books.calls if call.startswith("create ")][:calls]
    books = Books(entries={reference: story.books.entries[reference] for reference in made})
    home.now, home.pace = clock, BRIEF
    home.__dict__["plugins"] = _late(plugins_for(story.shop, books), clock, late_until=clock.at.timestamp() + 50)
    clock.advance(seconds=21)  # the dead process's lease is over; the lists are still late
    for _ in range(4):
        for run_id in _open_runs(home) or [new_run(home, "webshop", trigger="test")]:
            Runner(home, run_id).run()
        if _states(home) == {"booked"}:
            break
        clock.advance(seconds=home.sure_after_s + 1)
    assert _states(home) == {"booked"}
    home.close()
    return Counter([*made, *books.creates()])


def _late(plugins: Any, clock: Clock, *, late_until: float) -> Any:
    """The same plugins, with a package whose lists show nothing for a while."""
    connector = plugins.connector("memory-books")

    def find(self: MemoryBooks, sought: Any) -> Any:
        return MemoryBooks.find(self, sought) if clock.at.timestamp() > late_until else {}

    connector.find = find
    return plugins


def _states(home: Home) -> set[str]:
    return {row.state for row in history(home, "webshop")}


def _open_runs(home: Home) -> list[int]:
    with home.reading() as session:
        return list(session.scalars(select(Run.id).where(Run.state.in_(OPEN_STATES))))


def _never_fold(connection: Any, record: Any) -> None:
    """Keep all transactions in the log."""
    del record
    connection.execute("PRAGMA wal_autocheckpoint=0")


def _pragma(session: Session, name: str) -> object:
    return session.scalar(text(f"PRAGMA {name}"))
