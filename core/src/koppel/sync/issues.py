"""Things a person must look at: raised once, seen again without repeating, closed by themselves when they are solved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from koppel.errors import KoppelError, SettingsProblem
from koppel.home import Home
from koppel.store import Connection, Integration, Issue
from koppel.sync.codec import text_from_json, text_to_json
from koppel.sync.moments import filled, moment_said
from koppel.sync.severity import Severity, severity_of
from koppel.sync.silence import silent_since
from koppel.text import Text

_NOT_RUNNING = Text(
    en="Koppel's schedule has not run since {since}: nothing is read or booked by itself. Start `koppel serve` (or "
    "`koppel schedule`).",
    nl="De planning van Koppel draait niet sinds {since}: er wordt niets vanzelf gelezen of geboekt. Start `koppel serve` "
    "(of `koppel schedule`).",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueView:
    """An open issue. `step` and `row` lead to the setting that solves it, `document` to the document it is about.

    One with the id 0 is not kept: it was seen while looking.
    """

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

    @property
    def severity(self) -> Severity:
        """How urgent it is; follows from its kind."""
        return severity_of(self.kind)


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
    """Raise it, or note that it is still there. One open issue per subject and kind; without `data` what it has stays."""
    known = _known(session, subject, kind)
    if known is None:
        known = Issue(subject=subject, kind=kind, raised_at=now, sentence=text_to_json(sentence), data={})
        known.integration_id, known.connection_id = integration_id, connection_id
        known = _add(session, known)
    known.sentence, known.seen_at = text_to_json(sentence), now
    known.step, known.step_row, known.document_key = step, row, document_key
    if data is not None:
        known.data = dict(data)


def _known(session: Session, subject: str, kind: str) -> Issue | None:
    return session.scalar(select(Issue).where(Issue.subject == subject, Issue.kind == kind, Issue.solved_at.is_(None)))


def _add(session: Session, issue: Issue) -> Issue:
    """Two workers may find the same trouble at the same moment: the second takes the issue of the first."""
    try:
        with session.begin_nested():
            session.add(issue)
    except IntegrityError:
        first = _known(session, issue.subject, issue.kind)
        if first is None:
            raise
        return first
    return issue


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
    """What is open: the most urgent first, and of these the newest."""
    with home.reading() as session:
        since = silent_since(session, home.now()) if integration is None else None
        silence = [_silence(session, since)] if since else []
        found = session.execute(
            select(Issue, Integration.name, Connection.name)
            .outerjoin(Integration, Issue.integration_id == Integration.id)
            .outerjoin(Connection, Issue.connection_id == Connection.id)
            .where(Issue.solved_at.is_(None))
            .order_by(Issue.raised_at.desc(), Issue.id.desc())
        ).all()
    views = [_view(*row) for row in found if integration in (None, row[1])]
    return sorted([*silence, *views], key=lambda view: view.severity.rank)


def issue_by_id(home: Home, issue_id: int) -> IssueView | None:
    """One issue while it is open."""
    return next((view for view in open_issues(home) if view.id == issue_id), None)


def _view(issue: Issue, integration: str | None, connection: str | None) -> IssueView:
    return IssueView(
        id=issue.id,
        kind=issue.kind,
        sentence=text_from_json(issue.sentence) or Text(en="", nl=""),
        integration=integration,
        connection=connection,
        step=issue.step,
        row=issue.step_row,
        document=issue.document_key,
        raised_at=issue.raised_at,
        data=issue.data,
    )


def _silence(session: Session, since: datetime) -> IssueView:
    return IssueView(
        id=0,
        kind="not_running",
        sentence=filled(_NOT_RUNNING, since=moment_said(session, since)),
        integration=None,
        connection=None,
        step=None,
        row=None,
        document=None,
        raised_at=since,
        data={},
    )
