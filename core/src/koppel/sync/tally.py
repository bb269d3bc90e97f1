"""Counting what a run did: one outcome per document, the last one that happened to it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

NAMES = ("read", "booked", "held", "skipped", "failed", "unchanged")


@dataclass
class Tally:
    """Outcomes by document key. `before` are the counts of the run's earlier slices, which saw other documents."""

    before: dict[str, int] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)

    def saw(self, key: str) -> None:
        """The shop gave this document."""
        self.read.add(key)

    def put(self, key: str, outcome: str) -> None:
        """What became of it; a later outcome replaces an earlier one."""
        self.outcomes[key] = outcome

    def counts(self, calls: dict[str, int]) -> dict[str, Any]:
        """For the run's row."""
        now = Counter(self.outcomes.values())
        now["read"] = len(self.read)
        counted = {name: self.before.get(name, 0) + now[name] for name in NAMES}
        for side, made in calls.items():
            counted[f"calls_{side}"] = self.before.get(f"calls_{side}", 0) + made
        return counted
