"""Who calls, and for which company: the key or token, and the PartyID header."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from werkzeug.wrappers import Request

from .company import Company
from .oauth import TokenServer
from .refusal import GENERIC, Refusal, bad, unauthorised
from .switches import Switches

_BEARER = "Bearer "


@dataclass(slots=True, kw_only=True)
class Access:
    """The logins that exist. `visible` are the companies that the user approved, None for all of them; `rights` of a
    login without the right to write holds no "write".
    """

    api_key: str
    tokens: TokenServer
    switches: Switches
    companies: dict[int, Company]
    visible: set[int] | None = None
    rights: set[str] = field(default_factory=lambda: {"read", "write"})

    def check(self, request: Request) -> None:
        """Raises the Refusal for a call without good credentials."""
        header, key = request.headers.get("Authorization", ""), request.headers.get("ApiKey")
        if key is not None:
            if key != self.api_key:
                raise unauthorised("ApiKeyNotValid")
        elif header.startswith(_BEARER):
            self.tokens.check(header.removeprefix(_BEARER))
        else:
            raise Refusal(401, (GENERIC, "Authorization has been denied for this request."))
        if request.method != "GET" and "write" not in self.rights:
            raise self._no_access(401)

    def company(self, request: Request) -> Company:
        """The company of the call. One that sees a single company need not name it."""
        text, seen = request.headers.get("PartyID"), self.seen()
        if text is None:
            if len(seen) == 1:
                return seen[0]
            raise self._no_access(self.switches.missing_company_status)
        if not text.isdigit():
            raise bad(GENERIC, "PartyID is not valid")
        found = next((one for one in seen if one.id == int(text) and one.open_to_api), None)
        if found is None:
            raise self._no_access(401)
        return found

    def account(self) -> dict[str, Any]:
        """What the account endpoint tells."""
        seen = self.seen()
        return {
            "Email": "owner@webshop.example",
            "FirstName": "Robin",
            "LastName": "Webwinkel",
            "LoginOrRegisterNeeded": False,
            "Companies": [{**one.profile, "APIAllowed": one.open_to_api} for one in seen],
            "UserCompanyRoles": [{"PartyID": one.id, "UserRoleTypes": ["Administrator"]} for one in seen],
        }

    def seen(self) -> list[Company]:
        """The companies of this login."""
        return [one for one in self.companies.values() if self.visible is None or one.id in self.visible]

    @staticmethod
    def _no_access(status: int) -> Refusal:
        return Refusal(status, (GENERIC, "You have no access to this company"))
