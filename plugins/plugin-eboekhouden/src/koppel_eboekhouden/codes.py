"""A code for a new customer out of the first five letters of the name, different from every other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from koppel_eboekhouden import lengths

_LETTERS: Final = 5
_WITHOUT_LETTERS: Final = "KLANT"
_MOST: Final = 100_000


def candidates(name: str) -> Iterator[str]:
    """`JANSE`, `JANSE2`, `JANSE3`, ... for as long as somebody asks."""
    beginning = first_letters(name)
    yield beginning
    for number in range(2, _MOST):
        yield f"{beginning}{number}"[: lengths.CODE]


def first_letters(name: str) -> str:
    """Five letters without accents, in capitals; fewer when the name has fewer."""
    plain = unicodedata.normalize("NFKD", name)
    return re.sub(r"[^A-Z]", "", plain.upper())[:_LETTERS] or _WITHOUT_LETTERS
