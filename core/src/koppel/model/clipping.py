"""Texts that must fit a length: cut where it hurts least, left out where a part of them would mean nothing, or marked where
two must not become one.
"""

from __future__ import annotations

import hashlib
from typing import Final

_MARK: Final = 8


def clip(text: str, length: int) -> str:
    """The text cut at a word where that is possible, with a mark that something is missing."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    head = text[: length - 1]
    at_word = head.rpartition(" ")[0]
    return (at_word if len(at_word) > length // 2 else head).rstrip(" ,;:-") + "…"


def whole_or_none(text: str | None, length: int) -> str | None:
    """A text that means nothing when it is cut, such as an e-mail address."""
    text = (text or "").strip()
    return text if text and len(text) <= length else None


def clip_code(text: str, length: int) -> str:
    """A text by which something is found back: whole where it fits, else with its checksum.

    Two long texts that begin alike must not become one code, so cutting alone will not do.
    """
    text = " ".join(text.split())
    return text if len(text) <= length else with_checksum(text, length)


def with_checksum(text: str, length: int, *, joint: str = "~", digits: bool = False) -> str:
    """The beginning of a text and a checksum of all of it, of eight signs or `digits`, the same every time.

    What was made of a reference must never change: the booking is found back by it.
    """
    checksum = hashlib.sha256(text.encode()).hexdigest()
    mark = joint + (str(int(checksum, 16)) if digits else checksum)[:_MARK]
    return text[: length - len(mark)] + mark
