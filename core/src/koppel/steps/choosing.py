"""Is this option one of the list? A complete list decides; one that is empty or out of reach takes nothing away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from koppel.steps.lists import Listing
from koppel.steps.options import Option
from koppel.steps.sentences import (
    AMBIGUOUS,
    CANNOT_CHECK,
    EMPTY_LIST,
    NOT_IN_LIST,
    NOT_KNOWN_NOW,
    VANISHED,
    label_of,
    listed,
    named,
    nearest,
    worded,
)
from koppel.text import Text, same


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What a step held until now: its values, and their options as far as known.

    `moved`: an answer that the list depends on has changed. A code may mean something else in the new list, so the
    old option counts for nothing, but the old value stays until the person chooses anew.
    """

    values: frozenset[str]
    known: Mapping[str, Option]
    moved: bool = False

    def value_of(self, given: str) -> str | None:
        """The old value that was given, by code or by name."""
        if given in self.values:
            return given
        return next((value for value, option in self.known.items() if given in _labels(option)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A value that stands; `option` is None when no list has confirmed it."""

    value: str
    option: Option | None


def choose(given: str, listing: Listing, before: Before) -> Chosen | Text:
    """The option that was given by its value or its exact label, or the sentence that refuses it."""
    complete = listing.fresh and listing.problem is None
    found = _find(given, listing, before) if complete else None
    if isinstance(found, Text):
        return found
    if found is not None:
        return Chosen(value=found.value, option=found)
    old = before.value_of(given)
    if old is not None and (before.moved or not listing.decides):
        return Chosen(value=old, option=None if before.moved else before.known.get(old))
    return _refusal(given, listing, before)


def vanished(value: str, option: Option | None, listing: Listing) -> Text:
    """For a value that was chosen and that the list lacks now."""
    name = named(option) if option else same(value)
    return worded(VANISHED, given=name, near=nearest(value, listing.options))


def _find(given: str, listing: Listing, before: Before) -> Option | Text | None:
    """By value first. A value that was chosen before is never read as the name of another option."""
    by_value = listing.find(given)
    if by_value is not None or given in before.values:
        return by_value
    by_label = {option.value: option for option in listing.options if given in _labels(option)}
    if len(by_label) > 1:
        codes = listed(same(value) for value in by_label)
        return worded(AMBIGUOUS, given=given, near=codes)
    return next(iter(by_label.values()), None)


def _refusal(given: str, listing: Listing, before: Before) -> Text:
    if not listing.fresh or listing.problem is not None:
        return worded(CANNOT_CHECK, given=given, problem=listing.problem or NOT_KNOWN_NOW)
    if not listing.options:
        return worded(EMPTY_LIST, given=given)
    if given in before.values:
        return vanished(given, before.known.get(given), listing)
    return worded(NOT_IN_LIST, given=given, near=nearest(given, listing.options))


def _labels(option: Option) -> tuple[str, str]:
    label = label_of(option)
    return (label.en, label.nl)
