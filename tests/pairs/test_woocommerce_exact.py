"""WooCommerce to Exact Online with the recorded orders of a real shop: to the cent, and once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from koppel.home import Home
from koppel.model import cents, plain
from koppel.sync import integrations
from koppel.sync.history import HistoryRow, history
from koppel.text import Text
from support.coupled import Coupled, couple

TABLE = Path(__file__).parents[2] / "core" / "docs" / "recorded-orders.md"
HEAD = """# The recorded orders, booked

What becomes of each recorded order and refund of a real WooCommerce shop (Dutch seller, Union scheme, statuses processing,
completed and refunded) when it is booked in a sample administration of Exact Online with the suggested VAT codes and
ledgers, and why. The journal takes euros only, and no code is chosen for the rate that the shop itself
deleted. Written by `pytest tests/pairs/test_woocommerce_exact.py --regenerate`.

| document | date | total | state | why |
|---|---|---:|---|---|
"""


@pytest.fixture
def pair(sqlite_home: Home) -> Coupled:
    """Both fakes, coupled, with all recorded orders booked."""
    coupled = couple(sqlite_home)
    coupled.run()
    return coupled


def booked(pair: Coupled) -> Iterator[tuple[HistoryRow, dict[str, object], dict[str, object]]]:
    """Each booked document: its row, the shop's order or refund, the entry in the administration."""
    for row in history(pair.home, "webshop", state="booked"):
        kind, *ids = row.document.split(":")
        order = pair.woo.orders[int(ids[0])]
        refunds = {refund["id"]: refund for refund in pair.woo.store.refunds.get(int(ids[0]), [])}
        said = order if kind == "order" else refunds[int(ids[1])]
        entry = pair.exact.entry_by_ref(str(row.reference))
        assert entry is not None
        yield row, said, entry


def shop_total(said: dict[str, object]) -> Decimal:
    """What the shop charged or gave back."""
    return -Decimal(str(said["amount"])) if "amount" in said else Decimal(str(said["total"]))


def test_every_total_is_the_shops(pair: Coupled) -> None:
    """The total of every entry equals the order's total, or the refund's amount."""
    differing = [row.document for row, said, entry in booked(pair) if entry["AmountFC"] != shop_total(said)]

    assert differing == []
    assert len(history(pair.home, "webshop", state="booked")) > 70


def test_vat_per_rate_is_the_shops(pair: Coupled) -> None:
    """Per rate, the VAT of every booked sale equals WooCommerce's tax lines to the cent."""
    differing = {}
    for row, said, entry in booked(pair):
        if "tax_lines" not in said or "amount" in said:
            continue
        shop: dict[Decimal, Decimal] = defaultdict(Decimal)
        for line in said["tax_lines"]:  # type: ignore[attr-defined]
            tax = Decimal(line["tax_total"]) + Decimal(line["shipping_tax_total"])
            shop[Decimal(str(line["rate_percent"]))] += cents(tax)  # one recorded order has six decimals
        books: dict[Decimal, Decimal] = defaultdict(Decimal)
        for line in entry["SalesEntryLines"]:  # type: ignore[attr-defined]
            books[line["VATPercentage"] * 100] += line["VATAmountFC"]
        if {rate: vat for rate, vat in shop.items() if vat} != {rate: vat for rate, vat in books.items() if vat}:
            differing[row.document] = (dict(shop), dict(books))

    assert differing == {}


def test_a_second_and_a_third_run_write_nothing(pair: Coupled) -> None:
    """Once everything is booked, no run sends a POST or a PUT again."""
    pair.exact.calls.clear()
    pair.run()
    pair.run()

    assert pair.exact.writes() == []


def test_the_steps_are_those_of_the_manual(sqlite_home: Home) -> None:
    """Exactly the questions of the installation manual for this pair, and the core's own."""
    couple(sqlite_home)
    by_side: dict[str, set[str]] = defaultdict(set)
    for view in integrations.steps(sqlite_home, "webshop"):
        by_side[view.side].add(view.key)

    assert by_side == {
        "source": {"order_statuses", "export_from", "number_source"},
        "target": {
            "administration", "journal", "insertion_type", "create_items", "shipping_item", "costs_item",
            "discounts_item", "vat_mapping", "invoice_delivery", "ledger_mapping", "default_debtor", "pos_debtor",
            "pos_ledger", "eu_consumer_vat", "oss_ledger", "shipping_ledger", "use_item_ledgers",
        },
        "core": {"service_level"},
    }  # fmt: skip


def test_what_is_held_says_why_in_both_languages(pair: Coupled) -> None:
    """Each held document has a reason and a sentence of its own in Dutch and in English."""
    held = history(pair.home, "webshop", state="held")

    assert held
    assert all(row.reason and row.sentence and row.sentence.en != row.sentence.nl for row in held)


def test_the_list_of_recorded_orders_is_up_to_date(pair: Coupled, request: pytest.FixtureRequest) -> None:
    """The documented outcome of every recorded document is what really comes of it."""
    rows = sorted(history(pair.home, "webshop"), key=lambda row: [int(part) for part in row.document.split(":")[1:]])
    found = HEAD + "".join(_line(row) for row in rows)
    if request.config.getoption("--regenerate"):
        TABLE.write_text(found)

    assert TABLE.read_text() == found


def _line(row: HistoryRow) -> str:
    why = row.sentence or Text(en="", nl="")
    day = row.issued_on.isoformat() if row.issued_on else ""
    return f"| {row.document} | {day} | {plain(row.total_incl)} {row.currency} | {row.state} | {why.en} |\n"
