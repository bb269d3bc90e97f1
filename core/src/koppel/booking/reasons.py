"""Reasons and warnings as objects: a code, a sentence filled in for both languages, and data for the log.

The sentences themselves stand in `sentences`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from koppel.booking.outcome import BookingWarning, Held, Skipped
from koppel.booking.sentences import HELD, SKIPPED, WARNINGS
from koppel.model import plain, rate_text
from koppel.text import Text, same


class Hold(Exception):
    """Stops a decision: the document is held. Raised and caught within this room only; `decide` returns the `Held`."""

    def __init__(self, held: Held) -> None:
        self.held = held
        super().__init__(held.reason)


def held(
    name: str, /, *, step: str | None = None, at_row: str | None = None, again_by_itself: bool = False, **data: object
) -> Held:
    """A held document. `name` is the reason, with `/variant` where there are several; `data` fills its sentence; `at_row` is the row of the
    table of `step` that solves it.

    The data is kept for the log too. A `Text`, an amount (`Decimal`) and a day are written as each language does.
    """
    return Held(
        reason=name.partition("/")[0],
        sentence=_filled(HELD[name], data),
        step=step,
        row=at_row,
        again_by_itself=again_by_itself,
        data={key: _written(value).en for key, value in data.items()},
    )


def hold(
    name: str, /, *, step: str | None = None, at_row: str | None = None, again_by_itself: bool = False, **data: object
) -> Hold:
    """`held`, to be raised."""
    return Hold(held(name, step=step, at_row=at_row, again_by_itself=again_by_itself, **data))


def skipped(reason: str, /, **data: object) -> Skipped:
    """A document that is rightly not booked."""
    return Skipped(reason=reason, sentence=_filled(SKIPPED[reason], data))


def warning(code: str, /, **data: object) -> BookingWarning:
    """A warning on a document that is booked."""
    return BookingWarning(code=code, sentence=_filled(WARNINGS[code], data))


def rate_words(rate: Decimal) -> Text:
    """A rate as people write it: 25.5 or 25,5."""
    return Text(en=rate_text(rate), nl=rate_text(rate).replace(".", ","))


def _filled(text: Text, data: dict[str, object]) -> Text:
    words = {key: _written(value) for key, value in data.items()}
    english = text.with_data(**{key: value.en for key, value in words.items()})
    dutch = text.with_data(**{key: value.nl for key, value in words.items()})
    return Text(en=english.en, nl=dutch.nl)


def _written(value: object) -> Text:
    if isinstance(value, Text):
        return value
    if isinstance(value, Decimal):
        return Text(en=plain(value), nl=plain(value).replace(".", ","))
    if isinstance(value, date):
        return Text(en=value.isoformat(), nl=f"{value.day}-{value.month}-{value.year}")
    return same(str(value))
