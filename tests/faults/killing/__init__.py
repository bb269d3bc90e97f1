"""Kills the processes of an installation at random while it books, and then looks whether every document is booked once.

    .ci/with-venv python tests/faults/killing --rounds 500 --seed 7 --database sqlite

Everything is real but the services, which are the plugins' fakes on real sockets, in the driver's own process so that
they survive. `world` is the installation and its shop, `moments` when to strike, `trees` whom, `audit` what must be
true in the end, `series` all of it in a row.
"""

from __future__ import annotations
