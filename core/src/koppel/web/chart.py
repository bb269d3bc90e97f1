"""A small chart of amounts per day, drawn here as lines of SVG: no library, no script, and nothing that a strict policy refuses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from koppel.sync.figures import Figures

WIDTH: Final = 360
HEIGHT: Final = 72
_GAP: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One day. `x`, `y`, `width` and `height` are in the units of the chart."""

    day: date
    amount: Decimal
    x: int
    y: int
    width: int
    height: int

    @property
    def below(self) -> bool:
        """More was taken back than sold."""
        return self.amount < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The bars of all days, the height of the line on which they stand, and the days and currency they tell of."""

    bars: tuple[Bar, ...]
    ground: int
    currency: str

    @property
    def highest(self) -> Bar:
        """The day with the most."""
        return max(self.bars, key=lambda bar: bar.amount)


def chart_of(found: Figures) -> Chart | None:
    """None when there is nothing to see."""
    amounts = [(day, booked.amounts.get(found.currency, Decimal(0))) for day, booked in found.days]
    top = max(Decimal(0), *(amount for _, amount in amounts))
    bottom = min(Decimal(0), *(amount for _, amount in amounts))
    if top == bottom:
        return None
    unit = Decimal(HEIGHT) / (top - bottom)
    ground = int(top * unit)
    step = WIDTH // len(amounts)
    bars = []
    for place, (day, amount) in enumerate(amounts):
        height = max(1, int(abs(amount) * unit)) if amount else 0
        y = ground if amount < 0 else ground - height
        bars.append(Bar(day=day, amount=amount, x=place * step, y=max(y, 0), width=step - _GAP, height=height))
    return Chart(bars=tuple(bars), ground=ground, currency=found.currency)
