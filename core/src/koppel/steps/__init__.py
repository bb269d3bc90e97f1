"""The vocabulary in which a connector asks its questions: `steps.Choice(...)`, `steps.Mapping(...)`, conditions, options."""

from __future__ import annotations

from koppel.steps import standard
from koppel.steps.answers import Answers
from koppel.steps.conditions import Answered, Condition, Equals, OneOf, SourceGives
from koppel.steps.kinds import Choice, Choices, Date, Mapping, Note, Number, Schedule, Side, Step, Text, Toggle
from koppel.steps.options import FromFacet, Live, Option, Options

__all__ = [
    "Answered",
    "Answers",
    "Choice",
    "Choices",
    "Condition",
    "Date",
    "Equals",
    "FromFacet",
    "Live",
    "Mapping",
    "Note",
    "Number",
    "OneOf",
    "Option",
    "Options",
    "Schedule",
    "Side",
    "SourceGives",
    "Step",
    "Text",
    "Toggle",
    "standard",
]
