"""What a form says when an answer cannot be used: each sentence names the thing to do, and the nearest that does exist."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Final

from koppel.steps.options import Option
from koppel.text import LANGUAGES, Language, Text, same

NEAREST_SHOWN: Final = 3

UNKNOWN_STEP: Final = Text(
    en="There is no step {given} in this integration. Use one of: {near}.",
    nl="Deze integratie heeft geen stap {given}. Gebruik een van deze: {near}.",
)
NO_ANSWER: Final = Text(
    en="This is an explanation; it takes no answer. Leave {given} out.",
    nl="Dit is een toelichting; er hoort geen antwoord bij. Laat {given} weg.",
)
NO_TEXT: Final = Text(en="Fill in one line of text.", nl="Vul één regel tekst in.")
TOO_LONG: Final = Text(en="Use at most {most} characters.", nl="Gebruik hoogstens {most} tekens.")
NO_MATCH: Final = Text(
    en="This is not written as asked: {pattern}.", nl="Dit is niet geschreven zoals gevraagd: {pattern}."
)
NO_NUMBER: Final = Text(
    en="Fill in a whole number, in digits only.", nl="Vul een geheel getal in, alleen met cijfers geschreven."
)
TOO_LOW: Final = Text(en="Fill in {least} or more.", nl="Vul {least} of meer in.")
TOO_HIGH: Final = Text(en="Fill in {most} or less.", nl="Vul {most} of minder in.")
NO_TOGGLE: Final = Text(en="Answer with true or false.", nl="Antwoord met true (ja) of false (nee).")
NO_DAY: Final = Text(
    en="Write the day as year-month-day, for example 2026-01-31.",
    nl="Schrijf de dag als jaar-maand-dag, bijvoorbeeld 2026-01-31.",
)
NO_CHOICE: Final = Text(en="Give one option, by its code or its name.", nl="Geef één optie, met de code of de naam.")
NO_CHOICES: Final = Text(
    en='Give the options as a list, such as ["a", "b"], or separated by commas.',
    nl='Geef de opties als lijst, zoals ["a", "b"], of gescheiden door komma\'s.',
)
NO_TABLE: Final = Text(
    en='Give a table of rows and options, such as {"NL 21%": "1"}.',
    nl='Geef een tabel van rijen en opties, zoals {"NL 21%": "1"}.',
)
NOT_IN_LIST: Final = Text(
    en="{given} is not in the list. Choose one of: {near}.",
    nl="{given} staat niet in de lijst. Kies een van deze: {near}.",
)
VANISHED: Final = Text(
    en="{given} is no longer in the list. Choose another option, for example: {near}.",
    nl="{given} staat niet meer in de lijst. Kies een andere optie, bijvoorbeeld: {near}.",
)
AMBIGUOUS: Final = Text(
    en="Several options are called {given}. Give the code of the one you mean: {near}.",
    nl="Meerdere opties heten {given}. Geef de code van de optie die u bedoelt: {near}.",
)
CANNOT_CHECK: Final = Text(
    en="{given} cannot be checked just now. {problem}", nl="{given} is nu niet te controleren. {problem}"
)
EMPTY_LIST: Final = Text(
    en="{given} is not in the list: the list is empty. Add it at the service first, then choose it here.",
    nl="{given} staat niet in de lijst: de lijst is leeg. Voeg het eerst toe bij de dienst zelf en kies het daarna hier.",
)
NOT_KNOWN_NOW: Final = Text(
    en="The list is not known now; try again in a while.", nl="De lijst is nu niet bekend; probeer het straks opnieuw."
)
CHOOSE_AGAIN: Final = Text(
    en="An earlier answer has changed, so {given} may no longer be right. Choose again.",
    nl="Een eerder antwoord is gewijzigd, dus {given} klopt misschien niet meer. Kies opnieuw.",
)
UNKNOWN_ROW: Final = Text(
    en="There is no row {given}. Use one of: {near}.", nl="Er is geen rij {given}. Gebruik een van deze: {near}."
)
NO_ROWS_YET: Final = Text(
    en="There is no row {given}: the table has no rows yet. Leave it out.",
    nl="Er is geen rij {given}: de tabel heeft nog geen rijen. Laat hem weg.",
)
ROW_TWICE: Final = Text(
    en="This row was given twice, with different options. Give it once.",
    nl="Deze rij is twee keer gegeven, met verschillende opties. Geef haar één keer.",
)
ANSWER_FIRST: Final = Text(en="First answer: {steps}.", nl="Beantwoord eerst: {steps}.")
REQUIRED: Final = Text(en="Fill in an answer.", nl="Vul een antwoord in.")
REQUIRED_CHOICE: Final = Text(en="Choose one of the options.", nl="Kies een van de opties.")
REQUIRED_CHOICES: Final = Text(en="Choose at least one option.", nl="Kies minstens één optie.")
REQUIRED_TABLE: Final = Text(en="Choose an option for at least one row.", nl="Kies voor minstens één rij een optie.")


def worded(template: Text, **parts: Text | str | int) -> Text:
    """Fill the marks of a sentence, each with the words of the same language."""
    filled = {language: template.with_data(**_in(language, parts)).to(language) for language in LANGUAGES}
    return Text(en=filled["en"], nl=filled["nl"])


def listed(texts: Iterable[Text]) -> Text:
    """Several names, separated by commas."""
    names = tuple(texts)
    return Text(en=", ".join(text.en for text in names), nl=", ".join(text.nl for text in names))


def label_of(option: Option) -> Text:
    """An option's label as a text in each language."""
    return same(option.label) if isinstance(option.label, str) else option.label


def nearest(given: str, options: Sequence[Option]) -> Text:
    """The options that look most like what was given, by code or by name; the first few when none does."""
    by_name = {name.casefold(): option for option in reversed(options) for name in _names(option)}
    close = get_close_matches(given.casefold(), by_name, n=NEAREST_SHOWN, cutoff=0.5)
    found = list(dict.fromkeys(by_name[name].value for name in close)) or [option.value for option in options]
    chosen = {option.value: option for option in reversed(options)}
    return listed(named(chosen[value]) for value in found[:NEAREST_SHOWN])


def nearest_keys(given: str, keys: Sequence[str]) -> Text:
    """The keys that look most like the one given; all of them when none does."""
    return same(", ".join(get_close_matches(given, keys, n=NEAREST_SHOWN, cutoff=0.5) or keys))


def named(option: Option) -> Text:
    """An option as a sentence names it: its label, with its code where that is something else."""
    label = label_of(option)
    return Text(en=_with_code(label.en, option.value), nl=_with_code(label.nl, option.value))


def _with_code(label: str, value: str) -> str:
    return label if value in label.split() or label == value else f"{label} ({value})"


def _names(option: Option) -> tuple[str, ...]:
    label = label_of(option)
    return (option.value, label.en, label.nl)


def _in(language: Language, parts: dict[str, Text | str | int]) -> dict[str, object]:
    return {name: part.to(language) if isinstance(part, Text) else part for name, part in parts.items()}
