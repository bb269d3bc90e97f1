"""The service's OAuth 2: the login page, codes of ten minutes, access tokens of an hour, refresh tokens that work once.

With the fake the user is always signed in and approves the companies that `approved` names.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from werkzeug.wrappers import Request, Response

from .answers import json_answer, refused
from .refusal import GENERIC, Refusal, bad, unauthorised
from .switches import Switches
from .values import Row, read_object

LIFETIME: Final = timedelta(hours=1)
_CODE_LIFETIME: Final = timedelta(minutes=10)
_NEEDED: Final = {
    "authorization_code": ("code", "client_id", "client_secret", "redirect_uri"),
    "refresh_token": ("refresh_token", "client_id", "client_secret"),
}


@dataclass(slots=True)
class _Code:
    redirect_uri: str
    issued: datetime


@dataclass(slots=True, kw_only=True)
class TokenServer:
    """The login page and the token endpoints, and what they remember."""

    client_id: str
    client_secret: str
    redirect_uris: tuple[str, ...]
    clock: Callable[[], datetime]
    switches: Switches
    approves: bool = True
    _codes: dict[str, _Code] = field(default_factory=dict)
    _refresh: set[str] = field(default_factory=set)
    _access: dict[str, datetime] = field(default_factory=dict)
    _revoked: set[str] = field(default_factory=set)

    def authorize(self, request: Request) -> Response:
        """The login page: sends the browser back with a code, or with the user's refusal."""
        args = request.args
        if args.get("client_id") != self.client_id:
            return Response("Invalid OAuth2 request", status=400, mimetype="text/plain")
        uri = args.get("redirect_uri")
        if uri is None:
            return Response("<html><body>Log in</body></html>", mimetype="text/html")
        if uri not in self.redirect_uris:
            return Response("Invalid OAuth2 request", status=400, mimetype="text/plain")
        back = {"code": self._new_code(uri)} if self.approves else {"error": "access_denied"}
        if "state" in args:
            back["state"] = args["state"].partition("&")[0]
        return Response(status=302, headers={"Location": f"{uri}?{urlencode(back)}"})

    def token(self, request: Request) -> Response:
        """Trade a code or a refresh token for a new pair. Only JSON, and no Authorization header."""
        try:
            return json_answer(self._exchange(request))
        except Refusal as refusal:
            if self.switches.token_error_body == "errors":
                return refused(refusal, self.switches)
            return json_answer({"error": "invalid_grant", "error_description": "refused"}, refusal.status)

    def revoke(self) -> None:
        """The user removes the app: everything issued so far is dead."""
        self._revoked |= set(self._access)
        self._refresh.clear()

    def sign_in(self) -> dict[str, Any]:
        """A fresh pair, as after a login."""
        access, refresh = secrets.token_urlsafe(40), secrets.token_urlsafe(40)
        self._access[access] = self.clock()
        self._refresh.add(refresh)
        seconds = int(LIFETIME.total_seconds())
        return {"token_type": "Bearer", "expires_in": seconds, "access_token": access, "refresh_token": refresh}

    def check(self, token: str) -> None:
        """Raises the Refusal for a token that is unknown, withdrawn or old."""
        if token in self._revoked:
            raise unauthorised("AccessTokenRevoked")
        issued = self._access.get(token)
        if issued is None:
            raise unauthorised("InvalidAccessToken")
        if self.clock() >= issued + LIFETIME:
            raise unauthorised("AccessTokenExpired")

    def _exchange(self, request: Request) -> dict[str, Any]:
        body = self._body(request)
        kind = str(body.get("grant_type", ""))
        if kind not in _NEEDED or any(not body.get(name) for name in _NEEDED[kind]):
            raise bad(GENERIC, "Data is Required")
        known = (body["client_id"], body["client_secret"]) == (self.client_id, self.client_secret)
        if not known or "Authorization" in request.headers:
            raise self._refusal()
        if kind == "authorization_code":
            self._spend_code(str(body["code"]), str(body["redirect_uri"]))
        elif str(body["refresh_token"]) in self._refresh:
            self._refresh.discard(str(body["refresh_token"]))
        else:
            raise self._refusal()
        return self.sign_in()

    def _body(self, request: Request) -> Row:
        if request.mimetype == "application/json":
            return read_object(request.get_data())
        if self.switches.form_tokens == "accepted" and request.form:
            return dict(request.form)
        raise bad(GENERIC, "Data is Required")

    def _spend_code(self, text: str, redirect_uri: str) -> None:
        code = self._codes.pop(text, None)
        if code is None or code.redirect_uri != redirect_uri or self.clock() >= code.issued + _CODE_LIFETIME:
            raise self._refusal()

    def _new_code(self, redirect_uri: str) -> str:
        text = secrets.token_urlsafe(24)
        self._codes[text] = _Code(redirect_uri, self.clock())
        return text

    def _refusal(self) -> Refusal:
        return Refusal(self.switches.token_error_status, ("InvalidAccessToken", "InvalidAccessToken"))
