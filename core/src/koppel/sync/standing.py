"""How an integration stands after a run: what is held is grouped into issues, one per thing that would solve it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from koppel.store import Issue, LedgerRow
from koppel.sync import issues
from koppel.sync.codec import text_from_json
from koppel.sync.needed import REASON as TOLD_AT_ITS_STEP
from koppel.text import Text

_SEVERAL = Text(
    en="{count} documents wait: {why}",
    nl="{count} documenten wachten: {why}",
)


def standing(session: Session, integration_id: int) -> dict[str, int]:
    """Documents by state."""
    return standings(session, [integration_id])[integration_id]


def standings(session: Session, integration_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Documents by state, of several integrations at once; counted in an index, without a look at any document."""
    counts: dict[int, dict[str, int]] = {number: {} for number in integration_ids}
    found = session.execute(
        select(LedgerRow.integration_id, LedgerRow.state, func.count())
        .where(LedgerRow.integration_id.in_(integration_ids))
        .group_by(LedgerRow.integration_id, LedgerRow.state)
    )
    for integration_id, state, number in found:
        counts[int(integration_id)][str(state)] = int(number)
    return counts


def review(session: Session, integration_id: int, now: datetime) -> None:
    """One open issue per reason (and row of a setting) that documents wait for; solved ones close by themselves."""
    prefix = f"waiting:{integration_id}:"
    groups = session.execute(
        select(LedgerRow.reason, LedgerRow.step, LedgerRow.step_row, func.count(), func.min(LedgerRow.id))
        .where(
            LedgerRow.integration_id == integration_id,
            LedgerRow.state.in_(("held", "failed")),
            LedgerRow.reason.is_distinct_from(TOLD_AT_ITS_STEP),
        )
        .group_by(LedgerRow.reason, LedgerRow.step, LedgerRow.step_row)
    ).all()
    present = set()
    for reason, step, row, number, first_id in groups:
        subject = f"{prefix}{reason}:{step or ''}:{row or ''}"
        present.add(subject)
        first = session.get_one(LedgerRow, first_id)
        issues.raise_issue(
            session,
            now,
            subject=subject,
            kind="documents_wait",
            sentence=_sentence(first, number),
            integration_id=integration_id,
            step=step,
            row=row,
            document_key=first.document_key,
            data={"documents": number, "reason": reason},
        )
    known = session.scalars(
        select(Issue.subject).where(Issue.subject.startswith(prefix), Issue.solved_at.is_(None))
    ).all()
    for subject in set(known) - present:
        issues.solve(session, now, subject=subject)


def _sentence(first: LedgerRow, number: int) -> Text:
    why = text_from_json(first.sentence) or Text(en=first.reason or "?", nl=first.reason or "?")
    if number == 1:
        return Text(en=f"{first.number}: {why.en}", nl=f"{first.number}: {why.nl}")
    return Text(
        en=_SEVERAL.with_data(count=number, why=why.en).en,
        nl=_SEVERAL.with_data(count=number, why=why.nl).nl,
    )
