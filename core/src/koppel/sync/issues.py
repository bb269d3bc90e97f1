"""Things a person must look at: raised once, seen again without repeating, closed by themselves when they are solved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from koppel.errors import KoppelError, SettingsProblem
from koppel.home import Home
from koppel.store import Connection, Integration, Issue
from koppel.sync.codec import text_from_json, text_to_json
from koppel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueView:
    """An open issue. `step` and `row` lead to the setting that solves it, `document` to the document it is about."""

    id: int
    kind: str
    sentence: Text
    integration: str | None
    connection: str | None
    step: str | None
    row: str | None
    document: str | None
    raised_at: datetime
    data: Mapping[str, Any]


def raise_issue(
    session: Session,
    now: datetime,
    *,
    subject: str,
    kind: str,
    sentence: Text,
    integration_id: int | None = None,
    connection_id: int | None = None,
    step: str | None = None,
    row: str | None = None,
    document_key: str | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Raise it, or note that it is still there. One open issue per subject and kind."""
    known = session.scalar(select(Issue).where(Issue.subject == subject, Issue.kind == kind, Issue.solved_at.is_(None)))
    if known is None:
        known = Issue(subject=subject, kind=kind, raised_at=now, integration_id=integration_id)
        known.connection_id = connection_id
        session.add(known)
    known.sentence, known.seen_at = text_to_json(sentence), now
    known.step, known.step_row, known.document_key = step, row, document_key
    known.data = dict(data or {})


def solve(session: Session, now: datetime, *, subject: str, kind: str | None = None) -> None:
    """Close what is open about a subject; the mark of a closed issue makes room for the next of its kind."""
    which = [Issue.subject == subject, Issue.solved_at.is_(None)]
    if kind is not None:
        which.append(Issue.kind == kind)
    for issue in session.scalars(select(Issue).where(*which)):
        issue.solved_at, issue.open_mark = now, f"solved {issue.id}"


def raise_for(session: Session, now: datetime, *, subject: str, error: KoppelError, **where: int | None) -> None:
    """An issue about an error that stopped the work on a connection or an integration."""
    step, row = (error.step, error.row) if isinstance(error, SettingsProblem) else (None, None)
    raise_issue(
        session,
        now,
        subject=subject,
        kind=type(error).__name__,
        sentence=error.sentence,
        integration_id=where.get("integration_id"),
        connection_id=where.get("connection_id"),
        step=step,
        row=row,
    )


def open_issues(home: Home, *, integration: str | None = None) -> list[IssueView]:
    """What is open, newest first."""
    with home.reading() as session:
        found = session.execute(
            select(Issue, Integration.name, Connection.name)
            .outerjoin(Integration, Issue.integration_id == Integration.id)
            .outerjoin(Connection, Issue.connection_id == Connection.id)
            .where(Issue.solved_at.is_(None))
            .order_by(Issue.raised_at.desc(), Issue.id.desc())
        ).all()
    return [
        IssueView(
            id=issue.id,
            kind=issue.kind,
            sentence=text_from_json(issue.sentence) or Text(en="", nl=""),
            integration=integration_name,
            connection=connection_name,
            step=issue.step,
            row=issue.step_row,
            document=issue.document_key,
            raised_at=issue.raised_at,
            data=issue.data,
        )
        for issue, integration_name, connection_name in found
        if integration in (None, integration_name)
    ]
