"""Logging in at a service that asks for the person's consent: where to send them, and what to make of their return.

On a machine without a public address the return leads nowhere; then the person pastes the address they landed on. Both
ways end in `complete`.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from sqlalchemy import delete, select

from koppel.connections.clients import auth_method
from koppel.connections.grants import exchange_code
from koppel.connections.tokens import store_grant
from koppel.connectors import OAuth2
from koppel.errors import AuthFailed, WrongUse
from koppel.home import Home
from koppel.store import Connection, LoginFlow
from koppel.text import Text

CALLBACK_PATH = "/connections/callback"
DEFAULT_PUBLIC_URL = "http://127.0.0.1:8750"
_FLOW_LIVES = timedelta(hours=1)

_NO_LOGIN = Text(
    en="The connection {name} needs no login at a page: it has its own keys. Have it checked instead.",
    nl="De koppeling {name} heeft geen inlog via een pagina nodig: zij heeft eigen sleutels. Laat haar controleren.",
)
_NO_CODE = Text(
    en="This address holds no login. Copy the whole address of the page you landed on, from https:// to the end.",
    nl="In dit adres zit geen inlog. Kopieer het hele adres van de pagina waar u op uitkwam, van https:// tot het eind.",
)
_REFUSED = Text(
    en="{service} did not give access ({why}). Start the login again and approve it.",
    nl="{service} gaf geen toegang ({why}). Begin de inlog opnieuw en keur hem goed.",
)
_UNKNOWN_FLOW = Text(
    en="This login has expired or belongs to another attempt. Start the login again.",
    nl="Deze inlog is verlopen of hoort bij een andere poging. Begin de inlog opnieuw.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """Where the person must go, and the redirect address exactly as it must be registered at the service."""

    authorize_url: str
    redirect_uri: str


def redirect_uri(method: OAuth2, public_url: str | None = None) -> str:
    """The address that the service sends the person back to.

    A service that only takes https gets the https form. On a machine without certificate nothing answers there, and
    the person pastes the address instead.
    """
    base = urlsplit((public_url or os.environ.get("KOPPEL_PUBLIC_URL") or DEFAULT_PUBLIC_URL).rstrip("/"))
    scheme, host = base.scheme, base.netloc
    if method.https_redirect and scheme == "http":
        scheme, host = "https", host.replace("127.0.0.1", "localhost")
    return urlunsplit((scheme, host, base.path + CALLBACK_PATH, "", ""))


def begin(home: Home, name: str, *, public_url: str | None = None) -> Begun:
    """Start a login. Raises WrongUse for a connection that does not log in this way."""
    with home.writing() as session:
        row = _connection(session.scalar(select(Connection).where(Connection.name == name)), name)
        method = oauth_method(home, row)
        values = {**{key: str(value) for key, value in row.public.items()}, **home.vault.unseal(row.sealed)}
        back = redirect_uri(method, public_url)
        state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48) if method.pkce else ""
        session.execute(delete(LoginFlow).where(LoginFlow.created_at < home.now() - _FLOW_LIVES))
        sealed = home.vault.seal({"verifier": verifier})
        session.add(
            LoginFlow(
                state=state, connection_id=row.id, redirect_uri=back, sealed_verifier=sealed, created_at=home.now()
            )
        )
    query = {
        "client_id": values["client_id"],
        "redirect_uri": back,
        "response_type": "code",
        "state": state,
        **method.authorize_params,
    }
    if method.scopes:
        query["scope"] = " ".join(method.scopes)
    if verifier:
        query |= {"code_challenge": _challenge(verifier), "code_challenge_method": "S256"}
    return Begun(authorize_url=f"{method.authorize_address(values)}?{urlencode(query)}", redirect_uri=back)


def complete(home: Home, redirected: str, *, name: str | None = None) -> str:
    """Finish a login with the address that the person landed on; gives the connection's name.

    With `name`, the login must be that connection's. Raises WrongUse for an address that holds no login of ours and
    AuthFailed when the service refused. The flow is spent either way: a code can be used once.
    """
    query = {key: values[0] for key, values in parse_qs(urlsplit(redirected.strip()).query).items()}
    if not query.get("state") or not (query.get("code") or query.get("error")):
        raise WrongUse(_NO_CODE)
    with home.writing() as session:
        flow = session.get(LoginFlow, query["state"])
        row = session.get(Connection, flow.connection_id) if flow else None
        if flow is None or row is None or flow.created_at < home.now() - _FLOW_LIVES or name not in (None, row.name):
            raise WrongUse(_UNKNOWN_FLOW)
        method, service = oauth_method(home, row), home.plugins.connector(row.connector).title
        verifier = home.vault.unseal(flow.sealed_verifier)["verifier"] if flow.sealed_verifier else ""
        back, connection_id, connection_name = flow.redirect_uri, row.id, row.name
        session.delete(flow)
    if "error" in query:
        raise AuthFailed(_REFUSED, service=service, why=query.get("error_description") or query["error"])
    grant = exchange_code(home, connection_id, method, query["code"], back, verifier)
    with home.writing() as session:
        store_grant(home, session.get_one(Connection, connection_id), grant)
    return connection_name


def oauth_method(home: Home, row: Connection) -> OAuth2:
    """The OAuth 2 method of a connection. Raises WrongUse when it has none."""
    method = auth_method(home.plugins.connector(row.connector), row.auth_method)
    if not isinstance(method, OAuth2):
        raise WrongUse(_NO_LOGIN, name=row.name)
    return method


def _connection(row: Connection | None, name: str) -> Connection:
    if row is None:
        raise WrongUse(NO_CONNECTION, name=name)
    return row


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


NO_CONNECTION = Text(
    en="There is no connection {name}. The list of connections shows the names.",
    nl="Er is geen koppeling {name}. De lijst van koppelingen toont de namen.",
)
