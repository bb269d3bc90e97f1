"""Bearer tokens of the JSON API: made, shown once, kept as a hash, revoked; and what each of them may do."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, or_, select

from koppel.errors import WrongUse
from koppel.home import Home
from koppel.store import ApiToken, User
from koppel.text import Text
from koppel.web.people import Person, person_by_id

PREFIX: Final = "koppel_"
SCOPES: Final = ("read", "run", "write")
"""Looking; starting runs and trying documents again; changing and removing. None holds another."""

_NOTE_USE_AFTER: Final = timedelta(minutes=5)
_NO_NAME = Text(
    en="Give the token a name that says who uses it.", nl="Geef het token een naam die zegt wie het gebruikt."
)
_NO_SCOPE = Text(
    en="Choose what the token may do: read, run, write, or more than one of them.",
    nl="Kies wat het token mag: lezen (read), uitvoeren (run), wijzigen (write), of meer dan één daarvan.",
)
_NO_TOKEN = Text(
    en="There is no token {name}. `koppel token list` shows them.",
    nl="Er is geen token {name}. `koppel token list` toont ze.",
)


class NotAllowed(WrongUse):
    """The token is good, but not for this. `scope` is what it lacks."""

    default = Text(
        en="This token may not do this: it lacks {scope}. Make a token that may, on the account page.",
        nl="Dit token mag dit niet: {scope} ontbreekt. Maak op de accountpagina een token dat het wel mag.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenView:
    """A token as it is listed; what it says is known to nobody any more."""

    id: int
    user: str
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Whose token came along with a call, and what it may do."""

    person: Person
    scopes: frozenset[str]


def make_token(
    home: Home, user_id: int, name: str, *, days: int | None = None, scopes: Collection[str] = SCOPES
) -> str:
    """A new token, to be shown once. `days` until it expires; None: never."""
    if not 1 <= len(name.strip()) <= 80:
        raise WrongUse(_NO_NAME)
    if not scopes or not set(scopes) <= set(SCOPES):
        raise WrongUse(_NO_SCOPE)
    token = PREFIX + secrets.token_urlsafe(32)
    now = home.now()
    with home.writing() as session:
        session.add(
            ApiToken(
                user_id=user_id,
                name=name.strip(),
                token_hash=_hash(token),
                scopes=" ".join(scope for scope in SCOPES if scope in scopes),
                created_at=now,
                expires_at=now + timedelta(days=days) if days else None,
            )
        )
    return token


def tokens_of(home: Home, user_id: int | None = None) -> list[TokenView]:
    """The tokens of a person, or of everybody, newest first."""
    wanted = select(ApiToken, User.name).join(User, User.id == ApiToken.user_id).order_by(ApiToken.id.desc())
    if user_id is not None:
        wanted = wanted.where(ApiToken.user_id == user_id)
    with home.reading() as session:
        rows = session.execute(wanted).all()
    return [
        TokenView(
            id=row.id,
            user=user,
            name=row.name,
            scopes=tuple(row.scopes.split()),
            created_at=row.created_at,
            expires_at=row.expires_at,
            last_used_at=row.last_used_at,
        )
        for row, user in rows
    ]


def revoke(home: Home, user_id: int, token_id: int) -> None:
    """Make a token useless, at once."""
    with home.writing() as session:
        session.execute(delete(ApiToken).where(ApiToken.id == token_id, ApiToken.user_id == user_id))


def remove(home: Home, token_id: int) -> None:
    """Make a token of anybody useless, from the machine itself. Raises WrongUse when there is none of that number."""
    with home.writing() as session:
        gone = session.execute(delete(ApiToken).where(ApiToken.id == token_id).returning(ApiToken.id)).scalar()
    if gone is None:
        raise WrongUse(_NO_TOKEN, name=token_id)


def person_of_token(home: Home, token: str) -> Person | None:
    """Whose token it is; None for one that is unknown or has expired."""
    found = bearer_of(home, token)
    return found.person if found else None


def bearer_of(home: Home, token: str) -> Bearer | None:
    """Whose token it is and what it may do; None for one that is unknown or has expired.

    Its use is noted, but not at every call.
    """
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
    person = person_by_id(home, row.user_id)
    return Bearer(person=person, scopes=frozenset(row.scopes.split())) if person else None


def _hash(token: str) -> str:
    """No salt and no slow hash: a token is 256 random bits, which nobody guesses."""
    return hashlib.sha256(token.encode()).hexdigest()
