"""Chosen values that the service no longer has, as far as a complete list proves it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from koppel.steps.checks import default_shown
from koppel.steps.choosing import vanished
from koppel.steps.form import Form, needed_by
from koppel.steps.lists import Lists
from koppel.steps.stored import Stored
from koppel.steps.walk import walk_through
from koppel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A value that vanished: at which step, for a table in which row. `blocks`: other lists depend on it, so nothing goes."""

    step: str
    row: str | None
    value: str
    label: Text
    sentence: Text
    blocks: bool


def gone(form: Form, stored: Stored, lists: Lists) -> tuple[Gone, ...]:
    """What the lists, as they are now, lack of what was chosen. A list that is empty or out of reach proves nothing."""
    walk = walk_through(form, stored, lists)
    leading = {key for bound in form for options in (bound.options, bound.rows) for key in needed_by(options)}
    found = []
    for key, standing in walk.standings.items():
        options = standing.bound.options
        if options is None or isinstance(options, tuple) or not standing.visible or standing.fault is not None:
            continue
        listing = walk.listing(standing.bound, options)
        if not listing.decides:
            continue
        for row, code in _chosen(default_shown(standing, listing)):
            if listing.find(code) is None and code in standing.known:
                found.append(
                    Gone(
                        step=key,
                        row=row,
                        value=code,
                        label=standing.bound.step.label,
                        sentence=vanished(code, standing.known[code], listing),
                        blocks=key in leading,
                    )
                )
    return tuple(found)


def _chosen(value: object) -> Iterator[tuple[str | None, str]]:
    if isinstance(value, Mapping):
        yield from ((str(row), str(code)) for row, code in value.items())
    elif isinstance(value, (list, tuple)):
        yield from ((None, str(code)) for code in value)
    elif isinstance(value, str):
        yield None, value
