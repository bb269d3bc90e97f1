"""Two sets of worker and schedule on the same data, which the command `koppel worker` on a second machine makes.

Apart from `test_killing`, so that both run beside each other; the driver is the same.
"""

from __future__ import annotations

import pytest

from faults.killing.series import prepared
from support.homes import KINDS, OpenHome

ROUNDS = 5
SEED = 20261121


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", KINDS)
def test_a_second_worker_and_schedule_make_no_difference(kind: str, open_fresh_home: OpenHome) -> None:
    """Both have runs of the same integration in hand, some of them die, and each document is booked once.

    Guards: `sync.lease.Lease` and `sync.ledger.still` (either alone is enough here; `tests/unit/sync/test_once.py` tries
    the first by itself), `work.valkey.start` (one server for both).
    """
    with prepared(open_fresh_home(kind), seed=SEED, trees=2) as series:
        series.run(ROUNDS, say=lambda _: None)

        assert series.report.audit is not None
        assert series.report.audit.booked > ROUNDS
