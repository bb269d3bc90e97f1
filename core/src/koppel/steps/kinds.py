"""The kinds of questions that a connector can ask. A step is data; turning it into a form is left to `form`.

The JSON and the page know a kind by its class name in lower case. Keys never change their meaning once released.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from koppel.steps.conditions import Condition
from koppel.steps.options import Options
from koppel.text import Text as Words

Side = Literal["source", "target", "core"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What all kinds share. `when` may only look at steps before this one; `source_when` at the source alone.

    `source_when` decides whether the question exists for this pair at all, `when` whether it is asked just now.
    `group` is the heading that the step stands under; steps of one group follow each other.
    """

    kind: ClassVar[str] = ""

    key: str
    label: Words
    help: Words | None = None
    required: bool = False
    default: object = None
    group: Words | None = None
    when: Condition | None = None
    source_when: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Step):
    """A line of text. `pattern` must match all of it; `pattern_help` says in words what it asks for."""

    kind: ClassVar[str] = "text"
    max_length: int = 200
    pattern: str | None = None
    pattern_help: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Step):
    """A whole number."""

    kind: ClassVar[str] = "number"
    minimum: int | None = None
    maximum: int | None = None
    unit: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Toggle(Step):
    """Yes or no."""

    kind: ClassVar[str] = "toggle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Step):
    """One of several options."""

    kind: ClassVar[str] = "choice"
    options: Options = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices(Step):
    """Any number of several options."""

    kind: ClassVar[str] = "choices"
    options: Options = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping(Step):
    """A table: each row gets one of the options. Rows may stay open: only the documents that need them wait."""

    kind: ClassVar[str] = "mapping"
    rows: Options = ()
    options: Options = ()
    row_heading: Words | None = None
    option_heading: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Date(Step):
    """A calendar day, in the seller's time zone."""

    kind: ClassVar[str] = "date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule(Step):
    """Every so many minutes."""

    kind: ClassVar[str] = "schedule"
    least_minutes: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Step):
    """An explanation between the questions; it has no answer."""

    kind: ClassVar[str] = "note"
