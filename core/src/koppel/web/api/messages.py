"""What marshmallow says of a call that does not fit, in Dutch: its own words are English."""

from __future__ import annotations

import re
from typing import Any, Final

from koppel.text import Language

_WORDS: Final = {
    "Missing data for required field.": "Dit veld is verplicht.",
    "Unknown field.": "Dit veld bestaat niet.",
    "Field may not be null.": "Dit veld mag niet leeg (null) zijn.",
    "Invalid input type.": "De inhoud heeft de verkeerde vorm.",
    "Invalid value.": "Deze waarde kan niet.",
    "Not a valid string.": "Dit is geen tekst.",
    "Not a valid integer.": "Dit is geen geheel getal.",
    "Not a valid number.": "Dit is geen getal.",
    "Not a valid boolean.": "Dit is geen true of false.",
    "Not a valid date.": "Dit is geen datum (JJJJ-MM-DD).",
    "Not a valid datetime.": "Dit is geen tijdstip.",
    "Not a valid list.": "Dit is geen lijst.",
    "Not a valid mapping type.": "Dit is geen object.",
    "Number too large.": "Dit getal is te groot.",
    "String does not match expected pattern.": "Deze tekst heeft de verkeerde vorm.",
    "Special numeric values (nan or infinity) are not permitted.": "Dit is geen getal.",
}
_FORMS: Final = tuple(
    (re.compile(english), dutch)
    for english, dutch in (
        (r"Must be one of: (.*)\.", r"Moet een van deze zijn: \1."),
        (
            r"Must be greater than or equal to (.+) and less than or equal to (.+)\.",
            r"Moet minstens \1 en hoogstens \2 zijn.",
        ),
        (r"Must be greater than or equal to (.+)\.", r"Moet minstens \1 zijn."),
        (r"Must be less than or equal to (.+)\.", r"Moet hoogstens \1 zijn."),
        (r"Must be greater than (.+)\.", r"Moet groter dan \1 zijn."),
        (r"Length must be between (.+) and (.+)\.", r"De lengte moet tussen \1 en \2 zijn."),
        (r"Shorter than minimum length (.+)\.", r"Moet minstens \1 lang zijn."),
        (r"Longer than maximum length (.+)\.", r"Mag hoogstens \1 lang zijn."),
    )
)


def said(messages: Any, language: Language) -> Any:
    """The same tree of messages in the reader's language. What is not known stays: a riddle beats nothing."""
    if language != "nl":
        return messages
    if isinstance(messages, dict):
        return {key: said(part, language) for key, part in messages.items()}
    if isinstance(messages, list):
        return [said(part, language) for part in messages]
    return _dutch(messages) if isinstance(messages, str) else messages


def _dutch(message: str) -> str:
    for form, dutch in _FORMS:
        found = form.fullmatch(message)
        if found:
            return found.expand(dutch)
    return _WORDS.get(message, message)
