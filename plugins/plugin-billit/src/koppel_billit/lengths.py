"""How long texts may be in Billit, and cutting them to size without losing what they say."""

from __future__ import annotations

from typing import Final

from koppel.api import clip

LINE: Final = 512
NAME: Final = 200
"""Not documented; longer names are cut rather than refused or silently shortened."""


def parted(text: str) -> tuple[str, str]:
    """A line's text and what does not fit into it, for the line's second text."""
    text = " ".join(text.split())
    if len(text) <= LINE:
        return text, ""
    head = text[:LINE]
    at_word = head.rpartition(" ")[0] or head
    return at_word, clip(text[len(at_word) :], LINE)
