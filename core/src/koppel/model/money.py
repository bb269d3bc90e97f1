"""Amounts: exact decimals, never binary floats. The currency stands once, on the document that the amounts belong to.

How amounts are split and rounded is the subject of `rounding`.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

ZERO: Final = Decimal(0)
CENT: Final = Decimal("0.01")
_MOST_DIGITS = 18


def amount(value: str | int | Decimal) -> Decimal:
    """An amount from the text of a wire format; any number of decimals. Raises ValueError for anything else.

    A float is refused: 24.77 as a binary float is 24.769999999999999573..., and adding such amounts moves cents. So is
    "1e999999999": one such text would keep a processor busy for ever.
    """
    if isinstance(value, (float, bool)):
        raise ValueError(f"not an exact amount: {value!r}")  # noqa: TRY004 - one error for every unusable amount
    try:
        result = Decimal(value)
    except InvalidOperation as error:
        raise ValueError(f"not an amount: {value!r}") from error
    if not result.is_finite() or abs(result.adjusted()) > _MOST_DIGITS:
        raise ValueError(f"not an amount: {value!r}")
    return result


def plain(value: Decimal) -> str:
    """The amount as people and JSON get it: fixed point, at least two decimals, never an exponent, never -0.00."""
    if value == 0:
        value = abs(value)
    if -value.as_tuple().exponent < 2:  # type: ignore[operator]  # finite by construction
        value = value.quantize(CENT)
    return f"{value:f}"
