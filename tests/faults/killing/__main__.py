"""The command: so many rounds with one seed, on a database of its own, and what came of them."""

from __future__ import annotations

import argparse
import logging
import random
import sys
import tempfile
from pathlib import Path

import structlog

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / ".ci")]

from faults.killing.databases import opened  # noqa: E402
from faults.killing.series import prepared  # noqa: E402


def main() -> int:
    """Ends with 1, and says what is wrong, when a document was lost or booked twice or something did not end."""
    parser = argparse.ArgumentParser(prog="killing", description=sys.modules["__main__"].__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--seed", type=int, default=None, help="drawn when it is not given; printed either way")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--trees", type=int, default=1, help="how many sets of worker and schedule share the data")
    given = parser.parse_args()
    seed = random.randrange(10**6) if given.seed is None else given.seed
    _say(f"seed {seed}, {given.rounds} rounds, {given.database}, {given.trees} process trees")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with (
        tempfile.TemporaryDirectory(prefix="koppel-killing-") as folder,
        opened(Path(folder), given.database) as home,
        prepared(home, seed=seed, trees=given.trees) as series,
    ):
        try:
            series.run(given.rounds, say=_say)
        except AssertionError as wrong:
            _say(str(wrong))
            return 1
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
