"""One table from an HTTP answer to our errors, for all services; what a vendor does differently is its connector's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from koppel.errors import AuthFailed, KoppelError, RateLimited, Rejected, Unavailable, UnknownOutcome, WrongUse
from koppel.http.answer import Answer
from koppel.text import Text

_DEFAULT_PAUSE = timedelta(seconds=60)

_MOVED = Text(
    en="{service} sends us on to {location}. Enter that address in the connection if it is yours.",
    nl="{service} stuurt door naar {location}. Vul dat adres in bij de koppeling als het van u is.",
)
_NOT_FOUND = Text(
    en="{service} does not know this address ({path}). Check the address of the connection.",
    nl="{service} kent dit adres niet ({path}). Controleer het adres van de koppeling.",
)
_NOT_ALLOWED = Text(
    en="{service} accepts the login but does not allow this. Give the user or the key more rights.",
    nl="{service} accepteert de inlog maar staat dit niet toe. Geef de gebruiker of de sleutel meer rechten.",
)

_AWAY = Text(
    en="{service} is closed for maintenance. Koppel goes on by itself at {until}.",
    nl="{service} is gesloten voor onderhoud. Koppel gaat om {until} vanzelf verder.",
)


def error_for(answer: Answer, *, now: datetime, until: datetime | None = None) -> KoppelError | None:
    """The error that an answer stands for, or None for a good one.

    A write that met a fault of the server may have been done all the same (a gateway that gave up waiting says nothing
    of what happened behind it), so it is UnknownOutcome; a read is Unavailable.
    """
    status = answer.status
    if status < 300:
        return None
    data: dict[str, Any] = {"service": answer.service, "status": status, "path": urlsplit(answer.url).path}
    if status < 400:
        return WrongUse(_MOVED, location=_without_query(answer.headers.get("location", "?")), **data)
    if status == 401:
        return AuthFailed(**data)
    if status == 403:
        return AuthFailed(_NOT_ALLOWED, **data)
    if status == 429:
        return RateLimited(until or retry_after(answer, now), **data)
    if status == 503 and "retry-after" in answer.headers:
        return RateLimited(until or retry_after(answer, now), _AWAY, **data)
    if status >= 500 or status == 408:
        return UnknownOutcome(**data) if answer.wrote else Unavailable(**data)
    if status in {404, 410}:
        return WrongUse(_NOT_FOUND, **data)
    return Rejected(message=answer.text[:300], **data)


def retry_after(answer: Answer, now: datetime) -> datetime:
    """The moment that Retry-After names, in seconds or as a date; a minute from now when it names none."""
    value = answer.headers.get("retry-after", "")
    if value.isdigit():
        return now + timedelta(seconds=int(value))
    try:
        return parsedate_to_datetime(value).astimezone(UTC)
    except ValueError:
        return now + _DEFAULT_PAUSE


def _without_query(location: str) -> str:
    """Where a redirect leads, without what may hold a key."""
    return location.partition("?")[0]
