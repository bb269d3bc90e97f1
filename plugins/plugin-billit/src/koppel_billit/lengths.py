"""How long texts may be in Billit, and cutting them to size without losing what they say."""

from __future__ import annotations

from typing import Final

LINE: Final = 512
NAME: Final = 200
"""Not documented; longer names are cut rather than refused or silently shortened."""


def clip(text: str, length: int) -> str:
    """The text cut at a word where that is possible, with a mark that something is missing."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    head = text[: length - 1]
    at_word = head.rpartition(" ")[0]
    return (at_word if len(at_word) > length // 2 else head).rstrip(" ,;:-") + "…"


def parted(text: str) -> tuple[str, str]:
    """A line's text and what does not fit into it, for the line's second text."""
    text = " ".join(text.split())
    if len(text) <= LINE:
        return text, ""
    head = text[:LINE]
    at_word = head.rpartition(" ")[0] or head
    return at_word, clip(text[len(at_word) :], LINE)
