"""What a document adds to the VAT return of the seller's country and to the list of sales to EU businesses.

Sales under the Union scheme stand in a return of their own, shown as box `OSS`. Amounts are in the books' currency.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from koppel.booking.draft import BoxAmount, Draft, VatTreatment
from koppel.booking.treatments import is_union_scheme
from koppel.booking.vat_numbers import buyer_number
from koppel.model import ZERO

_NL: Final = {
    "DOM-21": "1a",
    "DOM-9": "1b",
    "DOM-0": "1e",
    "DOM-AE": "1e",
    "EXPORT": "3a",
    "IC-GOODS": "3b",
    "IC-SERV": "3b",
}
_NL_OTHER_RATES: Final = "1c"
_BE: Final = {
    "DOM-0": "00",
    "DOM-6": "01",
    "DOM-12": "02",
    "DOM-21": "03",
    "IC-SERV": "44",
    "DOM-AE": "45",
    "IC-GOODS": "46",
    "EXPORT": "47",
    "SERV-OUT": "47",
}
_BE_CREDIT_IC: Final = "48"
_BE_CREDIT: Final = "49"
_BE_VAT: Final = "54"
_BE_VAT_BACK: Final = "64"
UNION_RETURN: Final = "OSS"


def boxes_of(vat: VatTreatment, net: Decimal, tax: Decimal, *, home: str, is_credit: bool) -> tuple[BoxAmount, ...]:
    """The boxes that one line fills; a box for a base alone has VAT 0, one for VAT alone has base 0."""
    if is_union_scheme(vat):
        country = "EL" if vat.country == "GR" else vat.country
        return (BoxAmount(box=UNION_RETURN, base=net, vat=tax, country=country, rate=vat.rate),)
    if vat.country not in {"", home}:  # a sale taxed or begun in another country is no business of this return
        return ()
    return _belgian(vat, net, tax, is_credit=is_credit) if home == "BE" else _dutch(vat, net, tax)


def _dutch(vat: VatTreatment, net: Decimal, tax: Decimal) -> tuple[BoxAmount, ...]:
    box = _NL.get(vat.code, _NL_OTHER_RATES if vat.rate else "")
    return (BoxAmount(box=box, base=net, vat=tax),) if box else ()


def _belgian(vat: VatTreatment, net: Decimal, tax: Decimal, *, is_credit: bool) -> tuple[BoxAmount, ...]:
    """A credit note never lowers a box of sales: it fills boxes of its own, with positive amounts."""
    box = _BE.get(vat.code, "")
    if not box:
        return ()
    if is_credit:
        base_box = _BE_CREDIT_IC if vat.code in {"IC-GOODS", "IC-SERV"} else _BE_CREDIT
        found = [BoxAmount(box=base_box, base=-net, vat=ZERO)]
        tax_box, tax = _BE_VAT_BACK, -tax
    else:
        found = [BoxAmount(box=box, base=net, vat=ZERO)]
        tax_box = _BE_VAT
    return (*found, BoxAmount(box=tax_box, base=ZERO, vat=tax)) if vat.rate else tuple(found)


def add_up(boxes: Sequence[BoxAmount]) -> tuple[BoxAmount, ...]:
    """Boxes of several lines added up, in the order in which they first appear; those that come to nothing fall out."""
    found: dict[tuple[str, str, Decimal | None], BoxAmount] = {}
    for box in boxes:
        key = (box.box, box.country, box.rate)
        old = found.get(key)
        found[key] = box if old is None else _plus(old, box)
    return tuple(box for box in found.values() if box.base or box.vat)


def _plus(one: BoxAmount, other: BoxAmount) -> BoxAmount:
    return BoxAmount(
        box=one.box, base=one.base + other.base, vat=one.vat + other.vat, country=one.country, rate=one.rate
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesListEntry:
    """One buyer's total of goods or of services on the list of sales to EU businesses (opgaaf ICP)."""

    vat_number: str
    supply: Literal["goods", "services"]
    amount: Decimal


def sales_list(draft: Draft) -> tuple[SalesListEntry, ...]:
    """What the document adds to the list; negative for a credit note, also where the Belgian box is positive."""
    number = buyer_number(draft.document.original or draft.document).number
    totals: dict[Literal["goods", "services"], Decimal] = {}
    for line in draft.lines:
        if line.vat.code in {"IC-GOODS", "IC-SERV"}:
            supply: Literal["goods", "services"] = "goods" if line.vat.code == "IC-GOODS" else "services"
            base = sum((abs(box.base) for box in line.boxes), ZERO)
            totals[supply] = totals.get(supply, ZERO) + (base if line.net >= 0 else -base)
    return tuple(
        SalesListEntry(vat_number=number, supply=supply, amount=amount) for supply, amount in totals.items() if amount
    )
