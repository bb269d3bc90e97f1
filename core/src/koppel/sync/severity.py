"""How urgent an issue is, told by its kind: everything stops, documents wait, or somebody should look at it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from koppel.text import Text


class Severity(StrEnum):
    """The most urgent first."""

    STOPS = "stops"
    WAITS = "waits"
    LOOK = "look"

    @property
    def rank(self) -> int:
        """0 is the most urgent."""
        return list(Severity).index(self)


TITLES: Final = {
    Severity.STOPS: Text(en="Everything stops", nl="Alles staat stil"),
    Severity.WAITS: Text(en="Documents wait", nl="Documenten wachten"),
    Severity.LOOK: Text(en="Look at it", nl="Kijk ernaar"),
}

_KINDS: Final = {
    "not_running": Severity.STOPS,
    "not_picked_up": Severity.STOPS,
    "documents_wait": Severity.WAITS,
    "choice_vanished": Severity.WAITS,
}


def severity_of(kind: str) -> Severity:
    """An issue that is named after an error ended a run, so nothing goes on there; what nobody ranked can be looked at."""
    return _KINDS.get(kind) or (Severity.STOPS if kind[:1].isupper() else Severity.LOOK)


def count_by_severity(kinds: Iterable[str]) -> dict[str, int]:
    """How many of each severity, the most urgent first; those that do not occur with 0."""
    found = Counter(severity_of(kind) for kind in kinds)
    return {severity.value: found[severity] for severity in Severity}
