"""The contract of what a target offers besides booking; tried only on targets that declare it."""

from __future__ import annotations

from pathlib import Path

from koppel.booking.booking import Booking
from koppel.booking.draft import Draft
from koppel.booking.engine import decide
from koppel.connectors import Capability, Target
from koppel.sync.history import history
from koppel.sync.pairs import open_pair
from koppel.sync.rules import rules_of
from koppel.testing.contract.targets import INTEGRATION, TargetContract, coupled, until_done, writes
from koppel.testing.samples import sample_documents
from koppel.testing.service import Lent


class DeliveriesContract(TargetContract):
    """Rules for targets that say they can tell what became of sent documents."""

    def test_nothing_of_a_first_export_goes_out(self, tmp_path: Path) -> None:
        """What `plan` makes for the first export is not sent, so there is nothing to follow."""
        with (
            coupled(tmp_path, self.kind, self.lent, sample_documents()) as at,
            open_pair(at.home, INTEGRATION) as pair,
        ):
            rules = rules_of(pair)
            drafts = [found for one in sample_documents() if isinstance(found := decide(one, rules), Draft)]
            planned = [pair.target.plan(draft, pair.answers, initial=True) for draft in drafts]
            bookings = [one for one in planned if isinstance(one, Booking)]

            assert bookings
            assert [one.reference for one in bookings if pair.target.is_sent_out(one)] == []

    def test_asking_for_deliveries_writes_nothing(self, tmp_path: Path) -> None:
        """Only documents that were asked for and that were sent are answered; the question changes nothing."""
        with coupled(tmp_path, self.kind, self.lent, sample_documents()[:3]) as at:
            until_done(at)
            booked = [str(row.target_id) for row in history(at.home, INTEGRATION, state="booked")]
            wrote = len(writes(at))
            with open_pair(at.home, INTEGRATION) as pair:
                told = pair.target.deliveries([*booked, "987654321"])

            assert booked
            assert set(told) <= set(booked)
            assert len(writes(at)) == wrote


def target_tests(kind: type[Target], lent: Lent) -> type[TargetContract]:
    """The tests of a target, as a class for pytest to collect: with those for what it declares besides booking."""
    base = DeliveriesContract if Capability.DELIVERIES in kind.capabilities else TargetContract
    return type(f"Test{kind.__name__}", (base,), {"kind": kind, "lent": lent})
