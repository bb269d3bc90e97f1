"""How many calls a backfill costs: WooCommerce to Exact Online, of customers that the package knows and of new ones."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from koppel import logs
from koppel.home import open_home
from koppel_woocommerce.fake import generate_orders
from support.coupled import Coupled, couple


def backfill(orders: int, customers: int, *, again: bool) -> None:
    """Fill a shop, book it all, and print the calls per document. `again`: the customers are known from before."""
    with tempfile.TemporaryDirectory() as folder:
        home = open_home(folder)
        pair = couple(home, recorded_orders=False)
        start = datetime(2026, 3, 1)
        if again:
            _fill(pair, customers * 8, customers, start, seed=1, first_id=1001)
            pair.run()
            pair.exact.calls.clear()
            pair.woo.calls.clear()
            start += timedelta(days=60)
        _fill(pair, orders, customers, start, seed=1 if again else 2, first_id=100_001)
        counts = pair.run()
        _report(pair, counts["booked"], counts["read"], "known" if again else "new")
        home.close()


def _fill(pair: Coupled, count: int, customers: int, start: datetime, *, seed: int, first_id: int) -> None:
    for body in generate_orders(count, seed=seed, start=start, customers=customers, first_id=first_id):
        pair.woo.store.add_order(body)


def _report(pair: Coupled, booked: int, read: int, customers: str) -> None:
    target, source = pair.exact.calls, pair.woo.calls
    print(f"{booked} documents of {customers} customers booked, {read} read")
    print(f"  target calls per document  {len(target) / booked:.3f}   {_kinds(call.path for call in target)}")
    print(f"  source calls per 100       {len(source) / read * 100:.2f}    {_kinds(call.path for call in source)}")


def _kinds(paths: Iterable[str]) -> str:
    counted = Counter(path.rsplit("/", 1)[-1].split("(")[0] for path in paths)
    return ", ".join(f"{name} {number}" for name, number in counted.most_common(6))


def main() -> None:
    """Known customers, then new ones: as many customers as orders."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=1000)
    options = parser.parse_args()
    logs.set_up(level="error")
    backfill(options.orders, 100, again=True)
    backfill(options.orders, options.orders, again=False)


if __name__ == "__main__":
    main()
