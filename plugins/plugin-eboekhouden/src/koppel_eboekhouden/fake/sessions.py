"""API tokens and the sessions that they are traded for."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from .refusal import Refusal, bad_request, security
from .switches import Switches

_SOURCE: Final = re.compile(r"[A-Za-z0-9_ ]{1,10}")


@dataclass(slots=True, kw_only=True)
class Sessions:
    """Who may call. `tokens` are the API tokens that exist, with the moment from which each is over."""

    clock: Callable[[], datetime]
    switches: Switches
    tokens: dict[str, datetime | None] = field(default_factory=dict)
    started: int = 0
    _living: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    def start(self, body: dict[str, Any]) -> dict[str, Any]:
        """Trade an API token for a session."""
        source, token = body.get("source"), body.get("accessToken")
        if not source:
            raise bad_request("API_SESSION_001", "source")
        if not isinstance(source, str) or not _SOURCE.fullmatch(source):
            raise bad_request("API_SESSION_002", "source")
        if not token:
            raise bad_request("API_SESSION_003", "accessToken")
        if token not in self.tokens:
            raise security(self.switches.login_failed_status, title="Login failed")
        over = self.tokens[token]
        if over is not None and self.clock() >= over:
            raise bad_request("API_SESSION_004", "accessToken")
        return self._answer(str(token))

    def open(self, token: str) -> str:
        """A session as if it had just been started."""
        session = secrets.token_hex(16)
        if self.switches.sessions == "one":
            self._living = {key: held for key, held in self._living.items() if held[0] != token}
        life = timedelta(seconds=self.switches.session_life_s)
        self._living[session] = (token, self.clock() + life)
        self.started += 1
        return session

    def check(self, header: str) -> None:
        """Refuse a call without a living session. The bare token and `Bearer ` before it are both taken."""
        session = header.removeprefix("Bearer ")
        held = self._living.get(session)
        if held is not None and self.clock() < held[1]:
            return
        if self.switches.dead_session_body == "security_010":
            raise security(401, "SECURITY_010")
        raise Refusal(401)

    def end(self, header: str) -> None:
        """Kill one session."""
        self._living.pop(header.removeprefix("Bearer "), None)

    def end_all(self) -> None:
        """Kill every session."""
        self._living.clear()

    def _answer(self, token: str) -> dict[str, Any]:
        session = self.open(token)
        lifetime = {"expiresIn": self.switches.session_life_s} if self.switches.tells_lifetime else {}
        return {"token": session, **lifetime}
