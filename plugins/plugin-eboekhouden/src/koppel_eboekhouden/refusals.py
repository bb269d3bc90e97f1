"""Reading the service's answers: which of our errors an answer stands for. What the codes mean is in `sentences`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from koppel.api import Answer, AuthFailed, Bug, KoppelError, Rejected, Text, Unavailable, UnknownOutcome
from koppel_eboekhouden.sentences import ACCOUNT, MEANINGS, NO_SESSION, UNKNOWN_TOKEN, Meaning

SESSION_PATH: Final = "/v1/session"
SHAPE: Final = frozenset({"ERR_002", "DATA_01", "PAGE_001", "PAGE_002", "API_SESSION_001", "API_SESSION_002"})
"""Codes that say that a request was written wrongly: our mistake, not a document's."""
_INTERNAL: Final = "ERR_001"
_CODE: Final = re.compile(r"[A-Z]+(?:_[A-Z]+)*_\d{2,3}")
_REFUSED = Text(
    en="e-Boekhouden.nl refuses this: {advice} (“{message}”)",
    nl="e-Boekhouden.nl weigert dit: {advice} (“{message}”)",
)
_UNKNOWN_REFUSAL = Text(
    en="e-Boekhouden.nl refuses this and says: “{message}”",
    nl="e-Boekhouden.nl weigert dit en meldt: “{message}”",
)


def error_of(answer: Answer) -> KoppelError | None:
    """The error that an answer stands for; None leaves it to the common table."""
    if answer.status < 400 or answer.status == 429:
        return None
    body = _body(answer)
    codes = list(dict.fromkeys(_codes(body)))
    account = next((ACCOUNT[code] for code in codes if code in ACCOUNT), None)
    if account is not None:
        return AuthFailed(account, **_data(answer, body, codes))
    if answer.status in {400, 401, 403} and _is_session(answer) and not set(codes) & SHAPE:
        return AuthFailed(UNKNOWN_TOKEN, **_data(answer, body, codes))
    if answer.status == 401:
        return AuthFailed(NO_SESSION, **_data(answer, body, codes))
    if _INTERNAL in codes:
        kind = UnknownOutcome if answer.wrote else Unavailable
        return kind(**_data(answer, body, codes))
    return _refusal(answer, body, codes) if answer.status in {400, 404} and body else None


def _refusal(answer: Answer, body: dict[str, Any], codes: list[str]) -> KoppelError:
    known = [(code, MEANINGS[code]) for code in codes if code in MEANINGS]
    data = _data(answer, body, codes)
    if not known and (set(codes) & SHAPE or (answer.status == 400 and not codes)):
        where = str(body.get("propertyName") or body.get("errors") or body.get("title") or "")
        return Bug(what=f"{', '.join(codes)} {where}".strip(), **data)
    fields = {code: meaning.sentence.en for code, meaning in known} or {code: code for code in codes}
    if not known:
        return Rejected(_UNKNOWN_REFUSAL, fields=fields, reason="refused", **data)
    meanings = [meaning for _, meaning in known]
    step = next((meaning.step for meaning in meanings if meaning.step), None)
    reasons = list(dict.fromkeys(meaning.reason for meaning in meanings))
    return Rejected(_explained(meanings), fields=fields, reason=reasons[0], reasons=reasons, step=step, **data)


def _explained(meanings: list[Meaning]) -> Text:
    en = " ".join(dict.fromkeys(meaning.sentence.en for meaning in meanings))
    nl = " ".join(dict.fromkeys(meaning.sentence.nl for meaning in meanings))
    return Text(en=_REFUSED.en.replace("{advice}", en), nl=_REFUSED.nl.replace("{advice}", nl))


def _is_session(answer: Answer) -> bool:
    return urlsplit(answer.url).path.endswith(SESSION_PATH)


def _body(answer: Answer) -> dict[str, Any]:
    """The Error shape; empty when the answer has none."""
    body = answer.json() if answer.content and answer.is_json else {}
    return body if isinstance(body, dict) else {}


def _codes(body: dict[str, Any]) -> Iterator[str]:
    """Every code in it. `errors` comes as texts, as an object of field to texts, or as objects: all are looked through."""
    yield from _codes_in(body.get("code"))
    yield from _codes_in(body.get("errors"))


def _codes_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from _CODE.findall(value)
    elif isinstance(value, dict):
        for part in value.values():
            yield from _codes_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from _codes_in(part)


def _data(answer: Answer, body: dict[str, Any], codes: list[str]) -> dict[str, Any]:
    said = str(body.get("message") or body.get("title") or answer.status)
    return {
        "service": answer.service,
        "status": answer.status,
        "path": urlsplit(answer.url).path,
        "codes": codes,
        "message": f"{said} {', '.join(codes)}".strip(),
    }
