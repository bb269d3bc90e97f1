"""What the service says when it refuses: a status, texts in Dutch and English, sometimes a Reason header.

How a refusal is written on the wire is the subject of `envelope` and `atom`.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Text:
    """One message in the two languages in which it was seen."""

    nl: str
    en: str

    def in_language(self, language: str) -> str:
        """The Dutch text for any Dutch user (NL, NL-BE), English for everybody else."""
        return self.nl if language.upper().startswith("NL") else self.en


def same(text: str) -> Text:
    """A text that is the same in both languages."""
    return Text(text, text)


class Refusal(Exception):
    """An answer other than success; without texts the body is empty."""

    def __init__(self, status: int, *texts: Text, reason: str | None = None) -> None:
        super().__init__(status, *texts)
        self.status = status
        self.texts = texts
        self.reason = reason

    def message(self, language: str) -> str:
        """All texts, joined as the service joins them."""
        return "\r\n".join(text.in_language(language) for text in self.texts)


def bad_request(text: Text | str) -> Refusal:
    """A request of the wrong shape."""
    return Refusal(400, same(text) if isinstance(text, str) else text)


def bad_syntax() -> Refusal:
    """A query option that cannot be read."""
    return bad_request("Bad Request - Error in query syntax.")


def forbidden(detail: str = "") -> Refusal:
    """No right, no module or no scope."""
    return Refusal(403, same(f"Forbidden - {detail}" if detail else "Forbidden"))


ALREADY_EXISTS = Text("Gegeven bestaat reeds.", "Data already exists.")
ALREADY_PROCESSED = Text("Reeds verwerkt", "Already processed")
BAD_GUID = Text("Niet herkende GUID-indeling.", "Unrecognized Guid format.")


@dataclass(slots=True)
class Problems:
    """The broken business rules of one request: they come together, as one HTTP 500."""

    labels: dict[str, tuple[str, str]]
    texts: list[Text] = field(default_factory=list)

    def label(self, name: str) -> Text:
        """How the service calls a property when it speaks to a person."""
        return Text(*self.labels.get(name, (name, name)))

    def add(self, text: Text) -> None:
        """Note one broken rule; the same text is said once."""
        if text not in self.texts:
            self.texts.append(text)

    def mandatory(self, name: str) -> None:
        """The property must be given."""
        label = self.label(name)
        self.add(Text(f"Verplicht: {label.nl}", f"Mandatory: {label.en}"))

    def invalid(self, name: str, detail: str = "") -> None:
        """The value exists but cannot be used here."""
        label = self.label(name)
        self.add(Text(f"Ongeldig: {label.nl}{detail}", f"Invalid: {label.en}{detail}"))

    def unknown(self, name: str) -> None:
        """The value refers to nothing in this division."""
        label = self.label(name)
        self.add(Text(f"Ongeldige referentie: {label.nl}", f"Invalid reference: {label.en}"))

    def in_use(self, name: str) -> None:
        """The value is taken."""
        label = self.label(name)
        self.add(Text(f"In gebruik: {label.nl}.", f"In use: {label.en}."))

    def check(self) -> None:
        """Refuse the request when any rule was broken."""
        if self.texts:
            raise Refusal(500, *self.texts)
