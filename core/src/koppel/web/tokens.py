"""Bearer tokens of the JSON API: made, shown once, kept as a hash, revoked."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, or_, select

from koppel.errors import WrongUse
from koppel.home import Home
from koppel.store import ApiToken
from koppel.text import Text
from koppel.web.people import Person, person_by_id

PREFIX: Final = "koppel_"
_NOTE_USE_AFTER: Final = timedelta(minutes=5)
_NO_NAME = Text(
    en="Give the token a name that says who uses it.", nl="Geef het token een naam die zegt wie het gebruikt."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenView:
    """A token as it is listed; what it says is known to nobody any more."""

    id: int
    name: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


def make_token(home: Home, user_id: int, name: str, *, days: int | None = None) -> str:
    """A new token, to be shown once. `days` until it expires; None: never."""
    if not 1 <= len(name.strip()) <= 80:
        raise WrongUse(_NO_NAME)
    token = PREFIX + secrets.token_urlsafe(32)
    now = home.now()
    with home.writing() as session:
        session.add(
            ApiToken(
                user_id=user_id,
                name=name.strip(),
                token_hash=_hash(token),
                created_at=now,
                expires_at=now + timedelta(days=days) if days else None,
            )
        )
    return token


def tokens_of(home: Home, user_id: int) -> list[TokenView]:
    """The tokens of a person, newest first."""
    with home.reading() as session:
        rows = session.scalars(select(ApiToken).where(ApiToken.user_id == user_id).order_by(ApiToken.id.desc())).all()
    return [
        TokenView(
            id=row.id,
            name=row.name,
            created_at=row.created_at,
            expires_at=row.expires_at,
            last_used_at=row.last_used_at,
        )
        for row in rows
    ]


def revoke(home: Home, user_id: int, token_id: int) -> None:
    """Make a token useless, at once."""
    with home.writing() as session:
        session.execute(delete(ApiToken).where(ApiToken.id == token_id, ApiToken.user_id == user_id))


def person_of_token(home: Home, token: str) -> Person | None:
    """Whose token it is; None for one that is unknown or has expired. Its use is noted, but not at every call."""
    now = home.now()
    with home.reading() as session:
        row = session.scalar(
            select(ApiToken).where(
                ApiToken.token_hash == _hash(token), or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > now)
            )
        )
    if row is None:
        return None
    if row.last_used_at is None or now - row.last_used_at > _NOTE_USE_AFTER:
        with home.writing() as session:
            known = session.get(ApiToken, row.id)
            if known is not None:
                known.last_used_at = now
    return person_by_id(home, row.user_id)


def _hash(token: str) -> str:
    """No salt and no slow hash: a token is 256 random bits, which nobody guesses."""
    return hashlib.sha256(token.encode()).hexdigest()
