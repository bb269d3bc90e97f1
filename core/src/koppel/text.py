"""A text that a person sees, in each language Koppel speaks.

Both languages stand side by side where the text is used, so that none can be forgotten: a missing one is a type error.
Choosing the reader's language is left to the page or the command that shows it.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["nl", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("nl", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence, label or title. `{name}` marks are filled by `with_data`; the same marks in each language."""

    en: str
    nl: str

    def to(self, language: str) -> str:
        """The text in that language; English for a language that we do not speak."""
        return self.nl if language == "nl" else self.en

    def with_data(self, **data: object) -> Text:
        """Fill the `{name}` marks; a text fills them in its own language.

        `{name!q}` is quoted for a shell, where needed: within a command that is meant to be copied. A mark without data
        stays as it is: an odd sentence beats a crash in a message.
        """
        return Text(en=_fill(self.en, data, "en"), nl=_fill(self.nl, data, "nl"))


def same(text: str) -> Text:
    """A text that is alike in all languages: a product's name, a code, what a service itself answered."""
    return Text(en=text, nl=text)


def _fill(template: str, data: dict[str, object], language: str) -> str:
    for name, value in data.items():
        said = value.to(language) if isinstance(value, Text) else str(value)
        template = template.replace("{" + name + "}", said)
        if "{" + name + "!q}" in template:
            template = template.replace("{" + name + "!q}", shlex.quote(said))
    return template
