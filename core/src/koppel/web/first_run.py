"""The one-time code that proves who the first administrator is: only whoever started Koppel has seen it.

Without it, whoever finds the page first on the network would own the installation.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

from argon2 import PasswordHasher
from sqlalchemy import delete, select

from koppel.errors import WrongUse
from koppel.home import Home
from koppel.store import Setting, User
from koppel.text import LANGUAGES, Text
from koppel.web.people import check_new

_KEY: Final = "setup_code_hash"
_SIGNS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without signs that look alike: the code is read from one screen and typed on another."""

_WRONG_CODE = Text(
    en="This code is not right. It stands in the window in which Koppel was started; starting again gives a new one.",
    nl="Deze code klopt niet. Zij staat in het venster waarin Koppel is gestart; opnieuw starten geeft een nieuwe.",
)


def one_time_code(home: Home) -> str:
    """A fresh code for the set-up page, in groups of four. Only its hash is kept, so the code before it is void."""
    code = "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(3))
    with home.writing() as session:
        session.merge(Setting(key=_KEY, value=_hash(code)))
    return code


def make_first_administrator(
    home: Home, hasher: PasswordHasher, *, code: str, name: str, password: str, language: str
) -> None:
    """Spend the code and make the user.

    Raises WrongUse for a wrong code, an empty name or a weak password; then nothing has happened. Two requests at once
    make one user: the code can be deleted only once.
    """
    with home.reading() as session:
        known = session.scalar(select(Setting.value).where(Setting.key == _KEY))
    if known is None or not secrets.compare_digest(known, _hash(code)):
        raise WrongUse(_WRONG_CODE)
    check_new(name, password)
    hashed = hasher.hash(password)
    with home.writing() as session:
        spent = session.execute(
            delete(Setting).where(Setting.key == _KEY, Setting.value == known).returning(Setting.key)
        )
        if spent.scalar() is None or session.scalar(select(User.id).limit(1)) is not None:
            raise WrongUse(_WRONG_CODE)
        session.add(
            User(
                name=name.strip(),
                password_hash=hashed,
                language=language if language in LANGUAGES else "nl",
                created_at=home.now(),
            )
        )


def _hash(code: str) -> str:
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
