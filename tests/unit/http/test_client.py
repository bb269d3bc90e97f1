"""The one HTTP client: what it refuses to send, what it tries again, and what a lost answer means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import httpx
import pytest

from koppel.errors import AuthFailed, KoppelError, RateLimited, Rejected, Unavailable, UnknownOutcome, WrongUse
from koppel.http import Answer, Client, NoBudget

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
Handler = Callable[[httpx.Request], httpx.Response]


class AnyVendor:
    """A vendor whose answers mean what the common table says."""

    @classmethod
    def classify(cls, answer: Answer) -> KoppelError | None:
        return None

    @classmethod
    def limited_until(cls, answer: Answer, now: datetime) -> datetime | None:
        return None


def client(handler: Handler) -> Client:
    """A client whose service is a function; it does not really sleep."""
    return Client(
        service="Service",
        base_url="https://api.example",
        vendor=AnyVendor,
        hosts=frozenset({"api.example", "login.example"}),
        transport=httpx.MockTransport(handler),
        now=lambda: NOW,
        sleep=lambda _: None,
    )


def answering(*answers: httpx.Response | Exception) -> tuple[Client, list[httpx.Request]]:
    """A client that gets these answers one after the other, the last one for ever; and what it sent."""
    sent: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        answer = answers[min(len(sent), len(answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return answer

    return client(handle), sent


def test_a_foreign_host_gets_nothing() -> None:
    """An address on a host that was not declared is refused before anything is sent."""
    asked, sent = answering(httpx.Response(200))

    with pytest.raises(WrongUse, match="elsewhere"):
        asked.get("https://elsewhere.example/orders")
    assert sent == []


def test_a_redirect_is_not_followed_but_told() -> None:
    """The credentials do not travel along to another address; the sentence names it."""
    asked, sent = answering(httpx.Response(301, headers={"location": "https://www.api.example/x"}))

    with pytest.raises(KoppelError, match=r"www\.api\.example"):
        asked.get("x")
    assert len(sent) == 1


def test_a_redirect_is_shown_without_its_query() -> None:
    """A server sends the query along to the new address, and the query may hold the key."""
    asked, _ = answering(httpx.Response(301, headers={"location": "https://www.api.example/x?secret=cs_1"}))

    with pytest.raises(WrongUse) as caught:
        asked.get("x")
    assert "cs_1" not in f"{caught.value} {dict(caught.value.data)}"


def test_maintenance_is_told_from_too_many_calls() -> None:
    """A service that is away until some moment did not get too many calls; the sentence says which it is."""
    asked, _ = answering(httpx.Response(503, headers={"Retry-After": "600"}))

    with pytest.raises(RateLimited) as caught:
        asked.get("x")
    assert caught.value.until == NOW + timedelta(minutes=10)
    assert "onderhoud" in caught.value.sentence.nl


def test_a_read_is_tried_again_after_a_fault() -> None:
    """A server's hiccup on a read costs a second try and nothing else."""
    asked, sent = answering(httpx.Response(502), httpx.ReadError("cut"), httpx.Response(200, json={"ok": 1}))

    assert asked.get("x").json() == {"ok": 1}
    assert len(sent) == 3


def test_a_read_that_keeps_failing_is_unavailable() -> None:
    """After three tries the service counts as away."""
    asked, sent = answering(httpx.Response(500))

    with pytest.raises(Unavailable):
        asked.get("x")
    assert len(sent) == 3


@pytest.mark.parametrize(
    "trouble", [httpx.Response(500), httpx.Response(502, text="<html>"), httpx.ReadTimeout("slow")]
)
def test_a_write_is_never_repeated_and_its_outcome_is_unknown(trouble: httpx.Response | Exception) -> None:
    """A write that met a fault may have been done: it is sent once, and the caller is told to look first."""
    asked, sent = answering(trouble)

    with pytest.raises(UnknownOutcome):
        asked.post("x", {"a": 1})
    assert len(sent) == 1


def test_a_write_that_could_not_connect_was_certainly_not_done() -> None:
    """Nothing arrived when there was no connection."""
    asked, _ = answering(httpx.ConnectError("refused"))

    with pytest.raises(Unavailable):
        asked.post("x", {})


def test_a_cut_answer_to_a_write_is_unknown() -> None:
    """A good status with half a body does not tell what was made."""
    asked, _ = answering(httpx.Response(201, text='{"id": 1'))

    with pytest.raises(UnknownOutcome):
        asked.post("x", {}).json()


@pytest.mark.parametrize(
    ("status", "headers", "kind"),
    [
        (401, {}, AuthFailed),
        (403, {}, AuthFailed),
        (404, {}, WrongUse),
        (422, {}, Rejected),
        (429, {}, RateLimited),
        (503, {"Retry-After": "600"}, RateLimited),
    ],
)
def test_an_answer_becomes_an_error_of_the_family(
    status: int, headers: dict[str, str], kind: type[KoppelError]
) -> None:
    """One table for all services."""
    asked, _ = answering(httpx.Response(status, headers=headers))

    with pytest.raises(kind):
        asked.get("x")


@pytest.mark.parametrize("value", ["90", "Mon, 02 Mar 2026 09:01:30 GMT"])
def test_retry_after_is_understood_as_seconds_and_as_a_date(value: str) -> None:
    """Both forms of the header give the same moment."""
    asked, _ = answering(httpx.Response(429, headers={"Retry-After": value}))

    with pytest.raises(RateLimited) as refusal:
        asked.get("x")
    assert refusal.value.until == NOW + timedelta(seconds=90)


def test_each_call_is_counted_before_it_is_made() -> None:
    """A budget that is used up keeps the call from being sent."""

    class Spent(NoBudget):
        def take(self) -> None:
            raise RateLimited(NOW, service="Service")

    asked, sent = answering(httpx.Response(200))
    asked.budget = Spent()

    with pytest.raises(RateLimited):
        asked.get("x")
    assert sent == []


def test_amounts_travel_exactly() -> None:
    """A Decimal becomes a JSON number with the same digits, and numbers come back as Decimal."""
    asked, sent = answering(httpx.Response(201, text='{"total": 24.77}'))

    answer = asked.post("x", {"amount": Decimal("41.98"), "whole": Decimal(7)}).json()

    assert sent[0].content == b'{"amount":41.98,"whole":7.0}'
    assert answer == {"total": Decimal("24.77")}


def test_a_page_instead_of_data_says_so() -> None:
    """HTML with a good status gets a sentence of its own."""
    asked, _ = answering(httpx.Response(200, text="<html>Log in</html>"))

    with pytest.raises(Unavailable, match="a page instead of data"):
        asked.get("x").json()
