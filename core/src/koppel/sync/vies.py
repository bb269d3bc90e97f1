"""The wire of VIES, the European Commission's service that knows VAT numbers: one question, one of three answers.

Nobody publishes a description of its REST side that is complete. What is known: a POST of country code and number to
`check-vat-number` gives `{"valid": ...}`; other addresses of the same service give `{"isValid": ..., "userError": ...}`; a
fault comes as `{"actionSucceed": false, "errorWrappers": [{"error": CODE}]}` or as `userError`, with status 200 or another.
All of these are understood here, and whatever else comes is no answer: it never makes a number valid or invalid. When to
ask, and what is remembered, is left to `vat_checks`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import structlog

from koppel.errors import KoppelError, Rejected
from koppel.home import Home
from koppel.http import Answer, Client

log = structlog.get_logger(__name__)

HOST: Final = "ec.europa.eu"
ADDRESS: Final = f"https://{HOST}/taxation_customs/vies/rest-api"
TIMEOUT_S: Final = 5.0
"""Short: an order can wait for the next run, a run with two hundred orders cannot wait for a service that is slow."""

_REFUSED: Final = frozenset({"INVALID", "INVALID_INPUT"})
_ONE_STATE: Final = ("MS_", "VAT_BLOCKED")
"""Faults that say nothing of the other member states; any other fault is of the whole service."""
_SILENT: Final = "NO_ANSWER"


class Said(StrEnum):
    """What VIES said. STATE_AWAY: the member state of the number does not answer; AWAY: VIES itself does not."""

    VALID = "valid"
    INVALID = "invalid"
    STATE_AWAY = "state_away"
    AWAY = "away"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`code` is the fault as VIES names it; `kept` what is worth keeping as proof (name, address, identifier)."""

    said: Said
    code: str = ""
    kept: Mapping[str, str] = field(default_factory=dict)


class Vies:
    """Asks, one number at a time. Close it when done."""

    def __init__(self, home: Home) -> None:
        self._client = Client(
            service="VIES",
            base_url=ADDRESS,
            vendor=_Wire,
            timeout_s=TIMEOUT_S,
            transport=home.transport,
            now=home.now,
        )

    def check(self, number: str) -> Verdict:
        """What is known of a normalised number (NL000099998B57, EL for Greece). Never raises for what VIES does."""
        body = {"countryCode": number[:2], "vatNumber": number[2:]}
        try:
            said = self._client.post("check-vat-number", body, writes=False).json()
        except Rejected as refused:
            said = {"error": refused.data.get("reason")}
        except KoppelError as error:
            log.info("no answer of VIES", country=number[:2], error=type(error).__name__)
            return Verdict(said=Said.AWAY, code=_SILENT)
        verdict = _verdict(said if isinstance(said, Mapping) else {})
        log.info("VIES answered", country=number[:2], said=str(verdict.said), code=verdict.code)
        return verdict

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()


class _Wire:
    """A fault has its code in the body, whatever the status."""

    @classmethod
    def classify(cls, answer: Answer) -> KoppelError | None:
        if answer.status < 300 or not answer.is_json:
            return None
        said = answer.json()
        code = _fault(said) if isinstance(said, Mapping) else ""
        return Rejected(service=answer.service, reason=code) if code else None

    @classmethod
    def limited_until(cls, answer: Answer, now: datetime) -> datetime | None:
        del answer, now
        return None


def _verdict(said: Mapping[str, Any]) -> Verdict:
    """A fault goes before `valid`: beside one it stands at false and means nothing."""
    code = _fault(said)
    if code in _REFUSED:
        return Verdict(said=Said.INVALID, code=code)
    if code:
        return Verdict(said=Said.STATE_AWAY if code.startswith(_ONE_STATE) else Said.AWAY, code=code)
    valid = said.get("valid", said.get("isValid"))
    if not isinstance(valid, bool):
        return Verdict(said=Said.AWAY, code=_SILENT)
    return Verdict(said=Said.VALID if valid else Said.INVALID, kept=_kept(said))


def _fault(said: Mapping[str, Any]) -> str:
    wrappers = said.get("errorWrappers")
    if isinstance(wrappers, list) and wrappers and isinstance(wrappers[0], Mapping):
        return str(wrappers[0].get("error") or _SILENT).upper()
    code = str(said.get("userError") or said.get("error") or "").strip("-").upper()
    return "" if code == "VALID" else code


def _kept(said: Mapping[str, Any]) -> dict[str, str]:
    """Member states that give no name write `---`."""
    found = {
        name: str(said.get(name) or "").strip() for name in ("requestIdentifier", "requestDate", "name", "address")
    }
    return {name: value[:300] for name, value in found.items() if value.strip("-")}
