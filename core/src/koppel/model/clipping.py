"""Texts that must fit a length: cut where it hurts least, or left out where a part of them would mean nothing."""

from __future__ import annotations


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
