"""The lines of a credit order: those of its original, or a part of them, turned around."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from koppel_mijnwebwinkel.fake.basket import Entry, Line, by_rate, cents, entry, micro
from koppel_mijnwebwinkel.fake.setup import ZERO

GOODS: Final = frozenset({"article", "custom"})


def lines_of(
    original: Sequence[Line], pieces: Mapping[int, int] | None, *, shipping: Decimal | None, payment: Decimal | None
) -> list[Line]:
    """Quantities and amounts below zero; an article's own unit price stays as it was.

    A discount goes back in the proportion of the goods at its rates. Costs: None is all of them, 0 none.
    """
    places = {at: line["quantity"] for at, line in enumerate(original) if line["type"] in GOODS}
    taken = dict(places if pieces is None else pieces)
    goods = [_part(original[at], quantity) for at, quantity in sorted(taken.items())]
    share = _shares(goods, [line for line in original if line["type"] in GOODS])
    made = list(goods)
    for line in original:
        if line["type"] == "shipping":
            made += _cost(line, shipping)
        elif line["type"] == "payment":
            made += _cost(line, payment)
        elif line["type"] not in GOODS:
            made += _discount(line, share)
    return made


def _part(line: Line, quantity: int) -> Line:
    part = copy.deepcopy(line)
    whole = Decimal(line["quantity"])
    part["quantity"] = -quantity
    part["weight"] = line["weight"] * quantity / whole
    part["price"] = [_scaled(price, Decimal(quantity) / whole) for price in line["price"]]
    return part


def _scaled(price: Entry, share: Decimal) -> Entry:
    if share == 1:
        return {**price, "amount": -price["amount"], "amount_including_tax": -price["amount_including_tax"]}
    gross = -cents(price["amount_including_tax"] * share)
    if price["rate"]:
        return entry(price["rate"], gross)
    return {"rate": price["rate"], "amount": micro(gross), "amount_including_tax": gross}


def _shares(goods: Iterable[Line], all_goods: Iterable[Line]) -> dict[Decimal, Decimal]:
    back, whole = by_rate(goods), by_rate(all_goods)
    return {rate: -back.get(rate, ZERO) / gross for rate, gross in whole.items() if gross}


def _discount(line: Line, share: Mapping[Decimal, Decimal]) -> list[Line]:
    parts = [_scaled(price, share.get(price["rate"], ZERO)) for price in line["price"]]
    kept = [price for price in parts if price["amount_including_tax"]]
    return [{**line, "price": kept, "quantity": -line["quantity"]}] if kept else []


def _cost(line: Line, net: Decimal | None) -> list[Line]:
    whole = sum((price["amount"] for price in line["price"]), ZERO)
    share = Decimal(1) if net is None else net / whole
    if not share:
        return []
    return [{**line, "quantity": -line["quantity"], "price": [_scaled(price, share) for price in line["price"]]}]
