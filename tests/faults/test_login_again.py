"""A refresh token that was spent for an answer that nobody heard: one login, and everything goes on with nothing lost.

Real parts: the fakes behind sockets, the embedded queue, the schedule's ticks and RQ's jobs; only the clock is played.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import redis
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

from koppel.connections import manage
from koppel.home import Home
from koppel.store import Connection, LedgerRow, Run
from koppel.sync import integrations
from koppel.sync.bookkeeping_answers import set_bookkeeping
from koppel.sync.issues import open_issues
from koppel.sync.runs import latest_runs
from koppel.testing import LostAnswer, serve
from koppel.testing.clock import Clock
from koppel.work import schedule, valkey, worker
from koppel.work.queue import QUEUE, request_run
from koppel_exact.fake import ExactFake
from koppel_woocommerce.fake import WooCommerceFake
from support.coupled import ANSWERS, BACK, MANY

SHOPS = ("first", "second")


@dataclass
class Two:
    """Two shops that book in one administration, and the clock that they live by."""

    home: Home
    clock: Clock
    client: redis.Redis
    exact: ExactFake
    shops: dict[str, WooCommerceFake]

    def turn(self) -> None:
        """What the schedule and a worker do with what is due now."""
        schedule.tick(self.home, self.client)
        worker.work_here(self.home, self.client, QUEUE)

    def calls(self) -> int:
        """All that reached any of the services."""
        return sum(len(fake.calls) for fake in (self.exact, *self.shops.values()))

    def states(self) -> list[str]:
        """Of all documents of both shops."""
        with self.home.reading() as session:
            return [row.state for row in session.query(LedgerRow)]

    def log_in(self, view: manage.ConnectionView) -> None:
        """What a person does at the login page."""
        assert view.authorize_url is not None
        landed = Client(self.exact).get("/" + view.authorize_url.split("/", 3)[3])
        assert manage.finish_login(self.home, landed.headers["Location"], name="books").state == "verified"


def small_shop() -> WooCommerceFake:
    """Three orders, one of them refunded in part."""
    shop = WooCommerceFake()
    for number in [number for number in shop.orders if number not in (50, 51, 121)]:
        shop.store.delete_order(number)
    return shop


@pytest.fixture
def two(home: Home, clock: Clock) -> Iterator[Two]:
    """Connected, coupled and activated; nothing has run, and the token is due for renewal."""
    clock.at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    exact = ExactFake(
        client_id="client", client_secret="a-client-secret", redirect_uris=[BACK], minutely_limit=MANY,
        daily_limit=MANY, clock=clock,
    )  # fmt: skip
    with ExitStack() as stack:
        queue = stack.enter_context(valkey.running(home.folder))
        found = Two(home, clock, queue, exact, {name: small_shop() for name in SHOPS})
        books = {"client_id": "client", "client_secret": "a-client-secret", "country": "nl"}
        found.log_in(manage.add(home, "exact", "books", {**books, "base_url": stack.enter_context(serve(exact))}))
        with home.writing() as session:
            session.query(Connection).one().limits = {"60": MANY, "86400": MANY}
        for name, shop in found.shops.items():
            keys = {"consumer_key": shop.consumer_key, "consumer_secret": shop.consumer_secret}
            url = stack.enter_context(serve(shop))
            assert manage.add(home, "woocommerce", f"shop {name}", {"url": url, **keys}).state == "verified"
            integrations.add(home, name, f"shop {name}", "books")
            integrations.set_answers(home, name, {"administration": ANSWERS["administration"]})
            integrations.set_answers(home, name, ANSWERS, accept_suggestions=True)
            set_bookkeeping(home, name, {"reference_prefix": name[0].upper()})  # both count their orders from 50
            integrations.activate(home, name)
        clock.advance(minutes=11)
        yield found


def lose_renewals(exact: ExactFake) -> None:
    """The next renewal is done, and its answer lost."""

    def lose(request: Request, response: Response) -> Response:
        if b"grant_type=refresh_token" in request.get_data():
            exact.after.remove(lose)
            raise LostAnswer
        return response

    exact.after.append(lose)


def test_a_lost_renewal_asks_for_one_login(two: Two) -> None:
    """One issue, on the connection, however many integrations use it, and no document counts as failed. The guard is the
    subject of the issue in `logins.refused`; with one per integration there are two."""
    lose_renewals(two.exact)
    two.turn()

    [issue] = open_issues(two.home)
    assert (issue.kind, issue.connection, issue.integration) == ("AuthFailed", "books", None)
    assert "log in again" in issue.sentence.en
    assert "failed" not in two.states()
    assert [latest_runs(two.home, name)[0].state for name in SHOPS] == ["waiting", "waiting"]


def test_meanwhile_nobody_is_called_and_no_runs_pile_up(two: Two) -> None:
    """A day of hourly turns makes neither a call nor a run. The guards are `logins.check` before the first call of a slice
    (without it a run asked for by hand calls the shop again), and that a waiting run counts as under way in
    `schedule._due` and is used again by `new_run` (without the latter each click makes another)."""
    lose_renewals(two.exact)
    two.turn()
    before = two.calls()
    for _ in range(24):
        two.clock.advance(hours=1)
        two.turn()
    for _ in range(3):
        request_run(two.home, "first")
        two.turn()

    assert two.calls() == before
    with two.home.reading() as session:
        assert session.query(Run).count() == len(SHOPS)
    assert len(open_issues(two.home)) == 1


def test_after_the_login_everything_goes_on(two: Two) -> None:
    """The waiting runs are woken, every document is booked once, and the issue closes by itself. The guard is
    `logins.runs_to_wake` in the schedule's tick; without it both runs wait for ever."""
    lose_renewals(two.exact)
    two.turn()
    two.clock.advance(hours=5)
    two.log_in(manage.start_login(two.home, "books"))
    two.turn()

    assert [latest_runs(two.home, name)[0].state for name in SHOPS] == ["done", "done"]
    assert two.states() == ["booked"] * 8
    assert open_issues(two.home) == []
    with two.home.reading() as session:
        assert len({row.target_id for row in session.query(LedgerRow)}) == 8
