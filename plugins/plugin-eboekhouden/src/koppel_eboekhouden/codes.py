"""A code for a new customer out of the first five letters of the name, different from every other."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from koppel_eboekhouden import lengths

_LETTERS: Final = 5
_WITHOUT_LETTERS: Final = "KLANT"


def code_of(beginning: str, number: int) -> str:
    """`JANSE` for the first, then `JANSE2`, `JANSE3`, ..."""
    return beginning if number == 1 else f"{beginning}{number}"[: lengths.CODE]


def first_letters(name: str) -> str:
    """Five letters without accents, in capitals; fewer when the name has fewer."""
    plain = unicodedata.normalize("NFKD", name)
    return re.sub(r"[^A-Z]", "", plain.upper())[:_LETTERS] or _WITHOUT_LETTERS
