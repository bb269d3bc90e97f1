"""What must be true once all is quiet: every document of the shop stands in each package once, or was skipped for a reason.

The packages are asked twice: what their own store holds, which no connector has touched, and what they find under each
reference.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select

from faults.killing.world import Package, World
from koppel.connectors import Sought
from koppel.store import Attempt, Connection, Integration, LedgerRow, Run
from koppel.sync.pairs import open_pair
from koppel.sync.runs import OPEN_STATES

STILL_MOST_S = 60.0
QUIET_MOST_S = 900.0
_FINDS_AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What was found. `linked` counts bookings whose answer nobody heard, `again` documents that took more than one try."""

    documents: int
    booked: int
    skipped: int
    linked: int
    again: int


class Wrong(AssertionError):
    """The promise is broken, or something did not come to its end; says what, with the document or run it is about."""


def wait_until_quiet(world: World) -> float:
    """Until no run is open and no row is on its way; gives how long that took. Raises Wrong when nothing moves any more:
    a busy machine may take its time, but something comes to its end every now and then."""
    began = moved = time.monotonic()
    before: frozenset[str] = frozenset()
    while left := list(_unquiet(world)):
        if (now := frozenset(left)) != before:
            before, moved = now, time.monotonic()
        if time.monotonic() - moved > STILL_MOST_S or time.monotonic() - began > QUIET_MOST_S:
            raise Wrong("nothing moves: " + "; ".join(left[:20]))
        time.sleep(0.1)
    return time.monotonic() - began


def audit(world: World) -> Audit:
    """Look at everything. Raises Wrong with all that is wrong."""
    wrong: list[str] = []
    for name, package in world.packages.items():
        rows = _rows(world, name)
        wrong += [f"{name}: {fault}" for fault in (*_against_shop(world, rows), *_against_package(package, rows))]
        wrong += [f"{name}: {fault}" for fault in _found_there(world, name, rows)]
    if wrong:
        raise Wrong("; ".join(wrong[:20]))
    return _summary(world)


def _unquiet(world: World) -> Iterator[str]:
    """What is still to come: open runs, rows on their way, leases that keep others out."""
    with world.home.reading() as session:
        for run in session.scalars(select(Run).where(Run.state.in_(OPEN_STATES))):
            yield f"run {run.id} of {run.integration_id} is {run.state}: {run.error}"
        for row in session.scalars(select(LedgerRow).where(LedgerRow.state.in_(("planned", "sending")))):
            yield f"{row.document_key} of {row.integration_id} is {row.state}"
        for holder in (Integration, Connection):
            now = world.home.now()
            for name in session.scalars(select(holder.name).where(holder.lease_until > now)):
                yield f"{name} is leased"


def _rows(world: World, integration: str) -> list[LedgerRow]:
    with world.home.reading() as session:
        mine = select(Integration.id).where(Integration.name == integration).scalar_subquery()
        return list(session.scalars(select(LedgerRow).where(LedgerRow.integration_id == mine)))


def _against_shop(world: World, rows: Sequence[LedgerRow]) -> Iterator[str]:
    """Lost, booked for another amount, or standing where nothing stands without a person."""
    charged = {total.key: total.amount for total in world.lent.totals(world.shop)}
    by_key = {row.document_key: row for row in rows}
    for key, amount in charged.items():
        row = by_key.get(key)
        if row is None:
            yield f"{key} was lost"
        elif row.state not in ("booked", "skipped"):
            yield f"{key} is {row.state}: {row.sentence}"
        elif row.state == "booked" and row.total_incl != amount:
            yield f"{key} was booked for {row.total_incl}, charged was {amount}"
        elif row.state == "skipped" and not row.reason:
            yield f"{key} was skipped without a reason"
    yield from (f"{key} is in no shop" for key in by_key.keys() - charged.keys())


def _against_package(package: Package, rows: Sequence[LedgerRow]) -> Iterator[str]:
    """Booked twice, not there, or of another total."""
    held = package.lent.totals(package.fake)
    stands: dict[str, Decimal] = {total.key: total.amount for total in held}
    booked = {str(row.target_id): row for row in rows if row.state == "booked"}
    count = sum(row.state == "booked" for row in rows)
    if not len(held) == len(stands) == len(booked) == count:
        yield f"{count} rows are booked as {len(booked)} documents, the package holds {len(held)}"
    for key in stands.keys() - booked.keys():
        yield f"{key} ({stands[key]}) stands in the package and in no row: booked twice, or by nobody"
    for key, row in booked.items():
        if stands.get(key) != row.total_incl:
            yield f"{row.document_key} is booked as {key} for {row.total_incl}, the package holds {stands.get(key)}"


def _found_there(world: World, integration: str, rows: Sequence[LedgerRow]) -> Iterator[str]:
    """Through the connector: each reference leads to the very document that the row names."""
    booked = [row for row in rows if row.state == "booked"]
    with open_pair(world.home, integration) as pair:
        for start in range(0, len(booked), _FINDS_AT_ONCE):
            some = booked[start : start + _FINDS_AT_ONCE]
            sought = [Sought(reference=row.reference or "", form=row.form or "", journal=row.journal) for row in some]
            found = pair.target.find(sought)
            for row in some:
                posted = found.get(row.reference or "")
                if posted is None or posted.target_id != row.target_id:
                    yield f"{row.reference} leads to {posted and posted.target_id}, not to {row.target_id}"
    twice = [reference for reference, times in Counter(row.reference for row in booked).items() if times > 1]
    yield from (f"the reference {reference} was given twice" for reference in twice)


def _summary(world: World) -> Audit:
    with world.home.reading() as session:
        states = dict(session.execute(select(LedgerRow.state, func.count()).group_by(LedgerRow.state)).all())
        linked = session.scalar(select(func.count()).where(Attempt.outcome == "found")) or 0
        again = session.scalar(select(func.count()).where(LedgerRow.attempts > 1)) or 0
    return Audit(
        documents=len(world.lent.totals(world.shop)),
        booked=states.get("booked", 0),
        skipped=states.get("skipped", 0),
        linked=linked,
        again=again,
    )
