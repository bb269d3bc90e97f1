"""How many days a long history takes within a daily limit, and how long the new orders of those days wait for it.

The clock jumps from run to run, so that this takes as long as the booking itself.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from sqlalchemy import func, select

from koppel import logs
from koppel.connectors import Limit
from koppel.home import Home, open_home
from koppel.store import CallCount, LedgerRow
from koppel.sync.integrations import IntegrationView, show
from koppel.sync.runner import Runner
from koppel.sync.runs import new_run
from koppel.testing.clock import Clock
from support.memory import World, order
from support.metered import metered

DAY_S = 86_400
EVERY = timedelta(hours=1)
CALLS_TO_A_NEW_ORDER = 1000
"""Five new orders an hour at 5,000 calls a day: a busy shop, within the fifth that is kept for them."""


def spread(home: Home, clock: Clock, *, orders: int, limit: int) -> None:
    """Run each hour until the history is booked, and print a line per day."""
    world = metered(home, Limit(calls=limit, window_s=DAY_S), start="2026-01-01")
    world.shop.batch = 100
    world.shop.put(*(order(str(number), paid_at=clock() - timedelta(days=30)) for number in range(1, orders + 1)))
    new = max(1, limit // CALLS_TO_A_NEW_ORDER)
    begun, day, first_said = clock(), clock().date(), None
    while (view := _hour(world, clock, new)).history is not None:
        first_said = first_said or (view.history.done_at if clock().date() != day else None)
        if clock().date() != day:
            day = clock().date()
            found = view.history
            print(f"  {day}: {found.booked} of {found.total} booked, ready {found.done_at:%d %B %H:%M}")
    took, said = clock() - begun, (first_said or clock()) - begun
    print(f"  ready after {took}, after the first day said to be {said}: {abs(took - said) / took:.0%} off")
    print(f"  longest wait of a new order {_longest_wait(home)}, most calls in a day {_most_calls(home)} of {limit}")


def _hour(world: World, clock: Clock, new: int) -> IntegrationView:
    made_at = clock()
    number = len(world.shop.documents)
    world.shop.put(*(order(f"N{number + one}", paid_at=made_at) for one in range(new)))
    clock.at += EVERY
    run_id = new_run(world.home, "webshop", trigger="benchmark")
    while Runner(world.home, run_id).run().state == "again":
        pass
    return show(world.home, "webshop")


def _longest_wait(home: Home) -> timedelta:
    """Of all new orders: from made, an hour before it was first seen, to booked."""
    with home.reading() as session:
        rows = session.execute(
            select(LedgerRow.first_seen_at, LedgerRow.booked_at).where(
                LedgerRow.initial.is_(False), LedgerRow.booked_at.is_not(None)
            )
        ).all()
    return max((booked_at - seen_at for seen_at, booked_at in rows if booked_at), default=timedelta(0)) + EVERY


def _most_calls(home: Home) -> int:
    with home.reading() as session:
        return session.scalar(select(func.max(CallCount.calls)).where(CallCount.window_s == DAY_S)) or 0


def main() -> None:
    """20,000 orders at 5,000 calls a day."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=20_000)
    parser.add_argument("--limit", type=int, default=5000)
    options = parser.parse_args()
    logs.set_up(level="error")
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        home, clock = open_home(folder), Clock()
        home.now = clock
        print(f"{options.orders} orders from before, {options.limit} calls a day")
        spread(home, clock, orders=options.orders, limit=options.limit)
        home.close()
    print(f"  {time.perf_counter() - started:.0f} s of work")


if __name__ == "__main__":
    main()
