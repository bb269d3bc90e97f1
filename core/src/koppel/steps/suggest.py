"""Suggestions: the first option that says it fits. They are shown; only a person's word makes them answers."""

from __future__ import annotations

from koppel.steps.form import Form
from koppel.steps.lists import Lists
from koppel.steps.stored import Stored


def apply_suggestions(form: Form, stored: Stored, lists: Lists) -> Stored:
    """Give every open row of the visible mappings its suggestion: the person said yes to all of them."""
    raise NotImplementedError
