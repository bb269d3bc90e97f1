"""Rounding to cents and splitting an amount so that the pieces add up: pure arithmetic, no idea of VAT or orders.

The rules: half up in absolute value (Dutch tax office, and EN 16931 for ties), and largest remainder for splits.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from koppel.model.money import CENT, ZERO


def cents(value: Decimal) -> Decimal:
    """Rounded half up, away from zero at a tie: 2.125 gives 2.13 and -2.125 gives -2.13."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def spread(total: Decimal, exact: Sequence[Decimal]) -> list[Decimal]:
    """Round each of `exact` to cents so that the results add up to `total`, moving as few cents as possible.

    Largest remainder: every share is cut down to whole cents, then the missing cents go to the shares that lost most
    (ties: the larger share, then the positive one). The order of the shares does not change the multiset of results.
    `total` must itself be in whole cents. With nothing to spread over, a total other than zero raises ValueError.
    """
    if not exact:
        if total != 0:
            raise ValueError("nothing to spread over")
        return []
    floors = [share.quantize(CENT, rounding=ROUND_DOWN) for share in exact]
    missing = int((total - sum(floors, ZERO)) / CENT)
    step = CENT if missing > 0 else -CENT
    order = sorted(range(len(exact)), key=lambda i: ((floors[i] - exact[i]) * step, -abs(exact[i]), -exact[i]))
    rounds, rest = divmod(abs(missing), len(exact))
    for turn, place in enumerate(order):
        floors[place] += step * (rounds + (turn < rest))
    return floors


def split(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Split `total` (in cents) in proportion to `weights`; equal parts when the weights add up to zero."""
    whole = sum(weights, ZERO)
    if whole == 0:
        weights = [Decimal(1)] * len(weights)
        whole = Decimal(len(weights))
    return spread(total, [total * weight / whole for weight in weights])
