"""The bookkeeping choices of the nine pairs: whatever the engine points at can be answered, and nothing is asked twice."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from koppel.cli.demo.world import build, choose_pair
from koppel.home import Home
from koppel.plugins import load_plugins
from koppel.store import LedgerRow
from koppel.sync import integrations
from koppel.sync.bookkeeping_answers import bookkeeping, set_bookkeeping
from koppel.sync.runner import Runner
from koppel.sync.runs import new_run

_PLUGINS = load_plugins()
PAIRS = [
    f"{source}-{target}"
    for source in ("mijnwebwinkel", "plugandpay", "woocommerce")
    for target in ("billit", "eboekhouden", "exact")
]
POINTED_AT = {"voucher_kind", "convert_to_base_currency", "eu_consumer_vat", "default_debtor", "vat_scheme"}
"""The steps that reasons of the engine name, whatever the pair."""


@pytest.mark.parametrize("pair", PAIRS)
def test_what_the_engine_points_at_can_be_answered(pair: str, sqlite_home: Home) -> None:
    """As a step of the pair or as a bookkeeping choice, never as both; each choice has an answer already."""
    source, target = choose_pair(_PLUGINS, pair)
    with build(sqlite_home, source, target, "http://127.0.0.1:8750") as world:
        steps = {view.key for view in integrations.steps(sqlite_home, world.integration)}
        views = bookkeeping(sqlite_home, world.integration)
    choices = {view.key for view in views}

    assert choices & steps == set()
    assert choices | steps >= POINTED_AT | ({"pos_debtor"} if pair.startswith("woocommerce") else set())
    assert ("foreign_stock_codes" in choices) == ("vat_mapping" in steps)
    assert [view.key for view in views if view.error or (view.required and view.value is None)] == []


@pytest.mark.parametrize(("package", "code"), [("eboekhouden", "JANSE"), ("billit", "1000")])
def test_counter_sales_are_booked_where_the_package_has_no_step_for_them(
    package: str, code: str, sqlite_home: Home
) -> None:
    """Every document of the shop's till stands on the debtor that was chosen among the bookkeeping choices."""
    source, target = choose_pair(_PLUGINS, f"woocommerce-{package}")
    with build(sqlite_home, source, target, "http://127.0.0.1:8750") as world:
        set_bookkeeping(sqlite_home, world.integration, {"pos_debtor": code})
        run_id = new_run(sqlite_home, world.integration, trigger="test")
        while Runner(sqlite_home, run_id).run().state == "again":
            pass
    with sqlite_home.reading() as session:
        rows = list(session.scalars(select(LedgerRow)))
    at_the_till = [row for row in rows if row.document.get("is_pos")]

    assert at_the_till
    assert {row.state for row in at_the_till} <= {"booked", "skipped"}
    debtors = [(row.booking or {})["debtor"] for row in at_the_till if row.state == "booked"]
    assert {(debtor["kind"], debtor["code"]) for debtor in debtors} == {("pos", code)}
