"""A ledger account, VAT code or journal that was chosen and has vanished from the package: told at its step.

The documents that need it wait (see `sync.needed`), all others go on. Only a value on which other lists depend, such as the
administration, stops the run.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from koppel.home import Home
from koppel.steps.errors import FieldErrors
from koppel.steps.evaluate import missing
from koppel.steps.gone import Gone, gone
from koppel.store import Issue
from koppel.sync import issues
from koppel.sync.integrations import refuse_steps
from koppel.sync.lists import PairLists
from koppel.sync.moments import filled
from koppel.sync.pairs import Pair
from koppel.text import Text

_GONE = Text(en="{setting}: {why}", nl="{setting}: {why}")


def check(pair: Pair, lists: PairLists) -> tuple[Gone, ...]:
    """What has vanished and stops only the documents that need it. Raises StepsRefused for what stops everything."""
    found = gone(pair.form, pair.stored, lists)
    passing = tuple(one for one in found if not one.blocks)
    with_issue(pair.home, pair.row.id, found, pair.home.now())
    errors = {
        key: left
        for key, errors in missing(pair.form, pair.stored, lists).items()
        if (left := _besides(key, errors, passing)) is not None
    }
    if errors:
        refuse_steps(pair, errors)
    return passing


def with_issue(home: Home, integration_id: int, found: Sequence[Gone], now: datetime) -> None:
    """One issue per step and row; those of values that are back, or were chosen anew, are closed."""
    prefix = f"gone:{integration_id}:"
    subjects = {f"{prefix}{one.step}:{one.row or ''}"[:200]: one for one in found}
    with home.reading() as session:
        known = _open(session, prefix)
    if not known and not found:
        return
    with home.writing() as session:
        for subject, one in subjects.items():
            issues.raise_issue(
                session,
                now,
                subject=subject,
                kind="choice_vanished",
                sentence=filled(_GONE, setting=one.label, why=one.sentence),
                integration_id=integration_id,
                step=one.step,
                row=one.row,
                data={"value": one.value},
            )
        for subject in known - set(subjects):
            issues.solve(session, now, subject=subject)


def _besides(key: str, errors: FieldErrors, passing: Sequence[Gone]) -> FieldErrors | None:
    """What is wrong with a step besides its vanished values."""
    mine = [one for one in passing if one.step == key]
    rows = {row: text for row, text in errors.rows.items() if row not in {one.row for one in mine}}
    message = None if any(one.row is None for one in mine) else errors.message
    return FieldErrors(message=message, rows=rows) if message or rows else None


def _open(session: Session, prefix: str) -> set[str]:
    return set(
        session.scalars(select(Issue.subject).where(Issue.subject.startswith(prefix), Issue.solved_at.is_(None)))
    )
