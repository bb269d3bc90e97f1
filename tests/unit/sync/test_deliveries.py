"""Sent documents are asked after until they have arrived: not too often, not for ever, and never those of a first export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from koppel.api import Booking, Capability, Delivery, DeliveryState, Posted, WrongUse
from koppel.home import Home
from koppel.store import LedgerRow
from koppel.sync.deliveries import PORTION
from koppel.sync.history import history
from koppel.sync.issues import open_issues
from koppel.sync.runner import Runner
from koppel.sync.runs import new_run
from koppel.testing.clock import Clock
from support.memory import NOW, MemoryBooks, World, build, order

FAILED = Delivery(state=DeliveryState.FAILED, note="Unknown receiver.")
DELIVERED = Delivery(state=DeliveryState.DELIVERED, note="Received")


class Post:
    """What the package says of its deliveries, and how often it was asked."""

    def __init__(self) -> None:
        self.says: dict[str, Delivery] = {}
        self.asked: list[list[str]] = []
        self.sends = True

    def deliveries(self, target_ids: Sequence[str]) -> Mapping[str, Delivery]:
        self.asked.append(list(target_ids))
        return {one: self.says[one] for one in target_ids if one in self.says}


class SendingBooks(MemoryBooks):
    """Books that send, and that can tell what became of it."""

    post: Post

    def send(self, booking: Booking, posted: Posted) -> Posted:
        return posted

    def is_sent_out(self, booking: Booking) -> bool:
        return self.post.sends

    def deliveries(self, target_ids: Sequence[str]) -> Mapping[str, Delivery]:
        return self.post.deliveries(target_ids)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    """The books in memory send documents and can tell what became of them."""
    post = Post()
    monkeypatch.setattr(MemoryBooks, "post", post, raising=False)
    monkeypatch.setattr(MemoryBooks, "capabilities", MemoryBooks.capabilities | {Capability.DELIVERIES})
    for name in ("send", "is_sent_out", "deliveries"):
        monkeypatch.setattr(MemoryBooks, name, vars(SendingBooks)[name])
    return post


@pytest.fixture
def world(home: Home, clock: Clock) -> World:
    """The first export is done and was empty."""
    world = build(home)
    run(world)
    return world


def run(world: World) -> None:
    run_id = new_run(world.home, "webshop", trigger="test")
    while (finish := Runner(world.home, run_id).run()).state == "again":
        pass
    assert finish.state == "done"


def sell(world: World, *numbers: str) -> None:
    world.shop.put(*(order(number, paid_at=world.home.now()) for number in numbers))
    run(world)


def state_of(world: World, number: str = "1001") -> str | None:
    row = next(row for row in history(world.home, "webshop") if row.number == number)
    return row.delivery.state if row.delivery else None


def kinds(world: World) -> list[str]:
    return [issue.kind for issue in open_issues(world.home)]


def test_a_sent_document_waits_for_its_delivery(post: Post, world: World) -> None:
    """It is pending at once; the package is asked at a later run, not in the same breath."""
    sell(world, "1001")

    assert state_of(world) == "pending"
    assert post.asked == []


def test_what_was_not_to_be_sent_is_not_followed(post: Post, world: World, clock: Clock) -> None:
    """Only a booking that asks for sending has a delivery."""
    post.sends = False
    sell(world, "1001")
    clock.advance(hours=1)
    run(world)

    assert (state_of(world), post.asked) == (None, [])


def test_the_first_export_is_not_followed(post: Post, home: Home, clock: Clock) -> None:
    """Whatever the target says of it."""
    world = build(home)
    world.shop.put(order("1001"))
    run(world)
    clock.advance(hours=1)
    run(world)

    assert (state_of(world), post.asked) == (None, [])


def test_a_delivery_closes(post: Post, world: World, clock: Clock) -> None:
    """Its note and the attempt stand with the document, and it is not asked for again."""
    sell(world, "1001")
    post.says["id-1001"] = DELIVERED
    for _ in range(3):
        clock.advance(hours=1)
        run(world)

    (row,) = history(world.home, "webshop")
    assert row.delivery is not None
    assert (row.delivery.state, row.delivery.note) == ("delivered", "Received")
    assert post.asked == [["id-1001"]]


def test_a_failure_is_told_with_the_packages_own_words(post: Post, world: World, clock: Clock) -> None:
    """One issue that names the document and what to do; seen again it stays one."""
    sell(world, "1001")
    post.says["id-1001"] = FAILED
    for _ in range(2):
        clock.advance(days=1)
        run(world)

    (issue,) = open_issues(world.home)
    assert (issue.kind, issue.document) == ("delivery_failed", "order:1001")
    assert "Unknown receiver. Send it again in Memory books." in issue.sentence.en
    assert "Verstuur het opnieuw in Memory books." in issue.sentence.nl


def test_a_failure_is_solved_when_it_arrives_after_all(post: Post, world: World, clock: Clock) -> None:
    """Somebody sent it again in the package."""
    sell(world, "1001")
    post.says["id-1001"] = FAILED
    clock.advance(hours=1)
    run(world)
    post.says["id-1001"] = DELIVERED
    clock.advance(days=1)
    run(world)

    assert (state_of(world), kinds(world)) == ("delivered", [])


def test_it_is_asked_ever_less_often(post: Post, world: World, clock: Clock) -> None:
    """With a run every half hour: some ten questions in the first day, then one a day."""
    sell(world, "1001")
    for _ in range(48):
        clock.advance(minutes=30)
        run(world)
    first_day = len(post.asked)
    for _ in range(20):
        clock.advance(hours=12)
        run(world)

    assert 6 <= first_day <= 14
    assert 7 <= len(post.asked) - first_day <= 12


def test_a_run_asks_for_one_portion(post: Post, world: World, clock: Clock) -> None:
    """The rest has its turn at the next runs; nobody is passed over."""
    sell(world, *(str(number) for number in range(1000, 1000 + PORTION + 3)))
    clock.advance(minutes=10)
    run(world)
    clock.advance(minutes=1)
    run(world)

    assert [len(asked) for asked in post.asked] == [PORTION, 3]
    assert len({one for asked in post.asked for one in asked}) == PORTION + 3


def test_after_a_month_of_silence_a_person_is_told(post: Post, world: World, clock: Clock) -> None:
    """The state says that nobody knows; a late delivery still closes it."""
    sell(world, "1001")
    clock.advance(days=31)
    run(world)
    assert (state_of(world), kinds(world)) == ("unknown", ["delivery_failed"])

    post.says["id-1001"] = DELIVERED
    clock.advance(days=8)
    run(world)
    assert (state_of(world), kinds(world)) == ("delivered", [])


def test_after_a_quarter_it_is_let_go(post: Post, world: World, clock: Clock) -> None:
    """Nothing is asked any more, and no issue stays that nothing could ever close."""
    sell(world, "1001")
    post.says["id-1001"] = FAILED
    for _ in range(20):
        clock.advance(days=7)
        run(world)
    asked = len(post.asked)
    clock.advance(days=7)
    run(world)

    assert (state_of(world), kinds(world)) == ("failed", [])
    assert len(post.asked) == asked


def test_a_package_that_refuses_the_question_stops_nothing(post: Post, world: World, clock: Clock) -> None:
    """The run ends well, and the question comes again."""

    def refuse(target_ids: Sequence[str]) -> Mapping[str, Delivery]:
        post.asked.append(list(target_ids))
        raise WrongUse

    sell(world, "1001")
    post.deliveries = refuse  # type: ignore[method-assign]
    for _ in range(2):
        clock.advance(days=1)
        run(world)

    assert (state_of(world), len(post.asked)) == ("pending", 2)


def test_sending_that_is_refused_is_not_followed(
    post: Post, world: World, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The customer cannot take it: that is told, and nothing was sent that could arrive."""

    def refuse(self: MemoryBooks, booking: Booking, posted: Posted) -> Posted:
        raise WrongUse

    monkeypatch.setattr(MemoryBooks, "send", refuse)
    sell(world, "1001")

    assert (state_of(world), kinds(world)) == (None, ["afterwards"])


def test_followed_rows_keep_their_moments(post: Post, world: World, clock: Clock) -> None:
    """The moment of sending does not move when the package is asked."""
    sell(world, "1001")
    sent_at = clock()
    clock.advance(hours=2)
    run(world)

    with world.home.reading() as session:
        row = session.query(LedgerRow).one()
    assert row.delivery is not None
    assert row.delivery["sent_at"] == sent_at.isoformat()
    assert row.delivery["asked_at"] == clock().isoformat()
