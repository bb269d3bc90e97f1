"""`koppel demo`: run as a newcomer runs it, in a process of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from koppel.cli.demo.world import choose_pair
from koppel.errors import WrongUse
from koppel.plugins import load_plugins

_COMMAND = [sys.executable, "-m", "koppel"]
_MOST_S = 300


def environment(temporary: Path) -> dict[str, str]:
    """With a database and a folder of somebody's own, which a demonstration must not touch."""
    own = {"DATABASE_URL": "sqlite:////nonexistent/own.sqlite3", "KOPPEL_DATA_DIR": "/nonexistent/own"}
    return {**os.environ, **own, "TMPDIR": str(temporary)}


@pytest.fixture(scope="module")
def temporary() -> Iterator[Path]:
    """Where a demonstration makes its folder. pytest's own folders are too deep for the queue's socket."""
    with tempfile.TemporaryDirectory(prefix="koppel-test-") as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def shown(temporary: Path) -> Any:
    """What `koppel demo --once --json` prints."""
    found = subprocess.run(
        [*_COMMAND, "demo", "--once", "--json"],
        capture_output=True,
        text=True,
        env=environment(temporary),
        timeout=_MOST_S,
        check=False,
    )
    assert (found.returncode, found.stderr) == (0, "")
    assert list(temporary.iterdir()) == []
    return json.loads(found.stdout)


def test_the_recorded_orders_are_booked(shown: Any) -> None:
    """Most are booked, some are held with a reason, none fails."""
    states = Counter(document["state"] for document in shown["documents"])
    assert states["booked"] >= 80
    assert set(states) == {"booked", "held", "skipped"}
    assert all(document["sentence"] for document in shown["documents"] if document["state"] != "booked")


def test_both_sides_hold_the_same_money(shown: Any) -> None:
    """The shop's own totals against the package's own list, per currency, and against the ledger."""
    booked = [document for document in shown["documents"] if document["state"] == "booked"]
    (totals,) = shown["totals"]
    assert totals["source"] == totals["target"]
    assert totals["equal"] is True
    assert sum(Decimal(document["total_incl"]) for document in booked) == Decimal(totals["target"])
    assert all(Decimal(one["total_excl"]) + Decimal(one["total_vat"]) == Decimal(one["total_incl"]) for one in booked)


def test_the_second_run_writes_nothing(shown: Any) -> None:
    """It books nothing and makes no call that writes."""
    assert (shown["second_run"]["booked"], shown["second_run"]["writes"]) == (0, 0)


def test_it_shows_a_table_and_then_the_pages_until_it_is_interrupted(temporary: Path) -> None:
    """With the address and a password; afterwards nothing of it is left."""
    with subprocess.Popen(
        [*_COMMAND, "demo", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment(temporary),
    ) as process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "password" in line:
                break
        said = "".join(lines)
        address = re.search(r"http://127\.0\.0\.1:\d+", said)
        assert address is not None
        with urllib.request.urlopen(f"{address[0]}/healthz") as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=_MOST_S) == 0
    assert "invoice 50" in said
    assert "equal, document by document" in said
    assert list(temporary.iterdir()) == []


def test_an_unknown_pair_is_refused_with_those_that_exist() -> None:
    """By the keys of the connectors."""
    with pytest.raises(WrongUse) as raised:
        choose_pair(load_plugins(), "nothing-nowhere")
    assert "woocommerce-exact" in raised.value.sentence.en


def test_without_a_choice_the_best_ranked_pair_is_shown() -> None:
    """Plugins rank themselves; the core knows none of them."""
    source, target = choose_pair(load_plugins(), None)
    assert (source.lent.connector, target.lent.connector) == ("woocommerce", "exact")
