"""Channels as people handle them: add, list, switch, test, remove. Pages, commands and the JSON API call these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from koppel.connections.fields import check_name
from koppel.errors import KoppelError, WrongUse
from koppel.home import Home
from koppel.store import Channel
from koppel.sync import issues
from koppel.sync.codec import text_from_json
from koppel.sync.notices import fields, told
from koppel.sync.notices.address import public_address
from koppel.sync.notices.message import test_message
from koppel.sync.notices.sending import send
from koppel.text import LANGUAGES, Text

_NO_CHANNEL = Text(
    en="There is no channel {name}. `koppel channel list` shows the names.",
    nl="Er is geen kanaal {name}. `koppel channel list` toont de namen.",
)
_TAKEN = Text(
    en="There is already a channel {name}. Choose another name.",
    nl="Er is al een kanaal {name}. Kies een andere naam.",
)
_NO_LANGUAGE = Text(en="The language is nl or en.", nl="De taal is nl of en.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelView:
    """A channel as it is shown; never a secret in it. `used_at`: when a message last arrived."""

    id: int
    name: str
    kind: str
    language: str
    public: Mapping[str, str]
    is_on: bool
    used_at: datetime | None
    error: Text | None


def add(home: Home, kind: str, name: str, values: Mapping[str, str], *, language: str) -> ChannelView:
    """Make a channel; nothing is sent yet. Raises WrongUse for wrong fields or a taken name."""
    check_name(name)
    if language not in LANGUAGES:
        raise WrongUse(_NO_LANGUAGE)
    given = fields.check(kind, values)
    secret = {field.key for field in fields.fields_of(kind) if field.secret}
    public = {key: value for key, value in given.items() if key not in secret}
    if kind == fields.APPRISE:
        public["service"] = given["address"].partition("://")[0][:20]
    with home.writing() as session:
        if session.scalar(select(Channel.id).where(Channel.name == name)) is not None:
            raise WrongUse(_TAKEN, name=name)
        row = Channel(name=name, kind=kind, language=language, public=public, is_on=True, created_at=home.now())
        row.sealed = home.vault.seal({key: value for key, value in given.items() if key in secret})
        session.add(row)
        session.flush()
        return _view(row)


def listing(home: Home) -> list[ChannelView]:
    """All channels, by name."""
    with home.reading() as session:
        return [_view(row) for row in session.scalars(select(Channel).order_by(Channel.name))]


def show(home: Home, name: str) -> ChannelView:
    """One channel. Raises WrongUse for a name that does not exist."""
    with home.reading() as session:
        return _view(_row(session, name))


def switch(home: Home, name: str, *, on: bool) -> ChannelView:
    """Turn a channel on or off. What happens while it is off and is still open is told when it is on again."""
    with home.writing() as session:
        row = _row(session, name)
        row.is_on = on
        _forget_trouble(session, row, home.now())
        return _view(row)


def remove(home: Home, name: str) -> None:
    """Forget a channel and its secrets."""
    with home.writing() as session:
        row = _row(session, name)
        _forget_trouble(session, row, home.now())
        told.forget(session, row.id)
        session.delete(row)


def test(home: Home, name: str) -> ChannelView:
    """Send a test message now. Raises what the channel's service said; that it works again closes the issue about it."""
    with home.reading() as session:
        row, address = _row(session, name), public_address(session)
    send(home, row, test_message(row.language, address))
    with home.writing() as session:
        kept = _row(session, name)
        kept.used_at = home.now()
        _forget_trouble(session, kept, home.now())
        return _view(kept)


def note_trouble(session: Session, row: Channel, error: KoppelError, now: datetime) -> None:
    """A message could not be sent: an issue on the pages, and in the other channels."""
    row.error = {"kind": type(error).__name__, "en": error.sentence.en, "nl": error.sentence.nl}
    sentence = _BROKEN.with_data(name=row.name)
    issues.raise_issue(
        session,
        now,
        subject=subject_of(row.id),
        kind="channel_failed",
        sentence=Text(
            en=sentence.with_data(why=error.sentence.en).en,
            nl=sentence.with_data(why=error.sentence.nl).nl,
        ),
        data={"channel": row.name},
    )


def note_success(session: Session, row: Channel, now: datetime) -> None:
    """A message has arrived at its service."""
    row.used_at, row.error = now, None
    issues.solve(session, now, subject=subject_of(row.id))


def subject_of(channel_id: int) -> str:
    """What an issue about a channel is about."""
    return f"channel:{channel_id}"


_BROKEN = Text(
    en="Messages to the channel {name} do not arrive: {why}",
    nl="Berichten aan het kanaal {name} komen niet aan: {why}",
)


def _forget_trouble(session: Session, row: Channel, now: datetime) -> None:
    row.error = None
    issues.solve(session, now, subject=subject_of(row.id))
    told.no_trouble(session, row.id)


def _row(session: Session, name: str) -> Channel:
    row = session.scalar(select(Channel).where(Channel.name == name))
    if row is None:
        raise WrongUse(_NO_CHANNEL, name=name)
    return row


def _view(row: Channel) -> ChannelView:
    return ChannelView(
        id=row.id,
        name=row.name,
        kind=row.kind,
        language=row.language,
        public={str(key): str(value) for key, value in row.public.items()},
        is_on=row.is_on,
        used_at=row.used_at,
        error=text_from_json(row.error),
    )
