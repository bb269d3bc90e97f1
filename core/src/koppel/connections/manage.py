"""Connections as people handle them: add, verify, log in, list, remove. Pages, commands and the JSON API call these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime

import structlog
from sqlalchemy import or_, select

from koppel.connections import login
from koppel.connections.clients import auth_method, open_connector
from koppel.connections.fields import check_fields, check_name, method_for
from koppel.connections.login import NO_CONNECTION
from koppel.connectors import Account, AuthMethod, KeySecretUrl, OAuth2
from koppel.connectors.base import Role
from koppel.errors import AuthFailed, Bug, FolderProblem, KoppelError, RateLimited, Unavailable, WrongUse
from koppel.home import Home
from koppel.store import Connection, Integration
from koppel.text import Text

log = structlog.get_logger(__name__)

VERIFIED, AUTHORIZE, FAILED = "verified", "authorize", "failed"

_TAKEN = Text(
    en="There is already a connection {name}. Choose another name, or remove that one first.",
    nl="Er is al een koppeling {name}. Kies een andere naam, of verwijder die eerst.",
)
_IN_USE = Text(
    en="The connection {name} is used by the integration {integration}. Remove that integration first.",
    nl="De koppeling {name} wordt gebruikt door de integratie {integration}. Verwijder eerst die integratie.",
)
_OTHER_ACCOUNT = Text(
    en="This is the account {found}, but the connection {name} belongs to {known}. Log in with that account, or add a new "
    "connection.",
    nl="Dit is het account {found}, maar de koppeling {name} hoort bij {known}. Log in met dat account, of maak een nieuwe "
    "koppeling.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionView:
    """A connection as it is shown; never a secret in it. `public` holds the fields that are none (url, country)."""

    id: int
    name: str
    connector: str
    auth_method: str
    title: str
    role: Role | None
    state: str
    account: Account | None
    public: Mapping[str, str]
    error: Text | None
    error_kind: str | None
    verified_at: datetime | None
    needs_login: bool
    authorize_url: str | None = None
    redirect_uri: str | None = None


def add(
    home: Home,
    connector_key: str,
    name: str,
    values: Mapping[str, str],
    *,
    method: str | None = None,
    verify_now: bool = True,
    public_url: str | None = None,
) -> ConnectionView:
    """Make a connection. Wrong fields raise WrongUse and make nothing.

    With `verify_now` the credentials are tried; a refusal leaves the connection in state failed with the sentence in
    `error`. A connector with OAuth 2 comes back in state authorize with the address to go to.
    """
    connector = home.plugins.connector(connector_key)
    chosen = method_for(connector, method, values)
    check_name(name)
    given = check_fields(connector, chosen, values)
    secret = {field.key for field in chosen.fields() if field.secret}
    with home.writing() as session:
        if session.scalar(select(Connection.id).where(Connection.name == name)) is not None:
            raise WrongUse(_TAKEN, name=name)
        session.add(
            Connection(
                name=name,
                connector=connector.key,
                auth_method=chosen.method,
                state=AUTHORIZE if isinstance(chosen, OAuth2) else FAILED,
                public={key: value for key, value in given.items() if key not in secret},
                sealed=home.vault.seal({key: value for key, value in given.items() if key in secret}),
                created_at=home.now(),
            )
        )
    if isinstance(chosen, OAuth2):
        return start_login(home, name, public_url=public_url)
    return verify(home, name) if verify_now else show(home, name)


def verify(home: Home, name: str) -> ConnectionView:
    """Try the credentials and remember the outcome: verified, or failed with the reason.

    A service that is away says nothing of a login that worked before: the answer is failed with that reason, and the
    connection stays what it was, so that nobody is sent to log in again for an outage.
    """
    row = _row(home, name)
    try:
        account, way = _try_ways(home, row)
        _check_same(row, account)
    except FolderProblem:  # the key file is another one: the connection has done nothing wrong
        raise
    except KoppelError as error:
        if row.state == VERIFIED and isinstance(error, (Unavailable, RateLimited)):
            return replace(show(home, name), state=FAILED, error=error.sentence, error_kind=type(error).__name__)
        _remember_failure(home, row.id, error)
        return show(home, name)
    with home.writing() as session:
        stored = session.get_one(Connection, row.id)
        stored.state, stored.error, stored.way = VERIFIED, None, way
        stored.account, stored.verified_at = asdict(account), home.now()
        stored.blocked_until = None
    return show(home, name)


def change(home: Home, name: str, values: Mapping[str, str], *, public_url: str | None = None) -> ConnectionView:
    """New credentials for a connection: a key that was revoked, a shop that moved. What is left empty stays.

    They are tried first, and must be of the same account; when they are refused the error is raised and everything
    stays as it was. With OAuth 2 the person logs in again afterwards.
    """
    row = _row(home, name)
    connector = home.plugins.connector(row.connector)
    method = auth_method(connector, row.auth_method)
    secret = {field.key for field in method.fields() if field.secret}
    kept = {key: value for key, value in home.vault.unseal(row.sealed).items() if key in secret}
    known = {**{key: str(value) for key, value in row.public.items()}, **kept}
    given = check_fields(connector, method, {**known, **{key: value for key, value in values.items() if value}})
    row.public = {key: value for key, value in given.items() if key not in secret}
    row.sealed = home.vault.seal({key: value for key, value in given.items() if key in secret})
    if isinstance(method, OAuth2):
        row.state = AUTHORIZE
        _store_credentials(home, row)
        return start_login(home, name, public_url=public_url)
    account, row.way = _try_ways(home, row)
    _check_same(row, account)
    row.state, row.account, row.verified_at = VERIFIED, asdict(account), home.now()
    _store_credentials(home, row)
    return show(home, name)


def _store_credentials(home: Home, row: Connection) -> None:
    """Old tokens and an old block belong to the old credentials."""
    with home.writing() as session:
        stored = session.get_one(Connection, row.id)
        stored.public, stored.sealed, stored.way = row.public, row.sealed, row.way
        stored.state, stored.account, stored.verified_at = row.state, row.account, row.verified_at
        stored.error = stored.token_received_at = stored.token_expires_at = stored.blocked_until = None


def start_login(home: Home, name: str, *, public_url: str | None = None) -> ConnectionView:
    """The view of a connection with the address where the person logs in."""
    begun = login.begin(home, name, public_url=public_url)
    return _view(home, _row(home, name), begun)


def finish_login(home: Home, redirected: str, *, name: str | None = None) -> ConnectionView:
    """Complete a login with the address that the person landed on, and verify whose account it is."""
    return verify(home, login.complete(home, redirected, name=name))


def show(home: Home, name: str) -> ConnectionView:
    """One connection. Raises WrongUse for a name that does not exist."""
    return _view(home, _row(home, name))


def listing(home: Home) -> list[ConnectionView]:
    """All connections, by name."""
    with home.reading() as session:
        rows = list(session.scalars(select(Connection).order_by(Connection.name)))
    return [_view(home, row) for row in rows]


def remove(home: Home, name: str) -> None:
    """Forget a connection and its secrets. Raises WrongUse while an integration uses it."""
    row = _row(home, name)
    with home.writing() as session:
        user = session.scalar(
            select(Integration.name).where(or_(Integration.source_id == row.id, Integration.target_id == row.id))
        )
        if user is not None:
            raise WrongUse(_IN_USE, name=name, integration=user)
        session.delete(session.get_one(Connection, row.id))


def mark_refused(home: Home, connection_id: int, error: AuthFailed) -> None:
    """A service refused the credentials in the middle of work: the connection waits for a person."""
    _remember_failure(home, connection_id, error)


def _try_ways(home: Home, row: Connection) -> tuple[Account, str | None]:
    """Verify, trying each way of signing that the method allows. The first refusal is the one to show: the later ways
    are only there for servers that lose the first."""
    method = auth_method(home.plugins.connector(row.connector), row.auth_method)
    first: AuthFailed | None = None
    for way in _ways(method, row):
        try:
            return _verify_once(home, row, way), way
        except AuthFailed as error:
            first = first or error
            log.info("way refused", connection=row.name, way=way)
    raise first or Bug(what="no way to sign in")


def _ways(method: AuthMethod, row: Connection) -> Iterator[str | None]:
    if not isinstance(method, KeySecretUrl):
        yield None
        return
    values = {key: str(value) for key, value in row.public.items()}
    plain = method.address(values).startswith("http://")
    offered = [way for way in method.ways if way in (("oauth1",) if plain else tuple(method.ways))]
    yield from sorted(offered, key=lambda way: way != row.way)


def _verify_once(home: Home, row: Connection, way: str | None) -> Account:
    """`Exception` is caught because this is the plugin boundary."""
    connector = open_connector(home, row, way=way)
    try:
        return connector.verify()
    except KoppelError:
        raise
    except Exception as error:
        log.exception("verify failed", connector=row.connector)
        raise Bug(what=f"{row.connector}.verify: {type(error).__name__}") from error
    finally:
        connector.client.close()


def _check_same(row: Connection, account: Account) -> None:
    known = Account(**row.account) if row.account else None
    if known is not None and known.key != account.key:
        raise WrongUse(_OTHER_ACCOUNT, name=row.name, found=account.name, known=known.name)


def _remember_failure(home: Home, connection_id: int, error: KoppelError) -> None:
    with home.writing() as session:
        stored = session.get_one(Connection, connection_id)
        is_login = isinstance(error, AuthFailed) and stored.auth_method == OAuth2.method
        stored.state = AUTHORIZE if is_login else FAILED
        stored.error = {"kind": type(error).__name__, "en": error.sentence.en, "nl": error.sentence.nl}


def _row(home: Home, name: str) -> Connection:
    with home.reading() as session:
        row = session.scalar(select(Connection).where(Connection.name == name))
    if row is None:
        raise WrongUse(NO_CONNECTION, name=name)
    return row


def _view(home: Home, row: Connection, begun: login.Begun | None = None) -> ConnectionView:
    installed = home.plugins.installed.get(row.connector)
    error = row.error
    return ConnectionView(
        id=row.id,
        name=row.name,
        connector=row.connector,
        auth_method=row.auth_method,
        title=installed.connector.title if installed else row.connector,
        role=installed.connector.role if installed else None,
        state=row.state,
        account=Account(**row.account) if row.account else None,
        public={key: str(value) for key, value in row.public.items()},
        error=Text(en=error["en"], nl=error["nl"]) if error else None,
        error_kind=str(error.get("kind")) if error else None,
        verified_at=row.verified_at,
        needs_login=row.auth_method == OAuth2.method and row.state != VERIFIED,
        authorize_url=begun.authorize_url if begun else None,
        redirect_uri=begun.redirect_uri if begun else None,
    )
