"""Rotating tokens: renewed in time, by one at a time, saved before use; the service is the strict fake of Exact Online."""

from __future__ import annotations

import multiprocessing
from datetime import timedelta

import pytest
from sqlalchemy import select
from werkzeug.test import Client

from koppel.connections import manage
from koppel.connections.clients import auth_method, open_connector
from koppel.connections.tokens import Keeper
from koppel.connectors import OAuth2
from koppel.errors import AuthFailed, UnknownOutcome
from koppel.home import Home, open_home
from koppel.http.inprocess import InProcess
from koppel.store import Connection, utc_now
from koppel.testing import LostAnswer, serve
from koppel.testing.clock import Clock
from koppel_exact.fake import ExactFake

SECRET = "a-client-secret"
BACK = "https://localhost:8750/connections/callback"


@pytest.fixture
def exact(clock: Clock) -> ExactFake:
    """The service, on the test's clock."""
    return ExactFake(client_id="client", client_secret=SECRET, redirect_uris=[BACK], clock=clock)


@pytest.fixture
def connected(home: Home, exact: ExactFake) -> Home:
    """An installation logged in at the fake, in this process."""
    home.transport = InProcess({"start.exactonline.nl": exact})
    log_in(home, exact)
    return home


def log_in(home: Home, exact: ExactFake, **fields: str) -> None:
    """Add the connection and play the person at the login page."""
    values = {"client_id": "client", "client_secret": SECRET, "country": "nl", **fields}
    view = manage.add(home, "exact", "books", values)
    assert view.authorize_url is not None
    landed = Client(exact).get("/" + view.authorize_url.split("/", 3)[3])
    view = manage.finish_login(home, landed.headers["Location"], name="books")
    assert (view.state, view.error) == ("verified", None)


def keeper(home: Home) -> Keeper:
    """A keeper of the connection's token, as a worker has one."""
    with home.reading() as session:
        row = session.scalars(select(Connection)).one()
    method = auth_method(home.plugins.connector("exact"), row.auth_method)
    assert isinstance(method, OAuth2)
    return Keeper(home, row.id, method)


def renewals(exact: ExactFake) -> int:
    """How often tokens were asked for with a refresh token."""
    return sum(b"grant_type=refresh_token" in call.body for call in exact.calls)


def test_a_young_token_is_used_as_it_is(connected: Home, exact: ExactFake, clock: Clock) -> None:
    """Before its time no renewal is tried: the service counts an early one as an error."""
    clock.advance(seconds=569)

    assert keeper(connected).token()
    assert renewals(exact) == 0


def test_a_token_is_renewed_shortly_before_it_expires(connected: Home, exact: ExactFake, clock: Clock) -> None:
    """From 570 seconds on the token is renewed, once, and the new one is kept."""
    old = keeper(connected).token()
    clock.advance(seconds=575)

    new = keeper(connected).token()
    assert new != old
    assert (keeper(connected).token(), renewals(exact)) == (new, 1)


def test_a_spent_refresh_token_asks_for_a_login(connected: Home, exact: ExactFake, clock: Clock) -> None:
    """When the chain is broken at the service, the sentence is to log in again, and verify remembers the state."""
    exact.revoke()
    clock.advance(seconds=700)

    with pytest.raises(AuthFailed, match="log in again"):
        keeper(connected).token()
    assert manage.verify(connected, "books").state == "authorize"


def test_a_lost_answer_to_a_renewal_asks_for_a_login(connected: Home, exact: ExactFake, clock: Clock) -> None:
    """The renewal was done and its answer lost: the old refresh token is spent, and only a person can help."""
    clock.advance(seconds=700)
    lost: list[object] = []

    def lose_first(request: object, response: object) -> object:
        if not lost:
            lost.append(request)
            raise LostAnswer
        return response

    exact.after.append(lose_first)  # type: ignore[arg-type]
    with pytest.raises(AuthFailed):
        keeper(connected).token()
    assert len(lost) == 1


def test_a_service_that_stays_away_leaves_the_token_for_later(connected: Home, exact: ExactFake, clock: Clock) -> None:
    """Answers lost twice leave the outcome open; the refresh token is kept and tried again at the next call."""
    clock.advance(seconds=700)

    def lose(request: object) -> None:
        raise LostAnswer

    exact.before.append(lose)
    with pytest.raises(UnknownOutcome):
        keeper(connected).token()
    exact.before.clear()
    assert keeper(connected).token()


def test_a_401_on_an_old_token_is_helped_by_one_renewal(connected: Home, exact: ExactFake, clock: Clock) -> None:
    """A refused call is repeated once with a renewed token, when the service allows a renewal."""
    clock.advance(seconds=571)
    exact.expire_access_tokens()
    with connected.reading() as session:
        row = session.scalars(select(Connection)).one()

    account = open_connector(connected, row).verify()

    assert account.name
    assert renewals(exact) == 1


def test_logging_in_with_another_account_is_refused(connected: Home, exact: ExactFake) -> None:
    """A new login must be of the same account; the old one stays in place."""
    with connected.writing() as session:
        row = session.scalars(select(Connection)).one()
        row.account = {**(row.account or {}), "key": "somebody-else", "name": "Another"}

    view = manage.verify(connected, "books")

    assert view.state == "failed"
    assert view.error is not None
    assert "Another" in view.error.en


def _renew(folder: str, url: str, seconds: float, go: object, results: object) -> None:
    """One of several processes that all find the token expired at the same moment."""
    home = open_home(folder)
    home.now = lambda: utc_now() + timedelta(seconds=seconds)
    go.wait()  # type: ignore[attr-defined]
    try:
        results.put(keeper(home).token())  # type: ignore[attr-defined]
    except Exception as error:  # noqa: BLE001 - the parent shows it
        results.put(repr(error))  # type: ignore[attr-defined]


def test_eight_processes_spend_one_refresh_token(sqlite_home: Home) -> None:
    """Eight workers find the token expired at once: one renews, all get the new token. The guard is the lease in
    `Renewal.alone`; without it the second spends a spent token and the chain is dead."""
    ahead = [0.0]
    exact = ExactFake(
        client_id="client",
        client_secret=SECRET,
        redirect_uris=[BACK],
        clock=lambda: utc_now() + timedelta(seconds=ahead[0]),
    )
    with serve(exact) as url:
        log_in(sqlite_home, exact, base_url=url)
        ahead[0] = 700.0
        context = multiprocessing.get_context("spawn")
        go, results = context.Event(), context.Queue()
        folder = str(sqlite_home.folder.path)
        workers = [context.Process(target=_renew, args=(folder, url, 700.0, go, results)) for _ in range(8)]
        for worker in workers:
            worker.start()
        go.set()
        tokens = {results.get(timeout=60) for _ in workers}
        for worker in workers:
            worker.join()

    assert len(tokens) == 1
    assert renewals(exact) == 1
