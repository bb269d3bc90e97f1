"""Processes die at random while an installation books; afterwards every document stands in each package once.

The driver and its command are in `faults.killing`. The guards it tests, each seen to fail when taken out, are listed
with what happens then in `core/docs/reliability.md`.
"""

from __future__ import annotations

import pytest

from faults.killing.series import prepared
from support.homes import KINDS, OpenHome

ROUNDS = 30
ROUNDS_OF_TWO = 8
SEED = 20261120


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_killed_every_document_is_booked_once(kind: str, open_fresh_home: OpenHome) -> None:
    """Thirty times somebody dies in the middle of the work, and no document is lost, booked twice or left half-way.

    Guards: `sync.booker` (find before create, *sending* before the call), `sync.reader.take_in` (the cursor moves with
    the rows), `sync.lease`, `work.schedule._lost` and `requeue_all`, `work.valkey.die_with_parent`.
    """
    with prepared(open_fresh_home(kind), seed=SEED) as series:
        series.run(ROUNDS, say=_quiet)

        assert series.report.audit is not None
        assert series.report.audit.booked > ROUNDS
        assert series.report.in_a_call >= ROUNDS / 10, "the driver strikes beside the work"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", KINDS)
def test_a_second_worker_and_schedule_make_no_difference(kind: str, open_fresh_home: OpenHome) -> None:
    """Two sets of worker and schedule on the same data, some of which die, book each document once.

    Guards: `sync.lease.Lease.take` and `hold`, `work.valkey.start` (one server for both).
    """
    with prepared(open_fresh_home(kind), seed=SEED + 1, trees=2) as series:
        series.run(ROUNDS_OF_TWO, say=_quiet)


def _quiet(line: str) -> None:
    """The report counts, not its words."""
    del line
