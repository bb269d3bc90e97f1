"""Which item each line of an invoice or order stands on: the product's own, or one that the settings name. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from koppel.api import Answers, BookingLine, Draft, DraftLine, Held, LineKind, Ref, Text, whole_or_none
from koppel_exact import lengths

_ROUNDING: Final = "rounding"
_DISCOUNT: Final = "discount"
_SHIPPING: Final = ("shipping_item",)
_COSTS: Final = ("costs_item", "shipping_item")
_DISCOUNTS: Final = ("discounts_item", "costs_item", "shipping_item")
_STEPS: Final = {
    LineKind.SHIPPING: _SHIPPING,
    LineKind.FEE: _COSTS,
    LineKind.COUPON: _DISCOUNTS,
    LineKind.VOUCHER_SOLD: _COSTS,
    LineKind.DEPOSIT: _COSTS,
}

_NO_CODE = Text(
    en="{line} has no item code in the shop, and an invoice in Exact Online needs an item. Give the product a code (SKU).",
    nl="{line} heeft in de winkel geen artikelcode en een factuur in Exact Online heeft een artikel nodig. Geef het product "
    "een code (SKU).",
)
_NO_ITEM = Text(
    en="There is no item to book {line} on. Choose one in the settings.",
    nl="Er is geen artikel om {line} op te boeken. Kies er een in de instellingen.",
)


def with_items(draft: Draft, lines: Sequence[BookingLine], answers: Answers) -> list[BookingLine] | Held:
    """The lines, each with its item; Held where there is none. Expects the lines of the draft in their order."""
    named: list[BookingLine] = []
    for source, line in zip(draft.lines, lines, strict=True):
        item = _item(source, answers)
        if isinstance(item, Held):
            return item
        named.append(replace(line, item=item))
    return named


def _item(line: DraftLine, answers: Answers) -> Ref | Held:
    code = whole_or_none(line.item_code, lengths.ITEM_CODE)
    if code:
        return Ref(value=code, label=code)
    if line.kind is LineKind.PRODUCT and line.role not in {_ROUNDING, _DISCOUNT}:
        said = _NO_CODE.with_data(line=line.description)
        return Held(reason="item_missing", sentence=said, step="create_items", data={"line": line.description})
    steps = _steps(line)
    chosen = next((option for option in map(answers.option, steps) if option), None)
    if chosen is None:
        return Held(reason="item_missing", sentence=_NO_ITEM.with_data(line=line.description), step=steps[0])
    return Ref(value=chosen.value, label=chosen.named("nl"))


def _steps(line: DraftLine) -> tuple[str, ...]:
    """The settings that may name the item, the first one first: a source without costs has no step for them."""
    if line.role == _DISCOUNT or (line.kind is None and line.role != _ROUNDING):
        return _DISCOUNTS
    return _STEPS.get(line.kind, _COSTS) if line.kind else _COSTS
