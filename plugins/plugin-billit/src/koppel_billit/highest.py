"""Is the number in an answer whole? A bare number that was cut off on its way is still a number, only another one.

Numbers are given out in ascending order, so one that is not above all earlier ones is looked up before it is believed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from koppel.api import Memory, UnknownOutcome

_NAMESPACE: Final = "highest"


def sure(memory: Memory, kind: str, number: int, look: Callable[[], int | None]) -> int:
    """The number of what was made: the answer's, or what `look` finds. Raises UnknownOutcome when it finds nothing."""
    known = memory.get(_NAMESPACE, kind)
    if not isinstance(known, int) or number <= known:
        found = look()
        if found is None:
            raise UnknownOutcome(service="Billit", kind=kind, number=number)
        number = found
    note(memory, kind, number)
    return number


def note(memory: Memory, kind: str, number: int) -> None:
    """A number that was seen at the service."""
    known = memory.get(_NAMESPACE, kind)
    if not isinstance(known, int) or number > known:
        memory.put(_NAMESPACE, {kind: number})
