"""Which item of the package each line of an invoice is booked on, for packages whose invoices are made of items."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from koppel.booking.draft import Draft, DraftLine
from koppel.booking.outcome import Held
from koppel.booking.reasons import Hold, hold
from koppel.booking.treatments import DISCOUNT
from koppel.model import LineKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChoices:
    """What the owner chose: items for shipping, fees and discounts, one for products without a usable code, and whether
    an item that the package lacks may be made from the product's own code.
    """

    shipping: str | None = None
    costs: str | None = None
    discounts: str | None = None
    fallback: str | None = None
    create: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPlan:
    """The item code per line of the draft (None: by ledger alone), and the codes that are to be made first."""

    codes: tuple[str | None, ...]
    to_create: tuple[str, ...]


def plan_items(draft: Draft, choices: ItemChoices, known: Collection[str]) -> ItemPlan | Held:
    """Choose an item for every line. `known` are the codes in the package.

    Held `item_missing` for a product that nothing fits; shipping, fees and discounts may go without.
    """
    try:
        codes = tuple(_code(line, choices, known) for line in draft.lines)
    except Hold as stop:
        return stop.held
    made = (code for code in codes if code is not None and code not in known)
    return ItemPlan(codes=codes, to_create=tuple(dict.fromkeys(made)) if choices.create else ())


def _code(line: DraftLine, choices: ItemChoices, known: Collection[str]) -> str | None:
    if line.kind is LineKind.PRODUCT:
        return _product(line, choices, known)
    if line.role == DISCOUNT:
        return choices.discounts
    if line.kind is LineKind.SHIPPING:
        return choices.shipping
    if line.kind is LineKind.FEE:
        return choices.costs
    own = (line.item_code or "").strip()
    return own if own in known else None


def _product(line: DraftLine, choices: ItemChoices, known: Collection[str]) -> str:
    own = (line.item_code or "").strip()
    if own and (own in known or choices.create):
        return own
    if choices.fallback is None:
        raise hold("item_missing", step="create_items", line=line.description)
    return choices.fallback
