"""What follows a booking is done until it is done: a lost answer to it is no reason to strike it off."""

from __future__ import annotations

import pytest

from koppel.api import Booking, Posted, UnknownOutcome
from koppel.home import Home
from koppel.store import Integration, LedgerRow
from koppel.sync.runner import Runner
from koppel.sync.runs import new_run, show_run
from support.memory import MemoryBooks, build, order


def test_a_lost_answer_to_sending_is_tried_again(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard is `UnknownOutcome` among what `catch_up` hands on; without it the sending is forgotten."""
    answers = iter([UnknownOutcome(service="Memory books"), None])

    def send(self: MemoryBooks, booking: Booking, posted: Posted) -> Posted:
        lost = next(answers)
        if lost is not None:
            raise lost
        self.books.sent.append(booking.reference)
        return posted

    monkeypatch.setattr(MemoryBooks, "send", send)
    world = build(home)
    world.shop.put(order("1001"))
    run_id = new_run(home, "webshop", trigger="test")

    assert Runner(home, run_id).run().state == "waiting"
    with home.reading() as session:
        assert session.query(LedgerRow).one().has_to_do
    while Runner(home, run_id).run().state == "again":  # before it ends it reads once more
        pass
    assert show_run(home, run_id).state == "done"
    assert (world.books.sent, world.books.creates()) == (["1001"], ["1001"])


def test_a_worker_that_lost_its_lease_sends_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was suspended in the first sending, and its successor sends the rest: what both send, a customer gets twice."""

    def send(self: MemoryBooks, booking: Booking, posted: Posted) -> Posted:
        self.books.sent.append(booking.reference)
        with home.writing() as session:
            session.query(Integration).one().lease_owner = "somebody else"
        return posted

    monkeypatch.setattr(MemoryBooks, "send", send)
    world = build(home)
    world.shop.put(order("1001"), order("1002"))

    assert Runner(home, new_run(home, "webshop", trigger="test")).run().state == "waiting"
    assert world.books.sent == ["1001"]
