"""Asking a service for tokens: the first ones for a code, new ones for a refresh token, and reading its refusals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from koppel.connectors import OAuth2
from koppel.errors import AuthFailed, Unavailable, UnknownOutcome
from koppel.home import Home
from koppel.http import Answer
from koppel.http.tokens import request_tokens
from koppel.store import Connection
from koppel.text import Text

_CODE_REFUSED = Text(
    en="{service} refuses the login ({why}). Start the login again, and check client id, client secret and redirect address.",
    nl="{service} weigert de inlog ({why}). Begin de inlog opnieuw, en controleer client-id, client secret en redirectadres.",
)


@dataclass(frozen=True, slots=True)
class Grant:
    """Tokens as they came."""

    access: str
    refresh: str | None
    received_at: datetime
    expires_at: datetime | None


def exchange_code(home: Home, connection_id: int, method: OAuth2, code: str, redirect_uri: str, verifier: str) -> Grant:
    """Trade the code of a login for tokens. Raises AuthFailed with the service's own reason."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
    if verifier:
        form["code_verifier"] = verifier
    answer = _ask(home, connection_id, method, form)
    if answer.status != 200:
        raise AuthFailed(_CODE_REFUSED, service=answer.service, why=_reason(answer))
    return _grant(home, answer)


def refresh(home: Home, connection_id: int, method: OAuth2, token: str) -> Grant | None:
    """Trade a refresh token for new tokens; None when the service says that the present access token is still good.

    Raises AuthFailed when the refresh token is spent or withdrawn: only a person can log in again.
    """
    answer = _ask(home, connection_id, method, {"grant_type": "refresh_token", "refresh_token": token})
    if answer.status == 200:
        return _grant(home, answer)
    if answer.status >= 500 or answer.status == 429:
        raise Unavailable(service=answer.service, status=answer.status)
    if _is_too_early(answer):
        return None
    raise AuthFailed(service=answer.service, why=_reason(answer))


def _ask(home: Home, connection_id: int, method: OAuth2, form: dict[str, str]) -> Answer:
    with home.reading() as session:
        row = session.get_one(Connection, connection_id)
        values = {**{key: str(value) for key, value in row.public.items()}, **home.vault.unseal(row.sealed)}
        service = home.plugins.connector(row.connector).title
    client = (values["client_id"], values["client_secret"])
    if method.client_auth == "body":
        form |= {"client_id": client[0], "client_secret": client[1]}
    url = method.address(values) + method.token_path
    basic = client if method.client_auth == "basic" else None
    return request_tokens(service, url, form, basic=basic, as_json=method.json_tokens, transport=home.transport)


def _grant(home: Home, answer: Answer) -> Grant:
    """The tokens of a good answer. One that cannot be read may still have spent the refresh token."""
    try:
        body: Any = answer.json()
        access = str(body["access_token"])
    except (Unavailable, KeyError, TypeError) as error:
        raise UnknownOutcome(service=answer.service) from error
    now = home.now()
    lifetime = body.get("expires_in")
    expires_at = now + timedelta(seconds=int(lifetime)) if lifetime not in (None, "") else None
    token = body.get("refresh_token")
    return Grant(access=access, refresh=str(token) if token else None, received_at=now, expires_at=expires_at)


def _is_too_early(answer: Answer) -> bool:
    """Some services refuse a renewal while the access token is still young; worded differently over the years."""
    said = f"{answer.headers.get('reason', '')} {answer.text}".lower()
    return "not expired" in said or "tooearly" in said


def _reason(answer: Answer) -> str:
    """The service's own words for a refusal; never a token, since refusals hold none."""
    try:
        body: Mapping[str, object] = answer.json()
        return str(body.get("error_description") or body.get("error") or answer.status)[:200]
    except (Unavailable, AttributeError):
        return str(answer.status)
