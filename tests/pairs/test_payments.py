"""Payments back: what Billit sees as paid is registered in Plug&Pay, once, and only on open orders."""

from __future__ import annotations

from koppel.cli.demo.world import World, build, choose_pair
from koppel.home import Home
from koppel.store import LedgerRow
from koppel.sync.runner import Runner
from koppel.sync.runs import new_run


def run(world: World) -> None:
    """One run to its end."""
    runner = Runner(world.home, new_run(world.home, world.integration, trigger="test"))
    finish = runner.run()
    while finish.state == "again":
        finish = runner.run()
    assert finish.state == "done"


def told(home: Home) -> set[str]:
    """The documents whose payment the shop was told of."""
    with home.reading() as session:
        return {row.document_key for row in session.query(LedgerRow).filter(LedgerRow.paid_back_at.is_not(None))}


def test_a_payment_reaches_the_shop_once(sqlite_home: Home) -> None:
    """An open order that the bank pays in the package is paid at the shop; further runs write nothing there."""
    source, target = choose_pair(sqlite_home.plugins, "plugandpay-billit")
    with build(sqlite_home, source, target, "http://127.0.0.1:8750") as world:
        run(world)
        before, wrote = told(sqlite_home), len(world.source_fake.writes())
        row = _open_sale(world)
        world.target_fake.pay(int(row.target_id or 0))  # type: ignore[attr-defined]
        run(world)
        after = len(world.source_fake.writes())
        run(world)

        assert told(sqlite_home) - before == {row.document_key}
        assert after > wrote
        assert len(world.source_fake.writes()) == after


def _open_sale(world: World) -> LedgerRow:
    """A booked order that the shop itself still waits for."""
    with world.home.reading() as session:
        rows = session.query(LedgerRow).filter_by(state="booked", kind="380").all()
    found = [row for row in rows if not row.document.get("paid_at")]
    assert found
    return found[0]
