"""Deciding what each channel is told now, and telling it.

An issue is told once per channel. The first waits a few minutes for others, so that ten issues become one message; one
that was solved meanwhile is never told. What stays open is told again after some days; what was solved is a line in the
next message. A message goes out first and is noted afterwards: a crash in between tells it twice, never not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import select

from koppel.errors import KoppelError
from koppel.home import Home
from koppel.store import Channel, Issue
from koppel.sync.codec import text_from_json
from koppel.sync.issues import IssueView, open_issues
from koppel.sync.notices import told
from koppel.sync.notices.address import public_address
from koppel.sync.notices.channels import note_success, note_trouble
from koppel.sync.notices.message import Message, compose
from koppel.sync.notices.sending import send
from koppel.sync.notices.told import Told
from koppel.text import Text

log = structlog.get_logger(__name__)

GATHER: Final = timedelta(minutes=3)
REMIND: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class _News:
    """What one channel is to hear."""

    fresh: Sequence[IssueView]
    still: Sequence[IssueView]
    solved: Sequence[Text]
    gone: frozenset[int]


def deliver(home: Home) -> int:
    """Tell every channel that is on what it has not heard; gives how many messages went out. Never inside a run."""
    with home.reading() as session:
        channels = session.scalars(select(Channel).where(Channel.is_on.is_(True)).order_by(Channel.id)).all()
    return sum(_deliver_to(home, channel) for channel in channels)


def _deliver_to(home: Home, channel: Channel) -> bool:
    now = home.now()
    with home.reading() as session:
        known, address = told.read(session, channel.id), public_address(session)
    if known.again_at is not None and now < known.again_at:
        return False
    news = _news(home, channel, known, now)
    if news is None:
        return False
    message = compose(news.fresh, news.still, news.solved, language=channel.language, address=address)
    return _send(home, channel, message, news, now)


def _send(home: Home, channel: Channel, message: Message, news: _News, now: datetime) -> bool:
    error: KoppelError | None = None
    try:
        send(home, channel, message)
    except KoppelError as raised:
        log.warning("message not delivered", channel=channel.name, error=raised.sentence.en)
        error = raised
    with home.writing() as session:
        row = session.get(Channel, channel.id)
        if row is None:  # removed while it was being sent
            return error is None
        known = told.read(session, row.id)
        if error is not None:
            told.write(session, row.id, known.failed(now))
            note_trouble(session, row, error, now)
            return False
        heard = {issue.id: now for issue in (*news.fresh, *news.still)}
        kept = {issue: at for issue, at in known.issues.items() if issue not in news.gone}
        told.write(session, row.id, Told(issues={**kept, **heard}))
        note_success(session, row, now)
        for issue in session.scalars(select(Issue).where(Issue.id.in_(list(heard)), Issue.told_at.is_(None))):
            issue.told_at = now
    return True


def _news(home: Home, channel: Channel, known: Told, now: datetime) -> _News | None:
    """None when there is nothing to tell yet."""
    found = [issue for issue in open_issues(home) if issue.id and not _is_about(issue, channel)]
    fresh = [issue for issue in found if issue.id not in known.issues]
    still = [issue for issue in found if issue.id in known.issues and now - known.issues[issue.id] >= REMIND]
    ripe = any(now - issue.raised_at >= GATHER for issue in fresh)
    if not ripe and not still:
        return None
    gone = frozenset(known.issues) - {issue.id for issue in found}
    return _News(fresh=fresh, still=still, solved=_solved(home, gone), gone=gone)


def _solved(home: Home, ids: frozenset[int]) -> list[Text]:
    with home.reading() as session:
        rows = session.scalars(select(Issue).where(Issue.id.in_(ids), Issue.solved_at.is_not(None)).order_by(Issue.id))
        return [text for row in rows if (text := text_from_json(row.sentence)) is not None]


def _is_about(issue: IssueView, channel: Channel) -> bool:
    """That a channel does not work cannot be told by it."""
    return issue.kind == "channel_failed" and issue.data.get("channel") == channel.name
