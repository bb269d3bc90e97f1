"""Reading Exact's answers: which of our errors an answer stands for.

Exact reports broken business rules with status 500, so a 500 with a message is final and must not be tried again, while
one without is an outage. What the messages mean is in `sentences`; when a limit ends is in `limits`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from koppel.api import Answer, AuthFailed, Bug, KoppelError, RateLimited, Rejected, SettingsProblem, Text
from koppel_exact.sentences import Meaning, meaning

_TOKEN_PATH: Final = "/api/oauth2/token"  # noqa: S105 - an address
_BUSY_PAUSE: Final = timedelta(seconds=30)
_UNCLEAR: Final = re.compile(r"time-?\s?out|deadlock", re.IGNORECASE)
_SHAPE: Final = re.compile(
    r"error processing request stream|error in query syntax|\$select|\$filter|filtering on", re.IGNORECASE
)
_MODULE_PATH: Final = re.compile(r"/(salesinvoice|salesorder|inventory)/", re.IGNORECASE)
_KEYED: Final = re.compile(r"\(guid'")

_REFUSED = Text(
    en="Exact Online refuses this: {advice} (“{message}”)",
    nl="Exact Online weigert dit: {advice} (“{message}”)",
)
_UNKNOWN_REFUSAL = Text(
    en="Exact Online refuses this and says: “{message}”",
    nl="Exact Online weigert dit en meldt: “{message}”",
)
_GONE = Text(
    en="This no longer exists in Exact Online: somebody removed it there.",
    nl="Dit bestaat niet meer in Exact Online: iemand heeft het daar verwijderd.",
)
_NO_MODULE = Text(
    en="The licence of this administration does not include this kind of document. Choose another way of booking orders.",
    nl="De licentie van deze administratie bevat dit soort document niet. Kies een andere manier om bestellingen te boeken.",
)
_NO_DIVISION = Text(
    en="The Exact user may not open this administration. Grant access in Exact Online, or choose another administration.",
    nl="De Exact-gebruiker mag deze administratie niet openen. Geef toegang in Exact Online of kies een andere "
    "administratie.",
)
_NO_SCOPE = Text(
    en="The app registration at Exact lacks a permission that Koppel needs. Add it in the Exact App Center and log in again.",
    nl="De app-registratie bij Exact mist een recht dat Koppel nodig heeft. Voeg het toe in het Exact App Center en log "
    "opnieuw in.",
)
_REASONS: Final[Mapping[str, Text]] = {
    "BlockedUser": Text(
        en="The Exact user is blocked. Unblock the user in Exact Online, or log in as another one.",
        nl="De Exact-gebruiker is geblokkeerd. Hef de blokkade op in Exact Online of log in als een andere gebruiker.",
    ),
    "InactiveUser": Text(
        en="The Exact user is not active any more. Log in as another user.",
        nl="De Exact-gebruiker is niet meer actief. Log in als een andere gebruiker.",
    ),
    "BlockedCustomer": Text(
        en="Exact has blocked the customer that this licence belongs to. Contact Exact.",
        nl="Exact heeft de klant van deze licentie geblokkeerd. Neem contact op met Exact.",
    ),
    "LicenseExpired": Text(
        en="The Exact Online licence has expired. Renew it; Koppel then goes on.",
        nl="De licentie van Exact Online is verlopen. Verleng die; Koppel gaat daarna verder.",
    ),
}
_DIVISION_REASONS: Final = frozenset({"NoDivisionAccess", "DivisionBlocked"})
_TOKEN_ERRORS: Final[Mapping[str, Text]] = {
    "unauthorized_client": Text(
        en="The login at Exact was used elsewhere and no longer counts here. Log in again.",
        nl="De inlog bij Exact is elders gebruikt en geldt hier niet meer. Log opnieuw in.",
    ),
    "invalid_grant": Text(
        en="Exact no longer accepts this login, for example because it was not used for 30 days. Log in again.",
        nl="Exact accepteert deze inlog niet meer, bijvoorbeeld omdat die 30 dagen niet is gebruikt. Log opnieuw in.",
    ),
    "invalid_request": Text(
        en="Exact does not know this client id, client secret or redirect address. Compare them with the App Center.",
        nl="Exact kent dit client-id, dit client secret of dit redirectadres niet. Vergelijk ze met het App Center.",
    ),
}


def error_of(answer: Answer) -> KoppelError | None:
    """The error that an answer stands for; None leaves it to the common table."""
    if answer.status < 400:
        return None
    if urlsplit(answer.url).path.endswith(_TOKEN_PATH):
        return _token_error(answer)
    message, reason = _message(answer), answer.headers.get("reason", "").partition(":")[0].strip()
    if answer.status in {401, 403}:
        return _no_access(answer, reason, message)
    if answer.status == 404 and _KEYED.search(answer.url):
        return Rejected(_GONE, reason="gone", **_data(answer))
    if message and answer.status in {400, 500}:
        return _refusal(answer, message)
    return None


def _refusal(answer: Answer, message: str) -> KoppelError | None:
    """A refusal for a reason of the books; None for a fault that says nothing of whether the write was done."""
    if answer.status == 500 and _UNCLEAR.search(message):
        return None
    if "wrong division" in message.lower():
        return SettingsProblem("administration", _NO_DIVISION, message=message, **_data(answer))
    if answer.status == 400 and _SHAPE.search(message):
        return Bug(what=message, **_data(answer))
    parts = [part.strip() for part in message.splitlines() if part.strip()]
    known = [found for found in map(meaning, parts) if found]
    fields = {part.partition(":")[2].strip() or part: part for part in parts}
    said = " ".join(parts)
    if not known:
        return Rejected(_UNKNOWN_REFUSAL, fields=fields, message=said, reason="refused", **_data(answer))
    return Rejected(_explained(known), fields=fields, message=said, **_solution(known), **_data(answer))


def _explained(known: list[Meaning]) -> Text:
    en = " ".join(dict.fromkeys(found.sentence.en for found in known))
    nl = " ".join(dict.fromkeys(found.sentence.nl for found in known))
    return Text(en=_REFUSED.en.replace("{advice}", en), nl=_REFUSED.nl.replace("{advice}", nl))


def _solution(known: list[Meaning]) -> dict[str, Any]:
    """The first reason, and the step of the first meaning that has one."""
    step = next((found.step for found in known if found.step), None)
    return {"reason": known[0].reason, "reasons": [found.reason for found in known], "step": step}


def _no_access(answer: Answer, reason: str, message: str) -> KoppelError | None:
    said = message or answer.text[:200]
    data = {**_data(answer), "reason": reason, "message": said}
    if reason in _DIVISION_REASONS:
        return SettingsProblem("administration", _NO_DIVISION, **data)
    if reason in _REASONS:
        return AuthFailed(_REASONS[reason], **data)
    if "scope violated" in said.lower():
        return AuthFailed(_NO_SCOPE, **data)
    if answer.status == 403 and _MODULE_PATH.search(answer.url):
        return SettingsProblem("insertion_type", _NO_MODULE, **data)
    return None


def _token_error(answer: Answer) -> KoppelError | None:
    """A refusal of the token endpoint.

    A refresh within 570 seconds of the last one is refused. That is no failed login: somebody has just renewed it.
    """
    body = answer.json() if answer.is_json else {}
    code = str(body.get("error", "")) if isinstance(body, dict) else ""
    early = "not expired" in answer.text or "TooEarly" in answer.headers.get("reason", "")
    if early or answer.status == 429:
        return RateLimited(datetime.now(UTC) + _BUSY_PAUSE, **_data(answer))
    if answer.status >= 500:
        return None
    return AuthFailed(_TOKEN_ERRORS.get(code, _TOKEN_ERRORS["invalid_grant"]), error=code, **_data(answer))


def _message(answer: Answer) -> str:
    """The vendor's text: `error.message.value`; "" when there is none."""
    if not answer.is_json:
        return ""
    found: Any = answer.json()
    for name in ("error", "message", "value"):
        found = found.get(name) if isinstance(found, dict) else None
    return str(found or "").strip()


def _data(answer: Answer) -> dict[str, Any]:
    return {"service": answer.service, "status": answer.status, "path": urlsplit(answer.url).path}
