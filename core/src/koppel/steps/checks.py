"""What is wrong with an answer that stands: it has vanished from the list, was never confirmed, or is still missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from koppel.steps.choosing import vanished
from koppel.steps.errors import FieldErrors
from koppel.steps.lists import Listing
from koppel.steps.sentences import (
    CHOOSE_AGAIN,
    REQUIRED,
    REQUIRED_CHOICE,
    REQUIRED_CHOICES,
    REQUIRED_TABLE,
    worded,
)
from koppel.steps.walk import Standing, codes_in
from koppel.text import Text

_REQUIRED: Final[dict[str, Text]] = {
    "choice": REQUIRED_CHOICE,
    "choices": REQUIRED_CHOICES,
    "mapping": REQUIRED_TABLE,
}


def fault_of(standing: Standing, listing: Listing) -> FieldErrors | None:
    """What makes the answer of a visible step unusable; None when nothing does. Open steps are no fault here."""
    if not standing.visible:
        return None
    if standing.fault is not None or standing.bound.options is None:
        return standing.fault
    value = default_shown(standing, listing)
    wrong = {code: text for code in codes_in(value) if (text := _wrong(code, standing, listing)) is not None}
    if not wrong:
        return None
    if isinstance(value, Mapping):
        return FieldErrors(rows={str(row): wrong[str(code)] for row, code in value.items() if str(code) in wrong})
    return FieldErrors(message=next(iter(wrong.values())))


def required_fault(standing: Standing, listing: Listing) -> FieldErrors | None:
    """For a visible, required step without an answer or a default."""
    step = standing.bound.step
    if not (standing.visible and step.required) or default_shown(standing, listing) not in (None, "", [], {}):
        return None
    return FieldErrors(message=_REQUIRED.get(step.kind, REQUIRED))


def default_shown(standing: Standing, listing: Listing) -> object:
    """The value, but of several options that are only a default those that this list has: nobody chose the others."""
    if standing.answered or not isinstance(standing.value, list) or not listing.decides:
        return standing.value
    return [code for code in standing.value if listing.find(code) is not None]


def _wrong(code: str, standing: Standing, listing: Listing) -> Text | None:
    option = standing.known.get(code)
    if listing.decides and listing.find(code) is None:
        return vanished(code, option, listing)
    if standing.answered and option is None:
        return worded(CHOOSE_AGAIN, given=code)
    return None
