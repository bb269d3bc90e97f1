"""What the nine pairs are tried with: each shop's sample data holds every kind of sale and refund that the shop can have."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from koppel.cli.demo.world import build, choose_pair
from koppel.connectors import Since
from koppel.home import Home
from koppel.model import Document, Line, LineKind
from koppel.plugins import load_plugins
from koppel.sync.pairs import open_pair

_PLUGINS = load_plugins()
_BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
_UNION = {"AT", "BE", "DE", "FR"}


def _rates(one: Document) -> set[tuple[str, object]]:
    return {(tax.country, tax.rate) for line in one.lines for tax in line.taxes if tax.rate}


def _goes_to(one: Document) -> str:
    address = one.delivery or one.billing
    return address.country if address else ""


def _has(one: Document, kind: LineKind) -> bool:
    return any(line.kind is kind for line in one.lines)


def _is_discounted(line: Line) -> bool:
    """Taken off the line itself, or a line of its own."""
    return line.before_discount is not None or line.kind is LineKind.COUPON


def _share(one: Document) -> object:
    return None if one.original is None else one.total_incl + one.original.total_incl


KINDS: dict[str, Callable[[Document], bool]] = {
    "two rates at home": lambda one: len({rate for country, rate in _rates(one) if country == "NL"}) > 1,
    "a business elsewhere, without VAT": lambda one: bool(one.buyer and one.buyer.vat_number) and not _rates(one),
    "export": lambda one: _goes_to(one) in {"CH", "GB", "NO", "US"},
    "a discount": lambda one: bool(one.discounts) or any(map(_is_discounted, one.lines)),
    "shipping": lambda one: _has(one, LineKind.SHIPPING),
    "part of a sale taken back": lambda one: one.is_credit and _share(one) not in (0, None),
    "a whole sale taken back": lambda one: one.is_credit and _share(one) == 0,
    "nothing to pay": lambda one: one.total_incl == 0,
    "fifty lines and more": lambda one: len(one.lines) > 50,
    "odd names": lambda one: any(sign in f"{one.buyer}{one.lines}" for sign in ("<", "🎈", "😀")),
}
WITH_FEES = {"woocommerce", "mijnwebwinkel"}


@pytest.mark.parametrize("shop", ["mijnwebwinkel", "plugandpay", "woocommerce"])
def test_a_shop_sells_and_takes_back_every_kind(shop: str, sqlite_home: Home) -> None:
    """Else a pair would be green for want of the order that breaks it."""
    source, target = choose_pair(_PLUGINS, f"{shop}-exact")
    with (
        build(sqlite_home, source, target, "http://127.0.0.1:8750") as world,
        open_pair(sqlite_home, "webshop") as pair,
    ):
        batches = pair.source.documents(Since(start_at=_BEGINNING))
        read = [one for batch in batches for one in batch.documents if one.unreadable is None]
        assert world.integration == "webshop"

    assert [name for name, is_kind in KINDS.items() if not any(map(is_kind, read))] == []
    assert len({country for one in read for country, _ in _rates(one)} & _UNION) >= 3
    assert any(_has(one, LineKind.FEE) for one in read) == (shop in WITH_FEES)
