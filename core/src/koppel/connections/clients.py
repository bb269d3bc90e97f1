"""From a stored connection to a working connector: the signer for its way of logging in, its budget, its memory."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from koppel.connections import sessions, tokens
from koppel.connections.budget import SharedBudget
from koppel.connections.memory import StoredMemory
from koppel.connectors import (
    Account,
    ApiKey,
    AuthMethod,
    Connector,
    Context,
    KeySecretUrl,
    Limit,
    OAuth2,
    SentIn,
    SessionToken,
    Token,
    Way,
)
from koppel.errors import Bug
from koppel.home import Home
from koppel.http import Client, Signer
from koppel.http.signing import Basic, Bearer, Header, OneLeggedOAuth1, Query
from koppel.steps import Answers
from koppel.store import Connection


def auth_method(connector: type[Connector], name: str) -> AuthMethod:
    """The declared method of that name. Raises Bug when the connector no longer has it."""
    for method in connector.auth:
        if method.method == name:
            return method
    raise Bug(what=f"{connector.key} has no auth method {name}")


def open_connector(
    home: Home, connection: Connection, *, answers: Answers | None = None, way: str | None = None
) -> Connector:
    """The connector of a connection, signed in. `way` overrides the remembered one while trying them out."""
    connector = home.plugins.connector(connection.connector)
    method = auth_method(connector, connection.auth_method)
    secrets = home.vault.unseal(connection.sealed)
    values = {**_texts(connection.public), **secrets}
    base_url = method.address(values)
    client = Client(
        service=connector.title,
        base_url=base_url,
        vendor=connector,
        signer=_signer(home, connection, method, values, way or connection.way),
        budget=SharedBudget(home, connection.id, connector.title, limits_of(connection, connector)),
        hosts=_hosts(connector, values, base_url),
        headers=connector.headers,
        timeout_s=connector.timeout_s,
        transport=home.transport,
        now=home.now,
    )
    context = Context(
        client=client,
        memory=StoredMemory(home, connection.id),
        answers=answers or Answers(),
        account=account_of(connection),
        fields=_texts(connection.public),
    )
    return connector(context)


def limits_of(connection: Connection, connector: type[Connector]) -> tuple[Limit, ...]:
    """The declared limits, each replaced by the owner's own where there is one (a larger licence, a shared account),
    and the owner's for windows that the service itself does not limit."""
    own = {int(window_s): int(calls) for window_s, calls in (connection.limits or {}).items()}
    calls = {**{limit.window_s: limit.calls for limit in connector.limits}, **own}
    return tuple(Limit(calls=most, window_s=window_s) for window_s, most in sorted(calls.items()))


def account_of(connection: Connection) -> Account | None:
    """Who the connection turned out to be, when it was verified."""
    return Account(**connection.account) if connection.account else None


def _hosts(connector: type[Connector], values: Mapping[str, str], base_url: str) -> frozenset[str]:
    """With an address of the person's own the declared hosts no longer count: everything stays at that address."""
    own = urlsplit(base_url).hostname or ""
    return frozenset({own}) if values.get("base_url") else frozenset({own, *connector.hosts})


def _signer(
    home: Home, connection: Connection, method: AuthMethod, values: Mapping[str, str], way: str | None
) -> Signer:
    if isinstance(method, KeySecretUrl):
        return _key_signer(method, values, Way(way) if way else method.ways[0])
    if isinstance(method, ApiKey):
        return Header({method.header: method.prefix + values[method.key_field]})
    if isinstance(method, Token):
        return Query(method.sent(values)) if method.sent_in is SentIn.QUERY else Header(method.sent(values))
    if isinstance(method, OAuth2):
        keeper = tokens.Keeper(home, connection.id, method)
        return Bearer(keeper.token, keeper.renew_after_refusal)
    if isinstance(method, SessionToken):
        held = sessions.Keeper(home, connection.id, method)
        return Bearer(held.token, held.renew_after_refusal, header=method.header, prefix=method.prefix)
    raise Bug(what=f"no signer for {type(method).__name__}")


def _key_signer(method: KeySecretUrl, values: Mapping[str, str], way: Way) -> Signer:
    key, secret = values[method.key_field], values[method.secret_field]
    if way is Way.BASIC:
        return Basic(key, secret)
    if way is Way.QUERY:
        return Query({method.key_field: key, method.secret_field: secret})
    return OneLeggedOAuth1(key, secret, sign_as_http=way is Way.OAUTH1_HTTP)


def _texts(public: Mapping[str, object]) -> dict[str, str]:
    return {key: str(value) for key, value in public.items() if value is not None}
