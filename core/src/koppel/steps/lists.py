"""Where options and rows come from, and what is known of a list: complete, empty, waiting for an answer, out of reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from koppel.steps.answers import Answers
from koppel.steps.kinds import Side
from koppel.steps.options import Option, Options
from koppel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list as it is known now. With a `problem` it may be empty or of earlier; `fresh` is what the service says now.

    The cache's time to live counts as now.
    """

    options: tuple[Option, ...] = ()
    problem: Text | None = None
    fresh: bool = True

    @property
    def decides(self) -> bool:
        """True when a value that it lacks does not exist. An empty or failed list proves nothing."""
        return self.fresh and self.problem is None and bool(self.options)

    def find(self, value: str) -> Option | None:
        """The option with that value."""
        return next((option for option in self.options if option.value == value), None)


class Lists(Protocol):
    """Live lists and facets, from a cache or from the service. Never raises for a service that does not answer."""

    def options(self, side: Side, options: Options, answers: Answers) -> Listing:
        """The list that `options` describes. `side` is "source" for a facet; `answers` are those before the step."""
