"""An installation with a long past, for the benchmarks: ten integrations, a hundred thousand documents, runs and issues.

One integration books the recorded orders of a real shop at the fake of a package; what that left in the ledger is copied,
under other numbers and days, until there is enough. So every row holds what a real one holds.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parent.parent))

from sqlalchemy import Table, delete, func, insert, select, update
from sqlalchemy.orm import Session

from koppel.home import Home, open_home
from koppel.http.inprocess import InProcess
from koppel.store import Attempt, Base, CallCount, Connection, Integration, Issue, LedgerRow, MemoryRow, Run
from support.coupled import couple

SHARES: Final = (25, 20, 15, 10, 10, 8, 5, 4, 2, 1)
"""How a hundred documents are spread over the ten integrations: shops differ, and the largest must be quick as well."""

YEARS: Final = 2
RUNS: Final = 300
OPEN_ISSUES: Final = 5
SOLVED_ISSUES: Final = 30
_AT_ONCE: Final = 1000
_KEPT_OUT: Final = {"id", "integration_id"}


def filled_home(folder: str | os.PathLike[str], documents: int = 100_000) -> Home:
    """A home on that folder. An empty one is filled, and the fakes of its services stand behind it."""
    home = open_home(folder)
    with home.reading() as session:
        known = session.scalar(select(func.count()).select_from(LedgerRow)) or 0
    if known:
        home.transport = InProcess({})  # nobody is called, and of the services of that time nothing is left
    else:
        couple(home).run()
        _fill(home, documents)
    return home


def _fill(home: Home, documents: int) -> None:
    with home.writing() as session:
        rows = [_plain(row) for row in session.scalars(select(LedgerRow).order_by(LedgerRow.id))]
        session.execute(delete(LedgerRow))
        numbers = [1, *(_one_more(session, number) for number in range(2, len(SHARES) + 1))]
    for integration_id, share in zip(numbers, SHARES, strict=True):
        made = list(_documents(rows, integration_id, documents * share // sum(SHARES), home.now()))
        for start in range(0, len(made), _AT_ONCE):
            with home.writing() as session:
                session.execute(insert(LedgerRow), made[start : start + _AT_ONCE])
    with home.writing() as session:
        _past(session, numbers, home.now())
    home.engine.dispose()  # the last connection to close moves everything from the log into the database


def _one_more(session: Session, number: int) -> int:
    """The first integration with its two connections, once more, with the lists that the services gave."""
    first = session.get_one(Integration, 1)
    ends = []
    for end in (first.source_id, first.target_id):
        row = session.get_one(Connection, end)
        kept = _plain(row) | {"name": f"{row.name} {number}"}
        ends.append(session.execute(insert(Connection).returning(Connection.id), [kept]).scalar_one())
        remembered = [
            {**_plain(memory), "connection_id": ends[-1]}
            for memory in session.scalars(select(MemoryRow).where(MemoryRow.connection_id == end))
        ]
        session.execute(insert(MemoryRow), remembered) if remembered else None
    own = {**_plain(first), "name": f"webshop {number}", "source_id": ends[0], "target_id": ends[1]}
    own.pop("integration_id", None)
    return session.execute(insert(Integration).returning(Integration.id), [own]).scalar_one()


def _documents(
    rows: Sequence[dict[str, Any]], integration_id: int, count: int, now: datetime
) -> Iterator[dict[str, Any]]:
    """Evenly over the last years, oldest first: mostly booked, a few skipped, and fewer that wait."""
    booked, skipped, held = ([row for row in rows if row["state"] == state] for state in ("booked", "skipped", "held"))
    step = timedelta(days=365 * YEARS) / count
    for place in range(count):
        kind = held if place % 200 == 7 else skipped if place % 40 == 3 else booked
        yield _copied(kind[place % len(kind)], integration_id, 10_001 + place, now - step * (count - place - 1))


def _copied(row: dict[str, Any], integration_id: int, number: int, at: datetime) -> dict[str, Any]:
    prefix = "refund" if row["kind"] == "381" else "order"
    key, day = f"{prefix}:{number}", at.date()
    made = {
        **row,
        "integration_id": integration_id,
        "document_key": key,
        "number": str(number),
        "document": {**row["document"], "key": key, "number": str(number), "created_at": at.isoformat()},
        "initial": False,
        "first_seen_at": at,
        "changed_at": at,
    }
    if row["booking"]:
        made["booking"] = {
            **row["booking"], "document_key": key, "reference": str(number), "number": str(number), "issued_on": str(day)
        }  # fmt: skip
        made |= {"reference": str(number), "issued_on": day, "booked_at": at, "target_number": f"26{number}"}
    return made


def _past(session: Session, numbers: Sequence[int], now: datetime) -> None:
    """Attempts, runs, calls and issues; and nothing that is due, so that whoever serves the folder stays idle."""
    session.execute(delete(Attempt))
    booked = select(LedgerRow.id, LedgerRow.booked_at).where(LedgerRow.state == "booked")
    tried = [{"ledger_id": row.id, "at": row.booked_at, "outcome": "booked"} for row in session.execute(booked)]
    for start in range(0, len(tried), _AT_ONCE):
        session.execute(insert(Attempt), tried[start : start + _AT_ONCE])
    counts = session.scalars(select(Run.counts)).one()
    runs = [
        {"integration_id": number, "state": "done", "trigger": "schedule", "counts": counts, "created_at": at,
         "started_at": at, "finished_at": at}
        for place in range(RUNS, 0, -1)
        for number in numbers
        for at in [now - timedelta(hours=place)]
    ]  # fmt: skip
    session.execute(insert(Run), runs)
    session.execute(insert(Issue), [issue for number in numbers for issue in _issues(number, now)])
    months = [
        now.replace(day=1, hour=0, minute=0, second=0, microsecond=0) - timedelta(days=30) * at for at in range(6)
    ]
    session.execute(delete(CallCount))
    for connection in session.scalars(select(Connection.id)):
        session.execute(
            insert(CallCount),
            [{"connection_id": connection, "window_s": 0, "begins_at": at, "calls": 1000} for at in months],
        )
    session.execute(update(Integration).values(next_run_at=now + timedelta(days=30), initial_done_at=now))


def _issues(integration_id: int, now: datetime) -> Iterator[dict[str, Any]]:
    sentence = {
        "en": "The shop changed this order after it was booked: 121.00 became 133.10.",
        "nl": "De winkel wijzigde deze bestelling nadat zij was geboekt: 121,00 werd 133,10.",
    }
    for place in range(OPEN_ISSUES + SOLVED_ISSUES):
        at = now - timedelta(hours=place)
        is_open = place < OPEN_ISSUES
        yield {
            "integration_id": integration_id,
            "subject": f"document:{integration_id}:{place}",
            "kind": "document_changed",
            "sentence": sentence,
            "document_key": f"order:{10_001 + place}",
            "raised_at": at,
            "seen_at": at,
            "solved_at": None if is_open else at,
            "open_mark": "open" if is_open else f"solved {place}",
        }


def _plain(row: Base) -> dict[str, Any]:
    """The columns of a row, but for what tells it apart."""
    table: Table = row.__table__  # type: ignore[assignment]  # of a mapped class it is one
    return {column.name: getattr(row, column.name) for column in table.columns if column.name not in _KEPT_OUT}
