"""The member states with their names, for the table of VAT accounts per country and for addresses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from koppel.api import Text

STATES: Final[Mapping[str, Text]] = {
    "AT": Text(en="Austria", nl="Oostenrijk"),
    "BE": Text(en="Belgium", nl="België"),
    "BG": Text(en="Bulgaria", nl="Bulgarije"),
    "HR": Text(en="Croatia", nl="Kroatië"),
    "CY": Text(en="Cyprus", nl="Cyprus"),
    "CZ": Text(en="Czechia", nl="Tsjechië"),
    "DK": Text(en="Denmark", nl="Denemarken"),
    "EE": Text(en="Estonia", nl="Estland"),
    "FI": Text(en="Finland", nl="Finland"),
    "FR": Text(en="France", nl="Frankrijk"),
    "DE": Text(en="Germany", nl="Duitsland"),
    "GR": Text(en="Greece", nl="Griekenland"),
    "HU": Text(en="Hungary", nl="Hongarije"),
    "IE": Text(en="Ireland", nl="Ierland"),
    "IT": Text(en="Italy", nl="Italië"),
    "LV": Text(en="Latvia", nl="Letland"),
    "LT": Text(en="Lithuania", nl="Litouwen"),
    "LU": Text(en="Luxembourg", nl="Luxemburg"),
    "MT": Text(en="Malta", nl="Malta"),
    "NL": Text(en="Netherlands", nl="Nederland"),
    "PL": Text(en="Poland", nl="Polen"),
    "PT": Text(en="Portugal", nl="Portugal"),
    "RO": Text(en="Romania", nl="Roemenië"),
    "SK": Text(en="Slovakia", nl="Slowakije"),
    "SI": Text(en="Slovenia", nl="Slovenië"),
    "ES": Text(en="Spain", nl="Spanje"),
    "SE": Text(en="Sweden", nl="Zweden"),
    "XI": Text(en="Northern Ireland", nl="Noord-Ierland"),
}
"""By ISO code (GR for Greece). Northern Ireland counts as a member state for goods."""

_OTHER_CODES: Final = {"GR": ("EL",)}
_NORTHERN: Final = "XI"


def name_of(country: str) -> str:
    """The Dutch name of a member state, the code of any other country."""
    code = {"EL": "GR"}.get(country.upper(), country.upper())
    return STATES[code].nl if code in STATES else code


def named_in(description: str) -> str | None:
    """The one member state that the name of an account speaks of; None for none and for several."""
    folded = _folded(description)
    found = {code for code, names in STATES.items() if _speaks_of(folded, description, code, names)}
    if _NORTHERN in found:
        found.discard("IE")
    return found.pop() if len(found) == 1 else None


def _speaks_of(folded: str, description: str, code: str, names: Text) -> bool:
    words = [re.escape(_folded(name)) for name in (names.en, names.nl)]
    if re.search(rf"\b({'|'.join(words)})\b", folded):
        return True
    codes = "|".join((code, *_OTHER_CODES.get(code, ())))
    return bool(re.search(rf"\b({codes})\b", description))


def _folded(text: str) -> str:
    """Lower case without accents."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()
