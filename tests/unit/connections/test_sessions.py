"""Sessions traded for a lasting token: shared, sealed, opened by one at a time; the service is the strict fake of
e-Boekhouden.nl."""

from __future__ import annotations

import json
import multiprocessing
from datetime import timedelta

import pytest
from sqlalchemy import select
from werkzeug.wrappers import Request, Response

from koppel.connections import manage
from koppel.connections.clients import auth_method, open_connector
from koppel.connections.sessions import Keeper
from koppel.connectors import Account, SessionToken
from koppel.errors import AuthFailed, KoppelError, RateLimited, Unavailable
from koppel.home import Home, open_home
from koppel.http.inprocess import InProcess
from koppel.store import Connection, utc_now
from koppel.testing import LostAnswer, serve
from koppel.testing.clock import Clock
from koppel_eboekhouden.fake import EBoekhoudenFake, Switches

HOST = "api.e-boekhouden.nl"


@pytest.fixture
def books(clock: Clock) -> EBoekhoudenFake:
    """The service, on the test's clock."""
    return EBoekhoudenFake(clock=clock)


@pytest.fixture
def connected(home: Home, books: EBoekhoudenFake) -> Home:
    """An installation connected with the fake, in this process."""
    return connect(home, books)


def connect(home: Home, books: EBoekhoudenFake, **fields: str) -> Home:
    """Add the connection; the token may be pasted with anything around it."""
    if "base_url" not in fields:
        home.transport = InProcess({HOST: books})
    view = manage.add(home, "eboekhouden", "books", {"token": books.token, **fields})
    assert (view.state, view.error) == ("verified", None)
    return home


def row_of(home: Home) -> Connection:
    with home.reading() as session:
        return session.scalars(select(Connection)).one()


def keeper(home: Home) -> Keeper:
    """A keeper of the connection's session, as a worker has one."""
    row = row_of(home)
    method = auth_method(home.plugins.connector("eboekhouden"), row.auth_method)
    assert isinstance(method, SessionToken)
    return Keeper(home, row.id, method)


def verify(home: Home) -> Account:
    """One call of the service with the session."""
    return open_connector(home, row_of(home)).verify()


def test_a_session_is_opened_once_and_shared(connected: Home, books: EBoekhoudenFake) -> None:
    """Every keeper of the connection gives the same token."""
    assert keeper(connected).token() == keeper(connected).token()
    verify(connected)

    assert books.sessions.started == 1


def test_the_trade_sends_the_token_and_the_name_of_the_integration(connected: Home, books: EBoekhoudenFake) -> None:
    """And the calls carry the bare session, without a word before it."""
    started = next(call for call in books.calls if call.path == "/v1/session")

    assert json.loads(started.body) == {"accessToken": books.token, "source": "Koppel"}


def test_the_session_is_sealed_beside_the_token(connected: Home, books: EBoekhoudenFake) -> None:
    """Neither stands readable in the database."""
    token = keeper(connected).token()
    row = row_of(connected)

    assert connected.vault.unseal(row.sealed) == {"token": books.token, "session_token": token}
    assert token.encode() not in row.sealed
    assert token not in str(row.public)


def test_a_session_is_renewed_shortly_before_it_ends(connected: Home, books: EBoekhoudenFake, clock: Clock) -> None:
    """Up to a minute before its end it is used, then a new one is opened."""
    old = keeper(connected).token()
    clock.advance(seconds=3600 - 61)
    assert keeper(connected).token() == old
    clock.advance(seconds=1)

    assert keeper(connected).token() != old
    assert books.sessions.started == 2


def test_a_session_that_does_not_tell_its_life_counts_as_short(
    home: Home, books: EBoekhoudenFake, clock: Clock
) -> None:
    """Half an hour is taken for granted, no more."""
    books.switches.tells_lifetime = False
    connect(home, books)
    clock.advance(seconds=1740)
    verify(home)

    assert books.sessions.started == 2


def test_a_very_short_session_still_serves_a_call(home: Home, books: EBoekhoudenFake) -> None:
    """A life below our margin must not open a session for every look at it."""
    books.switches.session_life_s = 5
    connect(home, books)
    verify(home)

    assert books.sessions.started == 1


def test_a_session_that_died_early_is_opened_again_and_the_call_repeated(
    connected: Home, books: EBoekhoudenFake
) -> None:
    """One new session, one repetition."""
    books.end_sessions()

    assert verify(connected).key
    assert books.sessions.started == 2


def test_a_session_that_somebody_else_renewed_is_used(connected: Home, books: EBoekhoudenFake) -> None:
    """After a 401 the one that is there is tried; it is not thrown away for another."""
    used = keeper(connected).token()
    books.end_sessions()
    assert keeper(connected).renew_after_refusal(used)

    assert keeper(connected).renew_after_refusal(used)
    assert books.sessions.started == 2


def test_a_call_that_is_refused_with_every_session_is_tried_twice_and_no_more(
    connected: Home, books: EBoekhoudenFake
) -> None:
    """There is no loop of logins."""
    books.before.append(lambda request: None if request.path.endswith("session") else Response(status=401))
    books.calls.clear()
    with pytest.raises(AuthFailed):
        verify(connected)

    assert [call.status for call in books.calls] == [401, 200, 401]


@pytest.mark.parametrize("status", [403, 401, 400])
def test_a_wrong_token_is_said_and_asks_for_another(home: Home, books: EBoekhoudenFake, status: int) -> None:
    """Whatever status the service refuses it with."""
    books.switches.login_failed_status = status  # type: ignore[assignment]
    home.transport = InProcess({HOST: books})
    view = manage.add(home, "eboekhouden", "books", {"token": "not-this-one"})

    assert (view.state, view.needs_login) == ("failed", False)
    assert view.error is not None
    assert "kent deze API-token niet" in view.error.nl


def test_a_token_that_ended_is_said(connected: Home, books: EBoekhoudenFake, clock: Clock) -> None:
    """The session lives on until its own end; then the sentence names the end date."""
    books.expire_token()
    assert verify(connected).key
    clock.advance(hours=1)

    view = manage.verify(connected, "books")
    assert view.state == "failed"
    assert view.error is not None
    assert "einddatum" in view.error.nl


def test_a_revoked_token_is_said(connected: Home, books: EBoekhoudenFake, clock: Clock) -> None:
    """As a token that the service does not know."""
    books.revoke_token()
    clock.advance(hours=1)

    with pytest.raises(AuthFailed, match="removed"):
        verify(connected)


def test_a_token_of_another_administration_is_refused(connected: Home, books: EBoekhoudenFake) -> None:
    """A connection keeps to the administration that it was made for."""
    books.books.ledgers = {key + 5: {**row, "id": key + 5} for key, row in books.books.ledgers.items()}
    view = manage.verify(connected, "books")

    assert view.state == "failed"
    assert view.error is not None
    assert "22206406" in view.error.en


def test_a_token_may_be_pasted_with_blanks_and_line_ends(home: Home, books: EBoekhoudenFake) -> None:
    """As it comes out of a mail."""
    connect(home, books, token=f"  {books.token[:10]}\n{books.token[10:]} \n")

    assert books.sessions.started == 1


def html(request: Request) -> Response | None:
    return Response("<html>Onderhoud</html>", content_type="text/html") if request.path.endswith("session") else None


def half(request: Request) -> Response | None:
    return Response('{"expiresIn": 3600}') if request.path.endswith("session") else None


def lost(request: Request) -> Response | None:
    if request.path.endswith("session"):
        raise LostAnswer
    return None


def busy(request: Request) -> Response | None:
    return Response(status=429, headers={"Retry-After": "30"}) if request.path.endswith("session") else None


@pytest.mark.parametrize(
    ("trouble", "error"), [(html, Unavailable), (half, Unavailable), (lost, Unavailable), (busy, RateLimited)]
)
def test_trouble_at_the_login_is_no_refusal(
    connected: Home, books: EBoekhoudenFake, trouble: object, error: type[KoppelError]
) -> None:
    """A page, half an answer, none at all, or too many: the token is fine, and later all is well."""
    books.end_sessions()
    with connected.writing() as session:
        session.get_one(Connection, row_of(connected).id).token_expires_at = connected.now()
    books.before.append(trouble)  # type: ignore[arg-type]
    with pytest.raises(error):
        keeper(connected).token()
    books.before.clear()

    assert keeper(connected).token()


def _open(folder: str, seconds: float, go: object, results: object) -> None:
    """One of several processes that all find the session over at the same moment."""
    home = open_home(folder)
    home.now = lambda: utc_now() + timedelta(seconds=seconds)
    go.wait()  # type: ignore[attr-defined]
    try:
        results.put(keeper(home).token())  # type: ignore[attr-defined]
    except Exception as error:  # noqa: BLE001 - the parent shows it
        results.put(repr(error))  # type: ignore[attr-defined]


def test_eight_processes_open_one_session(sqlite_home: Home) -> None:
    """At a service that keeps one session per token, eight of them would throw each other out for ever. The guard is the
    lease in `Renewal.alone`."""
    ahead = [0.0]
    books = EBoekhoudenFake(clock=lambda: utc_now() + timedelta(seconds=ahead[0]), switches=Switches(sessions="one"))
    with serve(books) as url:
        connect(sqlite_home, books, base_url=url)
        ahead[0] = 4000.0
        context = multiprocessing.get_context("spawn")
        go, results = context.Event(), context.Queue()
        folder = str(sqlite_home.folder.path)
        workers = [context.Process(target=_open, args=(folder, 4000.0, go, results)) for _ in range(8)]
        for worker in workers:
            worker.start()
        go.set()
        tokens = {results.get(timeout=60) for _ in workers}
        for worker in workers:
            worker.join()

    assert len(tokens) == 1
    assert books.sessions.started == 2
