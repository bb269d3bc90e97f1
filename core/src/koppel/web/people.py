"""People who may log in: finding them, their passwords, and the sessions that end when a password changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from zoneinfo import available_timezones

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_login import UserMixin
from sqlalchemy import select

from koppel.errors import WrongUse
from koppel.home import Home
from koppel.store import User
from koppel.text import LANGUAGES, Text

SHORTEST_PASSWORD: Final = 10
LONGEST_PASSWORD: Final = 1000
_SILLY: Final = (
    "password", "wachtwoord", "welkom", "welcome", "qwerty", "azerty", "letmein", "admin", "administrator", "koppel",
    "1234567890", "0123456789", "abcdefghij", "geheim", "secret", "iloveyou",
)  # fmt: skip

_TOO_SHORT = Text(
    en="A password has at least {least} characters. A few words in a row are easy to remember.",
    nl="Een wachtwoord heeft minstens {least} tekens. Een paar woorden achter elkaar is makkelijk te onthouden.",
)
_TOO_LONG = Text(en="A password has at most {most} characters.", nl="Een wachtwoord heeft hoogstens {most} tekens.")
_TOO_EASY = Text(
    en="This password is guessed at once. Take something that nobody else would think of.",
    nl="Dit wachtwoord is zo geraden. Neem iets wat een ander niet bedenkt.",
)
_NO_NAME = Text(en="Fill in a name of 1 to 80 characters.", nl="Vul een naam van 1 tot 80 tekens in.")
_WRONG_PASSWORD = Text(
    en="The current password is not right. Nothing was changed.",
    nl="Het huidige wachtwoord klopt niet. Er is niets gewijzigd.",
)
_NO_ZONE = Text(
    en="There is no time zone {zone}. Choose one from the list, such as Europe/Amsterdam.",
    nl="Er is geen tijdzone {zone}. Kies er een uit de lijst, zoals Europe/Amsterdam.",
)


@dataclass(frozen=True)
class Person(UserMixin):  # type: ignore[misc]  # flask-login has no types
    """Someone who is logged in. The epoch is part of the session's id: raising it ends all sessions."""

    id: int
    name: str
    language: str
    zone: str
    epoch: int

    def get_id(self) -> str:
        """What the session cookie holds."""
        return f"{self.id}.{self.epoch}"


def person_of_session(home: Home, session_id: str) -> Person | None:
    """Whoever that session belongs to; None when the password has changed since."""
    user_id, _, epoch = session_id.partition(".")
    if not (user_id.isdecimal() and epoch.isdecimal()):
        return None
    found = person_by_id(home, int(user_id))
    return found if found is not None and found.epoch == int(epoch) else None


def person_by_id(home: Home, user_id: int) -> Person | None:
    """The person with that id."""
    with home.reading() as session:
        user = session.get(User, user_id)
    return person_from(user) if user else None


def anyone_known(home: Home) -> bool:
    """Whether the first administrator has been made."""
    with home.reading() as session:
        return session.scalar(select(User.id).limit(1)) is not None


def check_login(home: Home, hasher: PasswordHasher, name: str, password: str) -> Person | None:
    """The person, when name and password fit.

    For a name that does not exist a password is checked all the same: an answer that comes faster would tell which
    names exist.
    """
    with home.reading() as session:
        user = session.scalar(select(User).where(User.name == name))
    fits = _fits(hasher, user.password_hash if user else hasher.hash("nobody"), password[:LONGEST_PASSWORD])
    if user is None or not fits:
        return None
    if hasher.check_needs_rehash(user.password_hash):
        with home.writing() as session:
            session.get_one(User, user.id).password_hash = hasher.hash(password)
    return person_from(user)


def check_password(home: Home, hasher: PasswordHasher, person: Person, password: str) -> None:
    """Raise WrongUse unless it is this person's: what changes a login asks for it once more."""
    if check_login(home, hasher, person.name, password) is None:
        raise WrongUse(_WRONG_PASSWORD)


def check_new(name: str, password: str) -> None:
    """Raise WrongUse for an empty name or a password that is too short or too easy to guess."""
    if not 1 <= len(name.strip()) <= 80:
        raise WrongUse(_NO_NAME)
    if len(password) < SHORTEST_PASSWORD:
        raise WrongUse(_TOO_SHORT, least=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise WrongUse(_TOO_LONG, most=LONGEST_PASSWORD)
    rest = password.lower()
    for word in (*_SILLY, name.lower()):
        rest = rest.replace(word, "")
    if len(set(rest)) < 4:
        raise WrongUse(_TOO_EASY)


def change_password(home: Home, hasher: PasswordHasher, person: Person, current: str, new: str) -> Person:
    """Give a new password; every session that is open ends, so the caller logs this one in again."""
    check_password(home, hasher, person, current)
    check_new(person.name, new)
    hashed = hasher.hash(new)
    with home.writing() as session:
        user = session.get_one(User, person.id)
        user.password_hash, user.session_epoch = hashed, user.session_epoch + 1
        return person_from(user)


def change_habits(home: Home, person: Person, *, language: str, zone: str | None = None) -> None:
    """Change the language, and the time zone when one is given."""
    if zone is not None and zone not in available_timezones():
        raise WrongUse(_NO_ZONE, zone=zone)
    with home.writing() as session:
        user = session.get_one(User, person.id)
        user.language = language if language in LANGUAGES else user.language
        user.time_zone = zone or user.time_zone


def _fits(hasher: PasswordHasher, hashed: str, password: str) -> bool:
    try:
        return hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def person_from(user: User) -> Person:
    """The person as that row knows them."""
    return Person(id=user.id, name=user.name, language=user.language, zone=user.time_zone, epoch=user.session_epoch)
