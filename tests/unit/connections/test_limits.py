"""The owner's own call limits: lower always, higher only where the service itself would take it."""

from __future__ import annotations

import pytest

from koppel.connections import limits
from koppel.connections.budget import SharedBudget
from koppel.connections.clients import limits_of
from koppel.connectors import Limit
from koppel.errors import RateLimited, WrongUse
from koppel.home import Home
from koppel.store import Connection
from koppel.testing.clock import Clock
from support.memory import NOW, MemoryShop, build


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def declared(home: Home, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A shop with a documented limit a minute, and a careful one a day."""
    fixed = (Limit(calls=60, window_s=60, most=100), Limit(calls=5000, window_s=86_400, is_careful=True))
    monkeypatch.setattr(MemoryShop, "limits", fixed)
    build(home)
    return home


def calls(home: Home) -> dict[int, int | None]:
    return {window.window_s: window.calls for window in limits.show(home, "shop").windows}


def test_the_declared_ones_hold_until_something_is_chosen(declared: Home) -> None:
    """An hour is shown too, without a limit."""
    assert calls(declared) == {60: 60, 3600: None, 86_400: 5000}


@pytest.mark.parametrize(("window_s", "chosen"), [(60, 1), (60, 100), (86_400, 1), (86_400, 1_000_000), (3600, 200)])
def test_what_may_be_chosen(declared: Home, window_s: int, chosen: int) -> None:
    """Lower, up to what larger plans have, any number where the figure is a guess, and windows of one's own."""
    limits.choose(declared, "shop", {window_s: chosen})

    assert calls(declared)[window_s] == chosen


@pytest.mark.parametrize(
    ("window_s", "chosen", "told"),
    [
        (60, 101, "at most 100 calls per minute"),
        (60, 0, "no number of calls per minute"),
        (60, -5, "no number of calls"),
        (61, 5, "no length of time"),
        (86_400, 10_000_001, "at most 10000000"),
    ],
)
def test_what_may_not_be_chosen(declared: Home, window_s: int, chosen: int, told: str) -> None:
    """It is said in words, and nothing changes, not even what was right beside it."""
    before = calls(declared)
    with pytest.raises(WrongUse, match=told):
        limits.choose(declared, "shop", {3600: 10, window_s: chosen})

    assert calls(declared) == before


def test_the_sentence_is_dutch_in_dutch(declared: Home) -> None:
    """The window too."""
    with pytest.raises(WrongUse) as refused:
        limits.choose(declared, "shop", {60: 500})

    assert "oproepen per minuut" in refused.value.sentence.nl


def test_a_chosen_limit_is_kept(declared: Home, clock: Clock) -> None:
    """By the budget that all workers share, also in a window that the service does not limit."""
    limits.choose(declared, "shop", {3600: 2})
    with declared.reading() as session:
        row = session.query(Connection).filter_by(name="shop").one()
    kind = declared.plugins.connector(row.connector)
    budget = SharedBudget(declared, row.id, "Shop", limits_of(row, kind))
    budget.take()
    clock.advance(minutes=2)
    budget.take()

    with pytest.raises(RateLimited):
        budget.take()


def test_use_is_shown_for_the_window_that_runs(declared: Home, clock: Clock) -> None:
    """The next minute begins at nothing, the month goes on."""
    with declared.reading() as session:
        row = session.query(Connection).filter_by(name="shop").one()
    budget = SharedBudget(declared, row.id, "Shop", limits_of(row, declared.plugins.connector(row.connector)))
    for _ in range(3):
        budget.take()
    used = {window.window_s: window.used for window in limits.show(declared, "shop").windows}
    assert used == {60: 3, 3600: None, 86_400: 3}

    clock.advance(minutes=1)
    view = limits.show(declared, "shop")
    assert [window.used for window in view.windows] == [0, None, 3]
    assert view.calls_this_month == 3


def test_taking_one_away_and_all(declared: Home) -> None:
    """One by naming it without a number, all by the reset."""
    limits.choose(declared, "shop", {60: 10, 3600: 20})
    limits.choose(declared, "shop", {60: None})
    assert calls(declared) == {60: 60, 3600: 20, 86_400: 5000}

    limits.reset(declared, "shop")
    assert calls(declared) == {60: 60, 3600: None, 86_400: 5000}


@pytest.mark.parametrize(("typed", "number"), [("", None), (" 30 ", 30), ("0030", 30), ("9" * 30, 10_000_001)])
def test_what_is_typed(typed: str, number: int | None) -> None:
    """Nothing means the usual limit; far too much stays far too much."""
    assert limits.read_number(typed, 60) == number


@pytest.mark.parametrize("typed", ["many", "-1", "1.5", "1,5", "٣"])
def test_what_is_no_number(typed: str) -> None:
    """Only digits."""
    with pytest.raises(WrongUse):
        limits.read_number(typed, 60)
