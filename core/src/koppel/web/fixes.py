"""What can be done about an issue with one click: the place where it is solved, and deeds that need no looking first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from flask import url_for

from koppel.home import Home
from koppel.sync.issues import IssueView
from koppel.sync.severity import TITLES
from koppel.text import Text
from koppel.web.lookup import connection_numbers, integration_numbers, solution_of

_SETTING: Final = Text(en="Open the setting", nl="Open de instelling")
_DOCUMENT: Final = Text(en="Open the document", nl="Open het document")
_CONNECTION: Final = Text(en="Open the connection", nl="Open de koppeling")
_INTEGRATION: Final = Text(en="Open the integration", nl="Open de integratie")
_NOTICES: Final = Text(en="Open the notifications", nl="Open de meldingen")
_AGAIN: Final = Text(en="Try again", nl="Opnieuw proberen")
_VERIFY: Final = Text(en="Check the login", nl="Inlog controleren")
_RUN: Final = Text(en="Run now", nl="Nu uitvoeren")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """A button that does it at once. `fields` go along with it."""

    label: Text
    address: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """An issue with its ways out: `place` is where it is solved, `deed` what may solve it right here."""

    issue: IssueView
    title: Text
    place: str | None
    place_label: Text
    deed: Deed | None = field(default=None)


def needs(home: Home, issues: list[IssueView]) -> list[Need]:
    """In the order given, which is that of urgency."""
    numbers, connections = integration_numbers(home), connection_numbers(home)
    return [
        Need(
            issue=issue,
            title=TITLES[issue.severity],
            place=solution_of(issue, numbers, connections),
            place_label=_label(issue),
            deed=_deed(issue, numbers, connections),
        )
        for issue in issues
    ]


def _label(issue: IssueView) -> Text:
    if issue.step:
        return _SETTING
    if issue.document:
        return _DOCUMENT
    if issue.kind in ("channel_failed", "no_orders"):
        return _NOTICES
    return _CONNECTION if issue.connection else _INTEGRATION


def _deed(issue: IssueView, numbers: dict[str, int], connections: dict[str, int]) -> Deed | None:
    """Only what is harmless when it does not help: to ask once more."""
    number = numbers.get(issue.integration or "")
    if issue.kind == "documents_wait" and number is not None and not issue.step:
        alone = issue.data.get("documents") == 1 and issue.document
        fields = (("document", str(issue.document)),) if alone else ()
        return Deed(label=_AGAIN, address=url_for("history.try_again", integration_id=number), fields=fields)
    if issue.kind == "AuthFailed" and issue.connection in connections:
        return Deed(label=_VERIFY, address=url_for("connections.verify", connection_id=connections[issue.connection]))
    if issue.kind in ("Unavailable", "RateLimited", "UnknownOutcome") and number is not None:
        return Deed(label=_RUN, address=url_for("runs.start", integration_id=number))
    return None
