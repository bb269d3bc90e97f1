"""Making and removing logins from the machine itself, where the data folder is proof enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from argon2 import PasswordHasher
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from koppel.errors import WrongUse
from koppel.home import Home
from koppel.store import ApiToken, User
from koppel.text import Text
from koppel.web.people import Person, check_new, person_from

_TAKEN = Text(en="There is a login {name} already.", nl="Er is al een inlog {name}.")
_NOBODY = Text(
    en="There is no login {name}. `koppel user list` shows the names.",
    nl="Er is geen inlog {name}. `koppel user list` toont de namen.",
)
_LAST = Text(
    en="{name} is the only one who can log in, and stays.",
    nl="{name} is de enige die kan inloggen, en blijft.",
)
_WHO = Text(
    en="Say whose token it is, with --user NAME: {count} people may log in.",
    nl="Zeg van wie het token is, met --user NAAM: er kunnen {count} mensen inloggen.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Someone as the list of logins shows them."""

    name: str
    language: str
    second_factor: bool
    tokens: int
    created_at: datetime


def accounts(home: Home) -> list[Account]:
    """Everybody who may log in, by name."""
    with home.reading() as session:
        users = session.scalars(select(User).order_by(User.name)).all()
        counted = session.execute(select(ApiToken.user_id, func.count()).group_by(ApiToken.user_id)).all()
    tokens = {int(owner): int(count) for owner, count in counted}
    return [
        Account(
            name=user.name,
            language=user.language,
            second_factor=user.totp_since is not None,
            tokens=tokens.get(user.id, 0),
            created_at=user.created_at,
        )
        for user in users
    ]


def find_person(home: Home, name: str) -> Person | None:
    """Whoever logs in with exactly that name."""
    with home.reading() as session:
        user = session.scalar(select(User).where(User.name == name))
    return person_from(user) if user else None


def person_named(home: Home, name: str) -> Person:
    """The same; raises WrongUse when there is nobody of that name."""
    found = find_person(home, name)
    if found is None:
        raise WrongUse(_NOBODY, name=name)
    return found


def only_person(home: Home) -> Person:
    """The one who may log in; raises WrongUse when there is more than one, or nobody."""
    with home.reading() as session:
        users = session.scalars(select(User)).all()
    if len(users) != 1:
        raise WrongUse(_WHO, count=len(users))
    return person_from(users[0])


def add_person(home: Home, hasher: PasswordHasher, *, name: str, password: str, language: str) -> Person:
    """Make a login. Raises WrongUse for a name that is empty or taken, and for a weak password."""
    check_new(name, password)
    user = User(name=name.strip(), password_hash=hasher.hash(password), language=language, created_at=home.now())
    try:
        with home.writing() as session:
            session.add(user)
            session.flush()
            return person_from(user)
    except IntegrityError as error:
        raise WrongUse(_TAKEN, name=name.strip()) from error


def set_password(home: Home, hasher: PasswordHasher, person: Person, password: str) -> None:
    """Give a new password without the old one; every session ends."""
    check_new(person.name, password)
    hashed = hasher.hash(password)
    with home.writing() as session:
        user = session.get_one(User, person.id)
        user.password_hash, user.session_epoch = hashed, user.session_epoch + 1


def remove_person(home: Home, person: Person) -> None:
    """Take away a login and its tokens. Raises WrongUse for the last one.

    Without anybody the pages would be open to whoever has the next one-time code.
    """
    with home.writing() as session:
        if (session.scalar(select(func.count()).select_from(User)) or 0) < 2:
            raise WrongUse(_LAST, name=person.name)
        session.delete(session.get_one(User, person.id))
