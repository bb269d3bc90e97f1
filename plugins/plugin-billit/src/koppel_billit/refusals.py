"""Reading Billit's answers: which of our errors an answer stands for. What the codes mean is in `sentences`.

Codes decide, never descriptions: those come in the language of the Billit user.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from koppel.api import Answer, AuthFailed, KoppelError, Rejected, Text
from koppel_billit.sentences import ALREADY_SENT, KEY_USED, MEANINGS, NO_ACCESS, REFUSED, TOKEN_CODES, UNKNOWN, Meaning

__all__ = ["ALREADY_SENT", "KEY_USED", "UNCLEAR", "error_of"]

UNCLEAR: Final = "unclear"
"""A 401 without a code that says why: a login that is refused, or something of another company that was named."""
_CONFLICT: Final = 409


def error_of(answer: Answer) -> KoppelError | None:
    """The error that an answer stands for; None leaves it to the common table."""
    if answer.status not in {400, 401, _CONFLICT}:
        return None
    told = _told(answer)
    if answer.status == 401:
        return _no_access(answer, told)
    if not told and answer.status == 400:
        return None
    return _refusal(answer, told)


def _refusal(answer: Answer, told: list[tuple[str, str]]) -> Rejected:
    """All that is wrong, with the first known reason and step. A conflict is always a key that was used."""
    known = [meaning for code, _ in told if (meaning := MEANINGS.get(code.lower())) is not None]
    if answer.status == _CONFLICT and not any(meaning.reason == KEY_USED for meaning in known):
        known.insert(0, MEANINGS["idempotent token already exists"])
    said = " ".join(dict.fromkeys(text or code for code, text in told)) or str(answer.status)
    fields = {code: text for code, text in told if code}
    if not known:
        return Rejected(UNKNOWN, fields=fields, message=said, reason="refused", **_data(answer))
    step = next((meaning.step for meaning in known if meaning.step), None)
    return Rejected(_explained(known), fields=fields, message=said, reason=known[0].reason, step=step, **_data(answer))


def _explained(known: list[Meaning]) -> Text:
    en = " ".join(dict.fromkeys(meaning.sentence.en for meaning in known))
    nl = " ".join(dict.fromkeys(meaning.sentence.nl for meaning in known))
    return Text(en=REFUSED.en.replace("{advice}", en), nl=REFUSED.nl.replace("{advice}", nl))


def _no_access(answer: Answer, told: list[tuple[str, str]]) -> AuthFailed:
    for code, text in told:
        if code.lower() in TOKEN_CODES:
            return AuthFailed(TOKEN_CODES[code.lower()], reason=code, message=text, **_data(answer))
    said = " ".join(text or code for code, text in told)
    return AuthFailed(NO_ACCESS if told else None, reason=UNCLEAR, message=said, **_data(answer))


def _told(answer: Answer) -> list[tuple[str, str]]:
    """Code and description of each error; a few other shapes are met too, and a page or plain text has none."""
    body: Any = answer.json() if answer.is_json else None
    if not isinstance(body, dict):
        return []
    errors = next((body[name] for name in ("errors", "Errors") if isinstance(body.get(name), list)), None)
    if errors is None:
        text = body.get("Message") or body.get("ErrorMessage") or body.get("DefaultText")
        return [(str(body.get("ErrorEnum") or ""), str(text or ""))] if text or body.get("ErrorEnum") else []
    return [(str(one.get("Code") or ""), str(one.get("Description") or "")) for one in errors if isinstance(one, dict)]


def _data(answer: Answer) -> dict[str, Any]:
    return {"service": answer.service, "status": answer.status, "path": urlsplit(answer.url).path}
