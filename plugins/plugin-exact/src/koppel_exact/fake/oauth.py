"""The service's OAuth2: authorization codes, access tokens of 600 seconds and refresh tokens that can be used once.

With the fake the user is always signed in and always consents. Tokens form one chain per app and user: a new consent
starts a new chain, and what belongs to an older one is refused.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from werkzeug.wrappers import Request, Response

from .envelope import json_response
from .limits import ErrorVelocity
from .switches import Switches

ACCESS_LIFETIME = timedelta(seconds=600)
EARLIEST_REFRESH = timedelta(seconds=570)
REFRESH_IDLE = timedelta(days=30)
_TOO_EARLY = "Rate limit exceeded: access_token not expired"
_NO_CHAIN = "Token is not allowed, because of invalid or empty chainId"


@dataclass(slots=True)
class _Code:
    redirect_uri: str
    chain: int
    issued: datetime
    used: bool = False


@dataclass(slots=True)
class _Refresh:
    chain: int
    issued: datetime
    used: bool = False


@dataclass(slots=True, kw_only=True)
class TokenServer:
    """Both OAuth2 endpoints and what they remember."""

    client_id: str
    client_secret: str
    redirect_uris: tuple[str, ...]
    clock: Callable[[], datetime]
    switches: Switches
    velocity: ErrorVelocity
    _consents: int = 0
    _chain: int = 0
    _codes: dict[str, _Code] = field(default_factory=dict)
    _refresh: dict[str, _Refresh] = field(default_factory=dict)
    _access: dict[str, datetime] = field(default_factory=dict)

    def authorize(self, request: Request) -> Response:
        """Send the browser back with a code; a registration that does not match gets an error page instead."""
        args = request.args
        uri = args.get("redirect_uri", "")
        right = self._own_id(args.get("client_id", "")) and uri in self.redirect_uris
        if not right or args.get("response_type") != "code":
            return Response("invalid_request", status=400, mimetype="text/plain")
        self._consents += 1
        code = f"stampNL001.{secrets.token_hex(4)}!IAAA{secrets.token_urlsafe(24)}"
        self._codes[code] = _Code(uri, self._consents, self.clock())
        back = {"code": code, **({"state": args["state"]} if "state" in args else {})}
        return Response(status=302, headers={"Location": f"{uri}?{urlencode(back)}"})

    def token(self, request: Request) -> Response:
        """Exchange a code or a refresh token; too many failures within an hour block this endpoint too."""
        if self.velocity.blocked("", "oauth2/token"):
            return Response(status=self.switches.velocity_block_status)
        response = self._exchange(request)
        self.velocity.note("", "oauth2/token", response.status_code)
        return response

    def accepts(self, header: str) -> bool:
        """Whether an Authorization header carries an access token that is alive."""
        scheme, _, token = header.partition(" ")
        issued = self._access.get(token.strip())
        return scheme.lower() == "bearer" and issued is not None and self.clock() < issued + ACCESS_LIFETIME

    def sign_in(self) -> dict[str, str]:
        """A fresh pair of tokens, as after a consent."""
        self._consents += 1
        return self._pair(self._consents)

    def expire_access_tokens(self) -> None:
        """Let every access token die now. The moment of issue counts for the 570 seconds, so a refresh may follow."""
        self._access.clear()
        for refresh in self._refresh.values():
            refresh.issued = min(refresh.issued, self.clock() - EARLIEST_REFRESH)

    def revoke(self) -> None:
        """The user withdrew the app: nothing issued so far works any more."""
        self._access.clear()
        self._refresh.clear()
        self._codes.clear()

    def _exchange(self, request: Request) -> Response:
        form = request.form
        if request.method != "POST" or not self._knows_client(request):
            return _failure(400, "invalid_request")
        match form.get("grant_type"):
            case "authorization_code" if form.get("code") and form.get("redirect_uri"):
                return self._from_code(form["code"], form["redirect_uri"])
            case "refresh_token" if form.get("refresh_token"):
                return self._from_refresh(form["refresh_token"])
            case _:
                return _failure(400, "invalid_request")

    def _from_code(self, text: str, redirect_uri: str) -> Response:
        code = self._codes.get(text)
        if code is None or code.chain != self._consents:
            return _failure(400, "invalid_grant", _NO_CHAIN)
        if code.used or self.clock() >= code.issued + timedelta(seconds=self.switches.code_lifetime_s):
            return Response(status=400)
        if code.redirect_uri != redirect_uri:
            return _failure(400, "invalid_request")
        code.used = True
        return json_response(self._pair(code.chain))

    def _from_refresh(self, text: str) -> Response:
        refresh = self._refresh.get(text)
        if refresh is None or self.clock() >= refresh.issued + REFRESH_IDLE:
            return _failure(400, "invalid_grant") if self._names_stale() else Response(status=400)
        if refresh.used:
            return _failure(401, "unauthorized_client", "Old refresh token used.")
        if refresh.chain != self._chain:
            return _failure(400, "invalid_grant", _NO_CHAIN)
        if self.clock() < refresh.issued + EARLIEST_REFRESH:
            return self._too_early(refresh)
        refresh.used = True
        return json_response(self._pair(refresh.chain))

    def _too_early(self, refresh: _Refresh) -> Response:
        refresh.used = self.switches.refresh_after_early == "burned"
        response = _failure(self.switches.early_refresh_status, "access_denied", _TOO_EARLY)
        response.headers["Reason"] = f"TooEarlyToRefreshTokens: {_TOO_EARLY}"
        return response

    def _names_stale(self) -> bool:
        return self.switches.stale_refresh_body == "invalid_grant"

    def _pair(self, chain: int) -> dict[str, str]:
        self._chain = chain
        access = f"stampNL001.gAAAA{secrets.token_urlsafe(60)}"
        refresh = f"stampNL001.{secrets.token_hex(4)}!IAAA-{secrets.token_urlsafe(30)}_"
        self._access[access] = self.clock()
        self._refresh[refresh] = _Refresh(chain, self.clock())
        return {"access_token": access, "token_type": "bearer", "expires_in": "600", "refresh_token": refresh}

    def _knows_client(self, request: Request) -> bool:
        form = request.form
        client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
        if not client_id and request.headers.get("Authorization", "").startswith("Basic "):
            client_id, secret = _basic(request.headers["Authorization"])
        return self._own_id(client_id) and secret == self.client_secret

    def _own_id(self, client_id: str) -> bool:
        return client_id.strip("{}") == self.client_id.strip("{}")


def _basic(header: str) -> tuple[str, str]:
    try:
        user, _, password = base64.b64decode(header.removeprefix("Basic ")).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return user, password


def _failure(status: int, error: str, description: str = "") -> Response:
    return json_response({"error": error, **({"error_description": description} if description else {})}, status)
