"""The second factor of a person: codes of an authenticator app (RFC 6238), and codes on paper for when the app is lost.

A code works once: the time step of the last one is kept, and of the codes on paper only those not yet spent, as hashes.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyotp
import segno
from argon2 import PasswordHasher
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from koppel.errors import WrongUse
from koppel.home import Home
from koppel.store import User
from koppel.text import Text
from koppel.web.people import Person, check_password, person_from

_ISSUER: Final = "Koppel"
_STEP_S: Final = 30
_DRIFT: Final = (0, -1, 1)
"""A phone's clock may be half a minute off, and typing takes time (RFC 6238, section 5.2)."""

_CODES: Final = 10
_GROUPS, _GROUP = 4, 4
_SIGNS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Sixteen of these are 79 bits, which no table of hashes holds: no salt and no slow hash is needed."""

WRONG_CODE = Text(
    en="This code is not right, or it was used before. Wait for the next one in your app, and check that the clock of "
    "your phone is right.",
    nl="Deze code klopt niet, of is al gebruikt. Wacht op de volgende in uw app, en kijk of de klok van uw telefoon goed "
    "staat.",
)
_ALREADY = Text(
    en="The second step is on already. Switch it off first to set it up anew.",
    nl="De tweede stap staat al aan. Zet hem eerst uit om hem opnieuw in te stellen.",
)
_NOT_ON = Text(en="The second step is not on.", nl="De tweede stap staat niet aan.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactor:
    """How it stands for one person. `begun`: there is a secret that no code has confirmed yet."""

    since: datetime | None
    begun: bool
    codes_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """What the person takes over in the app: the secret in groups of four, and the same as a QR code (inline SVG)."""

    secret: str
    picture: Markup


def standing(home: Home, user_id: int) -> SecondFactor:
    """How the second factor of this person stands."""
    with home.reading() as session:
        user = session.get_one(User, user_id)
    return SecondFactor(
        since=user.totp_since,
        begun=user.totp_sealed is not None and user.totp_since is None,
        codes_left=len(_hashes(user)),
    )


def is_on(home: Home, user_id: int) -> bool:
    """Whether a password alone is not enough for this person."""
    return standing(home, user_id).since is not None


def begin(home: Home, hasher: PasswordHasher, person: Person, password: str) -> None:
    """Make a secret, which counts for nothing until a code confirms it.

    The password is asked for: whoever finds a browser open must not be able to shut its owner out.
    """
    check_password(home, hasher, person, password)
    with home.writing() as session:
        user = _locked(session, person.id)
        if user.totp_since is not None:
            raise WrongUse(_ALREADY)
        user.totp_sealed, user.totp_last = home.vault.seal({"secret": pyotp.random_base32()}), None


def enrolment(home: Home, person: Person) -> Enrolment | None:
    """What to take over in the app; None when nothing has begun. Once confirmed, the secret is never shown again."""
    with home.reading() as session:
        user = session.get_one(User, person.id)
    if user.totp_sealed is None or user.totp_since is not None:
        return None
    secret = _secret(home, user)
    address = pyotp.TOTP(secret).provisioning_uri(name=person.name, issuer_name=_ISSUER)
    drawn = segno.make(address, error="m", micro=False).svg_inline(
        scale=5, border=4, light="#fff", svgclass="qr", lineclass=None
    )
    return Enrolment(
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        picture=Markup(drawn),  # noqa: S704 - paths that segno has drawn; nothing of the address stands in it as text
    )


def confirm(home: Home, person: Person, code: str) -> tuple[Person, tuple[str, ...]]:
    """Switch it on. Gives the codes for on paper, to be shown once; every session ends, this one is begun anew."""
    with home.writing() as session:
        user = _locked(session, person.id)
        if user.totp_since is not None:
            raise WrongUse(_ALREADY)
        if user.totp_sealed is None or not _spend_time(home, user, code):
            raise WrongUse(WRONG_CODE)
        codes = _new_codes(user)
        user.totp_since, user.session_epoch = home.now(), user.session_epoch + 1
        return person_from(user), codes


def passes(home: Home, user_id: int, code: str) -> bool:
    """Whether the code is right; then it is spent. Two requests at once with one code let one of them in."""
    with home.writing() as session:
        user = _locked(session, user_id)
        return user.totp_since is not None and _spend(home, user, code)


def renew_codes(home: Home, hasher: PasswordHasher, person: Person, password: str, code: str) -> tuple[str, ...]:
    """Ten new codes for on paper; the old ones are void."""
    check_password(home, hasher, person, password)
    with home.writing() as session:
        user = _proven(home, session, person, code)
        return _new_codes(user)


def switch_off(home: Home, hasher: PasswordHasher, person: Person, password: str, code: str) -> Person:
    """The password is enough again. Every session ends, this one is begun anew."""
    check_password(home, hasher, person, password)
    with home.writing() as session:
        user = _proven(home, session, person, code)
        _forget(user)
        return person_from(user)


def reset(home: Home, user_id: int) -> bool:
    """For whoever lost app and paper: switch it off, from the machine itself. False when it was not on."""
    with home.writing() as session:
        user = _locked(session, user_id)
        was_on = user.totp_since is not None
        if user.totp_sealed is not None:
            _forget(user)
        return was_on


def _proven(home: Home, session: Session, person: Person, code: str) -> User:
    user = _locked(session, person.id)
    if user.totp_since is None:
        raise WrongUse(_NOT_ON)
    if not _spend(home, user, code):
        raise WrongUse(WRONG_CODE)
    return user


def _locked(session: Session, user_id: int) -> User:
    """The row, which nobody else reads until this transaction ends: else one code would open two doors."""
    return session.scalars(select(User).where(User.id == user_id).with_for_update()).one()


def _spend(home: Home, user: User, code: str) -> bool:
    return _spend_time(home, user, code) or _spend_paper(user, code)


def _spend_time(home: Home, user: User, code: str) -> bool:
    given = "".join(code.split())
    if not (given.isascii() and given.isdecimal()):
        return False
    totp, now = pyotp.TOTP(_secret(home, user)), int(home.now().timestamp()) // _STEP_S
    for step in (now + drift for drift in _DRIFT):
        if secrets.compare_digest(totp.generate_otp(step), given) and step > (user.totp_last or 0):
            user.totp_last = step
            return True
    return False


def _spend_paper(user: User, code: str) -> bool:
    hashed, known = _hash(code), _hashes(user)
    if not any(secrets.compare_digest(hashed, one) for one in known):
        return False
    user.recovery = {"codes": [one for one in known if one != hashed]}
    return True


def _new_codes(user: User) -> tuple[str, ...]:
    codes = tuple("-".join(_group() for _ in range(_GROUPS)) for _ in range(_CODES))
    user.recovery = {"codes": [_hash(code) for code in codes]}
    return codes


def _group() -> str:
    return "".join(secrets.choice(_SIGNS) for _ in range(_GROUP))


def _forget(user: User) -> None:
    user.totp_sealed = user.totp_since = user.totp_last = None
    user.recovery, user.session_epoch = {}, user.session_epoch + 1


def _secret(home: Home, user: User) -> str:
    assert user.totp_sealed is not None
    return home.vault.unseal(user.totp_sealed)["secret"]


def _hashes(user: User) -> list[str]:
    return list(user.recovery.get("codes", ()))


def _hash(code: str) -> str:
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
