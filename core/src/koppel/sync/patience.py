"""How long a run bears with a service that does not answer: when a person is told, and when the run gives up.

Both stand in the service level: `alert_after_failures` tries, and `give_up_after_hours`. A limit on calls is no trouble
and never counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from koppel.errors import KoppelError, Unavailable
from koppel.store import Integration, Issue, Run
from koppel.sync import issues
from koppel.sync.moments import filled, moment_said
from koppel.sync.service_levels import level_of
from koppel.text import Text

_FAILING = Text(
    en="{integration} has been failing since {since}. {why}",
    nl="{integration} lukt niet sinds {since}. {why}",
)
_GAVE_UP = Text(
    en="{integration} has been failing since {since}. {why} After {hours} hours this run has given up; the next one begins "
    "afresh.",
    nl="{integration} lukt niet sinds {since}. {why} Na {hours} uur heeft deze uitvoering het opgegeven; de volgende begint "
    "opnieuw.",
)


class Failing(Unavailable):
    """A service has not answered an integration for so long that a person should know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearing:
    """Since when this run has been waiting for an answer, and the error to end it with when its patience is over."""

    since: datetime
    over: Failing | None


def bear(session: Session, run: Run, error: KoppelError, now: datetime) -> Bearing:
    """Judge one more try without an answer; `run.attempt` says how many there were in a row.

    The moment in the sentence is that of the first try that failed, over all runs since the last good one; the patience
    is each run's own, so that a run that begins afresh has all of it.
    """
    row = session.get_one(Integration, run.integration_id)
    level, since = level_of(session, row), _trouble_began(run) or now
    known = session.scalar(
        select(Issue).where(Issue.subject == _subject(row), Issue.kind == Failing.__name__, Issue.solved_at.is_(None))
    )
    over = now - since >= timedelta(hours=level.give_up_after_hours)
    if not over and known is None and run.attempt < level.alert_after_failures:
        return Bearing(since=since, over=None)
    first = datetime.fromisoformat(known.data["since"]) if known and "since" in known.data else since
    sentence = filled(
        _GAVE_UP if over else _FAILING,
        integration=row.name,
        since=moment_said(session, first),
        why=error.sentence,
        hours=level.give_up_after_hours,
    )
    issues.raise_issue(
        session,
        now,
        subject=_subject(row),
        kind=Failing.__name__,
        sentence=sentence,
        integration_id=row.id,
        data={"since": first.isoformat(), "tries": run.attempt},
    )
    return Bearing(since=since, over=Failing(sentence) if over else None)


def _trouble_began(run: Run) -> datetime | None:
    since = (run.error or {}).get("since")
    return datetime.fromisoformat(since) if since else None


def _subject(row: Integration) -> str:
    return f"integration:{row.id}"
