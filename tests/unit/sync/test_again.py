"""Importing again from a day books what was missed, writes nothing twice, and moves the start day only when told to."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from koppel.api import Since, WrongUse
from koppel.home import Home
from koppel.store import Integration, LedgerRow
from koppel.sync.again import BeforeStartDay, import_again
from koppel.sync.integrations import show
from koppel.sync.runner import Runner
from koppel.sync.runs import new_run
from koppel.testing.clock import Clock
from support.memory import MemoryShop, World, build, order

JUNE = datetime(2026, 6, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def world(home: Home, clock: Clock) -> World:
    """Three orders booked from the first of June on, and it is the twentieth."""
    clock.at = JUNE
    world = build(home)
    world.shop.put(*(order(str(number)) for number in (1001, 1002, 1003)))
    run(world)
    return world


def run(world: World) -> None:
    """One run to its end."""
    run_id = new_run(world.home, "webshop", trigger="test")
    while Runner(world.home, run_id).run().state == "again":
        pass


def asked(world: World, monkeypatch: pytest.MonkeyPatch) -> list[Since]:
    """What the shop is asked from now on."""
    said: list[Since] = []
    read = MemoryShop.documents

    def documents(self: MemoryShop, since: Since) -> object:
        said.append(since)
        return read(self, since)

    monkeypatch.setattr(MemoryShop, "documents", documents)
    return said


def test_importing_again_twice_writes_nothing_to_the_package(world: World) -> None:
    """Everything is read again, and the ledger knows it all. The guard is the ledger's one row per document, in
    `Reader._enter`."""
    made = list(world.books.creates())
    for _ in range(2):
        import_again(world.home, "webshop", date(2026, 6, 5))
        run(world)

    assert world.books.creates() == made == ["1001", "1002", "1003"]


def test_what_was_missed_is_booked(world: World) -> None:
    """A document that the ledger lost, as after an old backup, is read and booked again, or found where it was booked."""
    with world.home.writing() as session:
        session.query(LedgerRow).filter_by(number="1002").delete()
    world.books.entries.pop("1002")
    run(world)
    assert world.books.creates() == ["1001", "1002", "1003"]

    import_again(world.home, "webshop", date(2026, 6, 5))
    run(world)
    assert world.books.creates() == ["1001", "1002", "1003", "1002"]


def test_the_shop_is_asked_from_that_day_on_and_the_start_day_stays(
    world: World, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only this reading begins there; the one after it goes on from the cursor."""
    said = asked(world, monkeypatch)
    import_again(world.home, "webshop", date(2026, 6, 5))
    run(world)
    run(world)

    assert [since.start_at.astimezone(UTC) for since in said] == [
        datetime(2026, 6, 4, 22, tzinfo=UTC),
        datetime(2026, 5, 31, 22, tzinfo=UTC),
    ]
    assert (said[0].cursor, said[1].cursor) == (None, "3")


def test_a_reading_that_broke_off_is_not_shortened(world: World, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last complete reading was days ago; a later day would leave out what was never read. The guard is the earlier of
    the two in `ReadingMark.read_again_from`."""
    clock.advance(days=10)
    said = asked(world, monkeypatch)
    import_again(world.home, "webshop", date(2026, 6, 29))
    run(world)

    assert said[0].start_at == JUNE - timedelta(days=1)


def test_without_any_complete_reading_everything_from_the_start_day_is_read(
    home: Home, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A first reading that never ended knows nothing of what it left out."""
    clock.at = JUNE
    fresh = build(home)
    said = asked(fresh, monkeypatch)
    import_again(home, "webshop", date(2026, 6, 10))
    run(fresh)

    assert said[0] == Since(start_at=datetime(2026, 5, 31, 22, tzinfo=UTC))


def test_a_day_before_the_start_day_must_be_said_twice(world: World) -> None:
    """Old years are not booked by surprise: the sentence names both days; told so, the start day moves."""
    world.shop.put(order("900", paid_at=datetime(2026, 4, 10, 10, tzinfo=UTC)))
    run(world)
    with pytest.raises(BeforeStartDay) as refusal:
        import_again(world.home, "webshop", date(2026, 4, 1))
    assert "2026-06-01" in refusal.value.sentence.en
    assert "900" not in world.books.entries

    import_again(world.home, "webshop", date(2026, 4, 1), before_start_day=True)
    run(world)
    assert world.books.creates() == ["1001", "1002", "1003", "900"]
    assert show(world.home, "webshop").start_at == datetime(2026, 3, 31, 22, tzinfo=UTC)


def test_a_day_to_come_is_refused(world: World) -> None:
    """Nothing is read, and the cursor stays."""
    with pytest.raises(WrongUse, match="still to come"):
        import_again(world.home, "webshop", date(2026, 7, 1))
    with world.home.reading() as session:
        assert session.query(Integration).one().cursor is not None
