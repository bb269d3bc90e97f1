"""The answers of one integration as connectors see them: typed look-ups, with the data that each choice carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from koppel.steps.options import Option


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Validated values by step key, and for every chosen value the option it was (label, data) when last seen.

    Only the answers to visible steps are in it. Values: str, int, bool, date, list of str, or dict of row to value.
    """

    values: Mapping[str, object] = field(default_factory=dict)
    chosen: Mapping[str, Mapping[str, Option]] = field(default_factory=dict)

    def text(self, key: str) -> str | None:
        """The answer as text; None when there is none."""
        value = self.values.get(key)
        return value if isinstance(value, str) and value else None

    def number(self, key: str) -> int | None:
        """The answer as a whole number."""
        value = self.values.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def yes(self, key: str) -> bool:
        """True when the toggle is on."""
        return self.values.get(key) is True

    def day(self, key: str) -> date | None:
        """The answer as a day."""
        value = self.values.get(key)
        return value if isinstance(value, date) else None

    def several(self, key: str) -> tuple[str, ...]:
        """The answers to a step of kind choices."""
        value = self.values.get(key)
        return tuple(str(item) for item in value) if isinstance(value, (list, tuple)) else ()

    def option(self, key: str) -> Option | None:
        """The option that was chosen, with its data."""
        value = self.text(key)
        if value is None:
            return None
        return self.chosen.get(key, {}).get(value) or Option(value=value, label=value)

    def mapping(self, key: str) -> dict[str, Option]:
        """The rows of a mapping that have an answer."""
        value = self.values.get(key)
        if not isinstance(value, Mapping):
            return {}
        known = self.chosen.get(key, {})
        return {row: known.get(choice) or Option(value=choice, label=choice) for row, choice in value.items() if choice}
