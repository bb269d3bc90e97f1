"""Making the VAT that Billit computes equal to what the shop charged, to the cent.

Billit takes net amounts and computes VAT over the sum of each rate; there is no field for a VAT amount. A shop that works
with prices including VAT often cannot be met that way: there is no net amount that makes 14.95 at 21 %. Then two lines
are added, one with VAT and one without, that cancel out but for the missing cent of VAT: total and VAT are then as
charged, and what the shop's lines say stays untouched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from koppel.api import BookingLine, Held, Ref, Text, cents, plain

_CENT: Final = Decimal("0.01")
_MOST: Final = Decimal(1)
_TRIES: Final = 5000
_DESCRIPTION: Final = "Afronding btw"
_WHY = Text(
    en="Billit computes VAT over the whole; the shop rounded otherwise.",
    nl="Billit rekent btw over het geheel; de winkel rondde anders af.",
)
_TOO_FAR = Text(
    en="Billit would make {computed} VAT of this where the shop charged {charged}. That is more than rounding: check the VAT "
    "of this order in the shop.",
    nl="Billit zou hier {computed} btw van maken en de winkel rekende {charged}. Dat is meer dan afronding: controleer de btw "
    "van deze bestelling in de winkel.",
)


def balanced(lines: Sequence[BookingLine], *, untaxed: Ref) -> tuple[BookingLine, ...] | Held:
    """The lines, with those added that make the VAT come out as charged. `untaxed` is the code of the balancing line."""
    added: list[BookingLine] = []
    for rate in dict.fromkeys(line.rate for line in lines if line.rate):
        same = [line for line in lines if line.rate == rate]
        net = sum((line.net for line in same), Decimal(0))
        charged = sum((line.vat_amount for line in same), Decimal(0))
        computed = vat_on(net, rate)
        if abs(charged - computed) > _MOST:
            said = _TOO_FAR.with_data(computed=plain(computed), charged=plain(charged))
            return Held(reason="vat_differs", sentence=said)
        if charged != computed:
            added += _pair(same, _shift(net, rate, charged), untaxed)
    return (*lines, *added)


def vat_on(net: Decimal, rate: Decimal) -> Decimal:
    """VAT as Billit computes it: over the net sum of a rate, rounded once."""
    return cents(net * rate / 100)


def _shift(net: Decimal, rate: Decimal, charged: Decimal) -> Decimal:
    """The smallest net amount that, added, brings the computed VAT to what was charged."""
    sign = 1 if charged > vat_on(net, rate) else -1
    steps = (sign * size * _CENT for size in range(1, _TRIES))
    return next(step for step in steps if vat_on(net + step, rate) == charged)


def _pair(same: Sequence[BookingLine], shift: Decimal, untaxed: Ref) -> tuple[BookingLine, BookingLine]:
    """No VAT is shown on either: the shop's own lines show all that was charged."""
    largest = max(same, key=lambda line: abs(line.net))
    taxed = replace(
        largest,
        description=_DESCRIPTION,
        net=shift,
        vat_amount=Decimal(0),
        quantity=Decimal(1),
        item=None,
        period=None,
        boxes=(),
        why=(_WHY,),
    )
    free = replace(
        taxed,
        vat_code=untaxed,
        net=-shift,
        role="rounding",
        treatment="NONE",
        category="O",
        country="",
        rate=Decimal(0),
        exemption=None,
    )
    return taxed, free
