"""Processes die at random while an installation books; afterwards every document stands in each package once.

The driver and its command are in `faults.killing`. The guards it tests, each seen to fail when taken out, are listed
with what happens then in `core/docs/reliability.md`.
"""

from __future__ import annotations

import pytest

from faults.killing.series import prepared
from support.homes import KINDS, OpenHome

ROUNDS = {"sqlite": 30, "postgres": 15}
SEED = 20261120


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_killed_every_document_is_booked_once(kind: str, open_fresh_home: OpenHome) -> None:
    """Many times somebody dies in the middle of the work, and no document is lost, booked twice or left half-way.

    Guards: `sync.booker.Booker._settle_one` (time for late lists), `work.schedule._lost`, `work.valkey.die_with_parent`.
    """
    with prepared(open_fresh_home(kind), seed=SEED) as series:
        series.run(ROUNDS[kind], say=lambda _: None)

        assert series.report.audit is not None
        assert series.report.audit.booked > ROUNDS[kind]
        assert series.report.in_a_call >= ROUNDS[kind] / 10, "the driver strikes beside the work"
