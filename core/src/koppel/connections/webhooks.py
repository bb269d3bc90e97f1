"""The address at which a connection's service may say that something changed: made, shown, renewed, removed, and proven.

The token in the address is random and long; where the service signs its calls the secret lies sealed beside it. What a
call leads to is not decided here.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from koppel.connections.login import DEFAULT_PUBLIC_URL, NO_CONNECTION
from koppel.connectors import Source
from koppel.connectors.webhook import SecretFrom, Webhook
from koppel.errors import WrongUse
from koppel.home import Home
from koppel.logs import keep_secret
from koppel.store import Connection
from koppel.store.accounts import Webhook as Row
from koppel.text import Text

PATH: Final = "/hooks"
_SECRET: Final = "secret"  # noqa: S105 - the name of a field
_LONGEST_SECRET: Final = 500

_NOT_OFFERED = Text(
    en="{service} cannot tell Koppel of changes. It is read at the times of the service level.",
    nl="{service} kan wijzigingen niet aan Koppel melden. Er wordt gelezen op de tijden van het serviceniveau.",
)
_NONE = Text(
    en="The connection {name} has no webhook address yet. Make one first.",
    nl="De koppeling {name} heeft nog geen webhook-adres. Maak er eerst een.",
)
_NO_SECRET = Text(
    en="{service} does not sign its calls with a secret of its own; leave it out.",
    nl="{service} ondertekent zijn berichten niet met een eigen geheim; laat het weg.",
)
_BAD_SECRET = Text(
    en="That is no secret of {service}: it is one line of at most {most} signs.",
    nl="Dat is geen geheim van {service}: het is één regel van hoogstens {most} tekens.",
)
_NOT_PUBLIC = Text(
    en="This installation has no address on the internet ({address}), so {service} cannot reach it. Give Koppel a public "
    "address first (KOPPEL_PUBLIC_URL), then copy the address from here again.",
    nl="Deze installatie heeft geen adres op internet ({address}), dus {service} kan haar niet bereiken. Geef Koppel eerst "
    "een openbaar adres (KOPPEL_PUBLIC_URL) en kopieer daarna het adres hier opnieuw.",
)


class Proof(StrEnum):
    """What a call turned out to be."""

    HINT = "hint"
    PING = "ping"
    UNKNOWN = "unknown"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookView:
    """A connection's webhook as it is shown. `secret` is there only in the moment it was made by us.

    `address` is None while there is none; `note` says why the service could not reach it.
    """

    connection: str
    help: Text
    events: tuple[str, ...]
    secret_label: Text | None
    takes_secret: bool
    address: str | None = None
    note: Text | None = None
    has_secret: bool = False
    secret: str | None = None
    created_at: datetime | None = None
    received_at: datetime | None = None
    received: int = 0
    refused_at: datetime | None = None
    refused: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """A call that came in, judged. `connection_id` is None for an unknown address."""

    proof: Proof
    connection_id: int | None = None


def offered(home: Home, name: str) -> Webhook | None:
    """What the connection's service can do, None for nothing. Raises WrongUse for a name that does not exist."""
    with home.reading() as session:
        return _declared(home, _row(session, name).connector)


def show(home: Home, name: str, *, public_url: str | None = None) -> WebhookView | None:
    """The webhook of a connection, with no address while there is none; None when the service has nothing of the kind."""
    with home.reading() as session:
        row = _row(session, name)
        declared = _declared(home, row.connector)
        if declared is None:
            return None
        return _view(home, row, declared, _of(session, row), public_url=public_url)


def make(home: Home, name: str, *, secret: str | None = None, public_url: str | None = None) -> WebhookView:
    """Make the address, or show the one there is. `secret` is the service's own, where it is the service that makes it;
    given again it replaces the old one, and given empty it takes it away."""
    with home.writing() as session:
        row = _row(session, name)
        declared = _offered(home, row)
        service = home.plugins.connector(row.connector).title
        given = _checked(service, declared, secret)
        known, ours = _of(session, row), None
        if known is None:
            ours = _new_secret(declared)
            known = Row(
                connection_id=row.id, token=secrets.token_urlsafe(32), created_at=home.now(), received=0, refused=0
            )
            known.sealed = _sealed(home, ours)
            session.add(known)
        if given is not None:
            known.sealed = _sealed(home, given)
        session.flush()
        return _view(home, row, declared, known, public_url=public_url, fresh=ours)


def renew(home: Home, name: str, *, secret: str | None = None, public_url: str | None = None) -> WebhookView:
    """Another address, and another secret where we make it: the old ones work no more. `secret` as for `make`.

    Raises WrongUse when there is none yet.
    """
    with home.writing() as session:
        row = _row(session, name)
        declared, known = _offered(home, row), _of(session, row)
        if known is None:
            raise WrongUse(_NONE, name=name)
        given = _checked(home.plugins.connector(row.connector).title, declared, secret)
        ours = _new_secret(declared)
        if ours is not None or given is not None:
            known.sealed = _sealed(home, ours or given)
        known.token, known.created_at = secrets.token_urlsafe(32), home.now()
        known.received = known.refused = 0
        known.received_at = known.refused_at = None
        session.flush()
        return _view(home, row, declared, known, public_url=public_url, fresh=ours)


def remove(home: Home, name: str) -> None:
    """Forget the address; calls to it then find nothing. Raises WrongUse without one."""
    with home.writing() as session:
        known = _of(session, _row(session, name))
        if known is None:
            raise WrongUse(_NONE, name=name)
        session.delete(known)


def judge(home: Home, token: str, headers: Mapping[str, str], content_type: str, body: bytes) -> Called:
    """Whose call it is, and whether it is proven. The body is looked at for its signature only.

    All addresses are compared, each in the same time: how long the answer takes tells nobody how much of a token was right.
    """
    with home.reading() as session:
        found = session.execute(select(Row, Connection).join(Connection, Connection.id == Row.connection_id)).all()
    hits = [one for one in found if hmac.compare_digest(one[0].token.encode(), token.encode())]
    if not hits:
        return Called(proof=Proof.UNKNOWN)
    row, connection = hits[0]
    keep_secret([row.token])
    declared = _declared(home, connection.connector)
    if declared is None:  # the plugin no longer offers it, or is not installed
        return Called(proof=Proof.UNKNOWN)
    if declared.is_ping(content_type, body):
        return Called(proof=Proof.PING, connection_id=connection.id)
    secret = home.vault.unseal(row.sealed)[_SECRET] if row.sealed else None
    if secret is not None and declared.signed is not None and not declared.signed.fits(secret, headers, body):
        return Called(proof=Proof.REFUSED, connection_id=connection.id)
    return Called(proof=Proof.HINT, connection_id=connection.id)


def count(session: Session, called: Called, now: datetime) -> None:
    """Keep the tally of a known address. A ping is no message, but it does say that the service gets through."""
    ours = update(Row).where(Row.connection_id == called.connection_id)
    if called.proof is Proof.REFUSED:
        session.execute(ours.values(refused=Row.refused + 1, refused_at=now))
    elif called.proof is Proof.HINT:
        session.execute(ours.values(received=Row.received + 1, received_at=now))
    elif called.proof is Proof.PING:
        session.execute(ours.values(received_at=now))


def is_public(address: str) -> bool:
    """Can somebody out on the internet reach this address, as far as it can be told from the address itself?"""
    host = (urlsplit(address).hostname or "").lower()
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".local", ".localhost", ".lan", ".internal", ".home.arpa"))


def _view(
    home: Home,
    row: Connection,
    declared: Webhook,
    known: Row | None,
    *,
    public_url: str | None,
    fresh: str | None = None,
) -> WebhookView:
    signed = declared.signed
    view = {
        "connection": row.name,
        "help": declared.help,
        "events": declared.events,
        "secret_label": signed.label if signed else None,
        "takes_secret": signed is not None and signed.secret_from is SecretFrom.SERVICE,
    }
    if known is None:
        return WebhookView(**view)  # type: ignore[arg-type]
    keep_secret([known.token])
    base = (public_url or DEFAULT_PUBLIC_URL).rstrip("/")
    service = home.plugins.connector(row.connector).title
    return WebhookView(
        **view,  # type: ignore[arg-type]
        address=f"{base}{PATH}/{known.token}",
        note=None if is_public(base) else _NOT_PUBLIC.with_data(address=base, service=service),
        has_secret=known.sealed is not None,
        secret=fresh,
        created_at=known.created_at,
        received_at=known.received_at,
        received=known.received,
        refused_at=known.refused_at,
        refused=known.refused,
    )


def _declared(home: Home, connector_key: str) -> Webhook | None:
    installed = home.plugins.installed.get(connector_key)
    kind = installed.connector if installed else None
    return kind.webhook if kind is not None and issubclass(kind, Source) else None


def _offered(home: Home, row: Connection) -> Webhook:
    declared = _declared(home, row.connector)
    if declared is None:
        raise WrongUse(_NOT_OFFERED, service=home.plugins.connector(row.connector).title)
    return declared


def _new_secret(declared: Webhook) -> str | None:
    ours = declared.signed is not None and declared.signed.secret_from is SecretFrom.KOPPEL
    return secrets.token_urlsafe(32) if ours else None


def _checked(service: str, declared: Webhook, secret: str | None) -> str | None:
    """None when nothing was said of it, empty when it is to be taken away."""
    if secret is None:
        return None
    text = secret.strip()
    if declared.signed is None or declared.signed.secret_from is not SecretFrom.SERVICE:
        raise WrongUse(_NO_SECRET, service=service)
    if len(text) > _LONGEST_SECRET or not text.isprintable():
        raise WrongUse(_BAD_SECRET, service=service, most=_LONGEST_SECRET)
    return text


def _sealed(home: Home, secret: str | None) -> bytes | None:
    return home.vault.seal({_SECRET: secret}) if secret else None


def _of(session: Session, row: Connection) -> Row | None:
    return session.scalar(select(Row).where(Row.connection_id == row.id))


def _row(session: Session, name: str) -> Connection:
    row = session.scalar(select(Connection).where(Connection.name == name))
    if row is None:
        raise WrongUse(NO_CONNECTION, name=name)
    return row
