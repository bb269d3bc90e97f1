"""Numbers of documents at the service: from the shop's reference to one that it takes, and looking for many at once.

A number has at most 50 characters and ends with a digit. Numbers are unique at the service, which makes them what a
booking is found back by.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from koppel.api import with_checksum
from koppel_eboekhouden import lengths

_TAIL: Final = 3
_MOST_PATTERNS: Final = 3
_WILD: Final = frozenset("%?")
_DIGITS: Final = tuple("0123456789")


def number_of(reference: str) -> str:
    """The reference where it is a number that the service takes, else its beginning and a checksum of all of it."""
    text = " ".join(reference.split())
    if len(text) <= lengths.NUMBER and text[-1:] in _DIGITS and text.isprintable():
        return text
    return with_checksum(text, lengths.NUMBER, joint="-", digits=True)


def patterns(numbers: Iterable[str]) -> list[str]:
    """Few patterns that together match all of these and not too much else; `?` is one character, `%` any.

    The service takes one filter per parameter, so forty numbers would be forty calls. Numbers that follow each other
    share a beginning: `10001` to `10040` and the refund `10003-R7` are all in `10%`.
    """
    groups: dict[str, list[str]] = {}
    for number in sorted(set(numbers)):
        groups.setdefault(_beginning(number), []).append(number)
    found = [pattern for members in groups.values() for pattern in _patterns(members)]
    return found if len(found) <= _MOST_PATTERNS else [_shared(list(groups)) + "%"]


def is_wild(number: str) -> bool:
    """A number with a sign that means something in a pattern; how to escape one is not known."""
    return bool(_WILD & set(number))


def _beginning(number: str) -> str:
    sale = number.partition("-R")[0] or number
    return sale[:-_TAIL]


def _patterns(members: list[str]) -> list[str]:
    shared = _shared(members)
    lengths_seen = sorted({len(member) for member in members})
    if len(lengths_seen) > 1 and shared:
        return [shared + "%"]
    return [shared + "?" * (length - len(shared)) for length in lengths_seen]


def _shared(texts: list[str]) -> str:
    """The beginning that all have in common; that of the first and the last in order is that of all."""
    first, last = min(texts), max(texts)
    length = next((place for place, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), None)
    return first if length is None else first[:length]
