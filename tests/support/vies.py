"""VIES as far as its users have described it, strict about what it takes: one POST with a country code and a number.

Which of the two known shapes the real service answers in is not certain, so the fake can answer in either.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from werkzeug.wrappers import Request, Response

from koppel.testing import Fake

_STATES = "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI"
_PATH = "/taxation_customs/vies/rest-api/check-vat-number"


@dataclass
class ViesFake(Fake):
    """`valid` are the numbers that it knows, `states_away` the member states that do not answer.

    `fault` is a code with which it refuses every question; `shape` is "valid" or "isValid".
    """

    valid: set[str] = field(default_factory=set)
    states_away: set[str] = field(default_factory=set)
    fault: str = ""
    status: int = 200
    shape: str = "valid"

    @property
    def asked(self) -> list[str]:
        """The numbers that were asked, in order."""
        bodies = [json.loads(call.body) for call in self.calls]
        return [body["countryCode"] + body["vatNumber"] for body in bodies]

    def respond(self, request: Request) -> Response:
        if request.path != _PATH or request.method != "POST" or request.mimetype != "application/json":
            return Response("Not Found", 404)
        body = request.get_json()
        if self.fault:
            return self._refused(self.fault)
        if (
            set(body) != {"countryCode", "vatNumber"}
            or body["countryCode"] not in _STATES.split()
            or not body["vatNumber"]
        ):
            return self._refused("INVALID_INPUT")
        if body["countryCode"] in self.states_away:
            return self._refused("MS_UNAVAILABLE")
        return self._told(body["countryCode"], body["vatNumber"])

    def _told(self, country: str, number: str) -> Response:
        is_valid = country + number in self.valid
        said: dict[str, Any] = {
            "requestDate": "2026-06-15T12:00:00.000Z",
            "requestIdentifier": "WAPIAAAAXyZ" if is_valid else "",
            "name": "MUSTER GMBH" if is_valid else "---",
            "address": "---",
            self.shape: is_valid,
        }
        if self.shape == "valid":
            said |= {"countryCode": country, "vatNumber": number}
        else:
            said |= {"userError": "VALID" if is_valid else "INVALID", "originalVatNumber": number}
        return Response(json.dumps(said), content_type="application/json")

    def _refused(self, code: str) -> Response:
        said: dict[str, Any] = {"actionSucceed": False, "errorWrappers": [{"error": code}]}
        if self.shape != "valid":
            said = {"isValid": False, "userError": code}
        return Response(json.dumps(said), self.status, content_type="application/json")
