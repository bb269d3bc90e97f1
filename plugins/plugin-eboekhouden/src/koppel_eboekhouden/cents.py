"""Making the VAT that the service computes equal to what the shop charged, to the cent.

The service takes one amount per row and computes VAT from the code: per row or over the whole, by a setting of the
administration that cannot be read. The shop may have rounded another way, and there is no field for a VAT amount. Then
two rows are added on the same account, one with the VAT code and one without, that cancel out but for the missing cent
of VAT: total, VAT and revenue are then all as charged, and what the shop's lines say stays untouched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from koppel.api import Rejected, Text, cents
from koppel_eboekhouden import vat

_CENT: Final = Decimal("0.01")
_MOST: Final = Decimal("0.50")
_TRIES: Final = 2000
_DESCRIPTION: Final = "Afronding btw"

_TOO_FAR = Text(
    en="e-Boekhouden.nl would make {computed} VAT of this with code {code}, and the shop charged {charged}. That is more "
    "than rounding: check the VAT of this order in the shop.",
    nl="e-Boekhouden.nl zou hier met code {code} {computed} btw van maken en de winkel rekende {charged}. Dat is meer dan "
    "afronding: controleer de btw van deze bestelling in de winkel.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row as it is sent: gross, with the VAT that the shop charged in it. `ledger` is the account's id."""

    code: str
    ledger: int
    gross: Decimal
    vat: Decimal
    description: str
    quantity: Decimal = Decimal(1)


def is_open(rows: Sequence[Row]) -> bool:
    """True when the VAT depends on whether it is computed per row or over the whole."""
    return any(
        _computed(same, rate, per_row=True) != _computed(same, rate, per_row=False) for same, rate in _taxed(rows)
    )


def settled(rows: Sequence[Row], *, per_row: bool) -> list[Row]:
    """The rows, with those added that make the VAT come out as charged.

    Raises Rejected when the difference is larger than rounding can explain.
    """
    added = [extra for same, rate in _taxed(rows) for extra in _difference(same, rate, per_row=per_row)]
    return [*rows, *added]


def _taxed(rows: Sequence[Row]) -> list[tuple[list[Row], Decimal]]:
    """The rows of each code from which VAT is computed, and its rate."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        code = vat.CODES.get(row.code)
        if code is not None and code.how == "add" and code.rate:
            found.setdefault(row.code, []).append(row)
    return [(same, vat.CODES[code].rate) for code, same in found.items()]


def _difference(same: Sequence[Row], rate: Decimal, *, per_row: bool) -> list[Row]:
    charged = sum((row.vat for row in same), Decimal(0))
    computed = _computed(same, rate, per_row=per_row)
    missing = charged - computed
    if not missing:
        return []
    if abs(missing) > _MOST:
        raise Rejected(_TOO_FAR, reason="vat_differs", code=same[0].code, computed=computed, charged=charged)
    largest = max(same, key=lambda row: abs(row.gross))
    shift = _shift(same, rate, charged, per_row=per_row)
    taxed = Row(code=largest.code, ledger=largest.ledger, gross=shift, vat=missing, description=_DESCRIPTION)
    free = Row(code=vat.NOTHING, ledger=largest.ledger, gross=-shift, vat=Decimal(0), description=_DESCRIPTION)
    return [taxed, free]


def _shift(same: Sequence[Row], rate: Decimal, charged: Decimal, *, per_row: bool) -> Decimal:
    """The smallest gross amount that, added as a row, brings the computed VAT to what was charged."""
    grosses = [row.gross for row in same]
    sign = 1 if charged > _of(grosses, rate, per_row=per_row) else -1
    steps = (sign * size * _CENT for size in range(1, _TRIES))
    return next(step for step in steps if _of([*grosses, step], rate, per_row=per_row) == charged)


def _computed(same: Sequence[Row], rate: Decimal, *, per_row: bool) -> Decimal:
    return _of([row.gross for row in same], rate, per_row=per_row)


def _of(grosses: Sequence[Decimal], rate: Decimal, *, per_row: bool) -> Decimal:
    """VAT in gross amounts. At 21 and 9 per cent it is never half a cent, so the way of rounding does not matter."""
    if per_row:
        return sum((cents(gross * rate / (100 + rate)) for gross in grosses), Decimal(0))
    return cents(sum(grosses, Decimal(0)) * rate / (100 + rate))
