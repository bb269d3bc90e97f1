"""What is wrong with the answers to a form: per step, and per row of a mapping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from koppel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldErrors:
    """A sentence for the step, sentences for rows of its mapping (by row value, or by what was given as row)."""

    message: Text | None = None
    rows: Mapping[str, Text] = field(default_factory=dict)

    def to_json(self, language: str) -> dict[str, object]:
        """For the command line and the JSON API: {error, row_errors?}."""
        rows = {row: text.to(language) for row, text in self.rows.items()}
        return {"error": self.message.to(language) if self.message else None, **({"row_errors": rows} if rows else {})}


Errors: TypeAlias = Mapping[str, FieldErrors]
