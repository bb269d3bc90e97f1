"""Every shop with every package: each document of the shop's sample data is booked once with the right total, or held.

The pairs are found, not listed: whatever plugin lends a fake takes part. That there are nine is a test of its own.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from koppel.cli.demo.world import World, build, choose_pair
from koppel.connectors import Source, Target
from koppel.home import Home
from koppel.plugins import load_plugins
from koppel.sync.history import history
from koppel.sync.runner import Runner
from koppel.sync.runs import new_run, show_run
from koppel.testing import Total

_PLUGINS = load_plugins()
_LENT = [key for key in _PLUGINS.fakes() if key in _PLUGINS.installed]
SOURCES = sorted(key for key in _LENT if issubclass(_PLUGINS.connector(key), Source))
TARGETS = sorted(key for key in _LENT if issubclass(_PLUGINS.connector(key), Target))
PAIRS = [f"{source}-{target}" for source in SOURCES for target in TARGETS]


def run(world: World) -> None:
    """One run to its end."""
    run_id = new_run(world.home, world.integration, trigger="test")
    finish = Runner(world.home, run_id).run()
    while finish.state == "again":
        finish = Runner(world.home, run_id).run()
    assert finish.state == "done", show_run(world.home, run_id).error


def test_there_are_nine_pairs() -> None:
    """Three shops and three packages, each of which lends its fake."""
    assert (SOURCES, TARGETS) == (["mijnwebwinkel", "plugandpay", "woocommerce"], ["billit", "eboekhouden", "exact"])


@pytest.mark.parametrize("pair", PAIRS)
def test_a_pair_books_its_shop_once(pair: str, sqlite_home: Home) -> None:
    """Totals agree document by document in the shop, the ledger and the package; a second run writes nothing."""
    source, target = choose_pair(_PLUGINS, pair)
    with build(sqlite_home, source, target, "http://127.0.0.1:8750") as world:
        run(world)
        rows = history(sqlite_home, world.integration)
        wrote = len(world.target_fake.writes())
        run(world)

        assert len(world.target_fake.writes()) == wrote
        _agree(world)
    states = Counter(row.state for row in rows)
    assert states["booked"] > len(rows) * 0.6, states
    assert [row.number for row in rows if row.state == "held" and not row.sentence] == []
    assert states["failed"] == states["sending"] == states["planned"] == 0


def _agree(world: World) -> None:
    """What the two services hold themselves, not what they were told: totals, and VAT per rate."""
    rows = [row for row in history(world.home, world.integration) if row.state == "booked"]
    charged = {total.key: total for total in world.source.lent.totals(world.source_fake)}
    stands = {total.key: total for total in world.target.lent.totals(world.target_fake)}
    pairs = {row.document: (charged[row.document], stands[str(row.target_id)]) for row in rows}

    assert {key: (one.amount, one.currency) for key, (one, _) in pairs.items()} == {
        key: (other.amount, other.currency) for key, (_, other) in pairs.items()
    }
    assert len(stands) == len(rows)
    assert sum((total.amount for total in stands.values()), Decimal(0)) != 0
    taxed = {key: _vat(*pair) for key, pair in pairs.items() if pair[0].vat and pair[1].vat is not None}
    assert len(taxed) > len(rows) / 3
    assert {key: one for key, (one, _) in taxed.items()} == {key: other for key, (_, other) in taxed.items()}


def _vat(shop: Total, package: Total) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    """VAT per rate on both sides. What a package keeps without a rate (OSS at e-Boekhouden.nl) is compared as a sum."""
    one, other = dict(shop.vat or {}), dict(package.vat or {})
    if "" in other:
        loose = [rate for rate in one if rate not in other]
        one = {**{rate: vat for rate, vat in one.items() if rate in other}, "": sum(one[rate] for rate in loose)}  # type: ignore[dict-item]  # sum of Decimals
    return one, other
