"""The cache between forms and services."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from koppel.errors import AuthFailed, RateLimited, Rejected, Unavailable
from koppel.steps import Answers, FromFacet, Live, Option
from koppel.steps.live_lists import MOST_LISTS, ListCache, LiveLists, Origin
from koppel.text import same

JOURNALS = Live(name="journals", after=("administration",), ttl_s=300)
LEDGERS = Live(name="ledgers", ttl_s=300)
FIRST = Answers(values={"administration": "1"})


class Service:
    """Answers with the administration it was asked for, or fails; counts the calls. `time` is the clock's."""

    def __init__(self) -> None:
        self.calls = 0
        self.failure: Exception | None = None
        self.time = 1000.0

    def __call__(self, side: str, options: Any, answers: Answers) -> list[Option]:
        self.calls += 1
        if self.failure is not None:
            raise self.failure
        return [Option(value=f"{side} {answers.text('administration')} {self.calls}", label="x")]


@pytest.fixture
def service() -> Service:
    """A service that answers."""
    return Service()


@pytest.fixture
def lists(service: Service) -> LiveLists:
    """The lists of one integration."""
    return lists_of(service, ListCache(now=lambda: service.time), "7")


def lists_of(service: Service, cache: ListCache, account: str) -> LiveLists:
    return LiveLists(
        cache, {"source": Origin(account="1", title="Shop"), "target": Origin(account=account, title="Books")}, service
    )


def values(lists: LiveLists, options: Any = JOURNALS, answers: Answers = FIRST) -> list[str]:
    return [option.value for option in lists.options("target", options, answers).options]


def test_a_list_is_asked_for_once_until_it_is_old(lists: LiveLists, service: Service) -> None:
    """Within its time to live it counts as fresh."""
    assert values(lists) == values(lists) == ["target 1 1"]
    assert lists.options("target", JOURNALS, FIRST).decides
    service.time += 301
    assert values(lists) == ["target 1 2"]


def test_lists_of_other_answers_accounts_and_sides_are_not_mixed_up(service: Service) -> None:
    """Each has a place of its own in the shared cache."""
    cache = ListCache(now=lambda: service.time)
    one, two = lists_of(service, cache, "7"), lists_of(service, cache, "8")
    values(one)
    values(two)
    values(one, answers=Answers(values={"administration": "2"}))
    one.options("source", FromFacet(facet="journals"), FIRST)
    assert service.calls == 4


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (AuthFailed(service="Books"), "Books refuses the login. Open the connection and log in again."),
        (Unavailable(service="Books"), "Books did not answer. Try again in a while."),
        (Rejected(same("No right to read journals.")), "No right to read journals."),
        (KeyError("guid"), "An error in the program: Books, live:journals. "),
    ],
)
def test_a_failing_list_says_why_and_shows_what_was_last_seen(
    lists: LiveLists, service: Service, failure: Exception, sentence: str
) -> None:
    """It is not fresh, so it takes no answer away."""
    before = values(lists)
    service.time += 301
    service.failure = failure
    listing = lists.options("target", JOURNALS, FIRST)
    assert [option.value for option in listing.options] == before
    assert listing.problem is not None
    assert listing.problem.en.startswith(sentence)
    assert not listing.fresh


def test_a_limit_names_the_moment_to_come_back(lists: LiveLists, service: Service) -> None:
    """The error's own sentence knows it."""
    service.failure = RateLimited(datetime(2026, 1, 31, 12, tzinfo=UTC), service="Books")
    listing = lists.options("target", JOURNALS, FIRST)
    assert listing.problem is not None
    assert "2026-01-31T12:00:00" in listing.problem.nl


def test_a_service_that_is_away_is_left_alone_for_a_while(lists: LiveLists, service: Service) -> None:
    """A page with a dozen lists waits for one of them, not for all."""
    service.failure = Unavailable(service="Books")
    values(lists)
    values(lists, LEDGERS)
    assert service.calls == 1
    service.failure = None
    service.time += 16
    assert values(lists, LEDGERS) == ["target 1 2"]


def test_refreshing_forgets_the_lists_and_the_failure_of_an_account(service: Service) -> None:
    """The person pressed the button, or logged in again."""
    cache = ListCache(now=lambda: service.time)
    lists = lists_of(service, cache, "7")
    values(lists)
    service.failure = Unavailable(service="Books")
    values(lists, LEDGERS)
    service.failure = None
    cache.forget("7")
    assert values(lists) == ["target 1 3"]


def test_the_cache_does_not_grow_without_end(service: Service) -> None:
    """The oldest list goes first."""
    cache = ListCache(now=lambda: service.time)
    for number in range(MOST_LISTS + 1):
        cache.put(("7", str(number), "{}"), ())
    assert cache.get(("7", "0", "{}")) is None
    assert cache.get(("7", "1", "{}")) is not None
