"""What is written to a channel: the sentences of issues, the most urgent first, each with a link, and nothing besides.

The sentences are those of the pages. Names of customers, amounts and secrets that are not in them are not in a message.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from koppel.sync.issues import IssueView
from koppel.sync.severity import TITLES, Severity
from koppel.text import Text

_MOST: Final = 30
_ONE = Text(en="Koppel: something needs you", nl="Koppel: iets vraagt uw aandacht")
_SEVERAL = Text(en="Koppel: {count} things need you", nl="Koppel: {count} dingen vragen uw aandacht")
_STILL = Text(en="Still open", nl="Staat nog open")
_SOLVED = Text(en="Solved since the last message", nl="Opgelost sinds het vorige bericht")
_MORE = Text(en="And {count} more.", nl="En nog {count}.")
_AT = Text(en="Everything at a glance: {address}", nl="Alles bij elkaar: {address}")
_TEST_SUBJECT = Text(en="Koppel: a test", nl="Koppel: een proef")
_TEST = Text(
    en="This is a test. From now on Koppel tells you here when something needs you.",
    nl="Dit is een proef. Voortaan meldt Koppel hier wanneer iets uw aandacht vraagt.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message, as plain text."""

    subject: str
    body: str


def compose(
    fresh: Sequence[IssueView],
    still: Sequence[IssueView],
    solved: Sequence[Text],
    *,
    language: str,
    address: str | None,
) -> Message:
    """News by urgency, then what is still open, then what has been solved. `address`: of the pages, when it is known."""
    parts = []
    for severity in Severity:
        parts += _part(TITLES[severity], [one for one in fresh if one.severity is severity], language, address)
    parts += _part(_STILL, still, language, address)
    if solved:
        parts.append("\n".join([_SOLVED.to(language), *(f"- {sentence.to(language)}" for sentence in solved[:_MOST])]))
    if address:
        parts.append(_AT.with_data(address=f"{address}/").to(language))
    count = len(fresh) + len(still)
    subject = _ONE if count == 1 else _SEVERAL.with_data(count=count)
    return Message(subject=subject.to(language), body="\n\n".join(parts) + "\n")


def test_message(language: str, address: str | None) -> Message:
    """What the test button sends."""
    link = f"\n\n{address}/" if address else ""
    return Message(subject=_TEST_SUBJECT.to(language), body=f"{_TEST.to(language)}{link}\n")


def _part(title: Text, issues: Sequence[IssueView], language: str, address: str | None) -> list[str]:
    if not issues:
        return []
    lines = [title.to(language)]
    for issue in issues[:_MOST]:
        where = issue.integration or issue.connection
        sentence = issue.sentence.to(language)
        named = f"{where}: {sentence}" if where and where not in sentence else sentence
        lines.append(f"- {' '.join(named.split())}")
        if address:
            lines.append(f"  {address}/issues/{issue.id}")
    if len(issues) > _MOST:
        lines.append(_MORE.with_data(count=len(issues) - _MOST).to(language))
    return ["\n".join(lines)]
