"""`koppel history` and `koppel issues`: what became of the documents, and what needs a person."""

from __future__ import annotations

from collections.abc import Sequence

import click
from rich.table import Table
from rich.text import Text as Line

from koppel.cli.correction import correction_lines
from koppel.cli.speaking import Flag, Speaking
from koppel.cli.tables import DELIVERIES, KINDS, STATES, amount, day, moment, state_style, table
from koppel.cli.terminal import Terminal
from koppel.sync import integrations, shapes
from koppel.sync.history import HistoryRow
from koppel.sync.history import history as documents_of
from koppel.sync.issues import IssueView, open_issues
from koppel.sync.severity import TITLES
from koppel.text import Text

_NO_DOCUMENTS = Text(en="There are no documents here yet.", nl="Er zijn hier nog geen documenten.")
_NO_ISSUES = Text(en="Nothing needs you.", nl="Niets vraagt uw aandacht.")


@click.command(
    "history",
    cls=Speaking,
    text=Text(
        en="List the documents of an integration and what became of each, newest first.",
        nl="Toon de documenten van een integratie en wat er met elk is gebeurd, nieuwste eerst.",
    ),
)
@click.argument("name")
@click.option(
    "--state",
    cls=Flag,
    text=Text(
        en="Only this state: planned, sending, booked, held, skipped or failed.",
        nl="Alleen deze toestand: planned, sending, booked, held, skipped of failed.",
    ),
)
@click.option(
    "--search",
    cls=Flag,
    text=Text(
        en="Only where a number or reference holds this.",
        nl="Alleen waar een nummer of referentie dit bevat.",
    ),
)
@click.option("--limit", cls=Flag, type=click.IntRange(1), text=Text(en="At most so many.", nl="Hoogstens zoveel."))
@click.pass_obj
def history(terminal: Terminal, name: str, state: str | None, search: str | None, limit: int | None) -> None:
    """The ledger."""
    rows = documents_of(terminal.home, name, state=state, search=search, limit=limit)
    found = [shapes.history_row(row, terminal.language) for row in rows]
    terminal.answer(found, lambda: _drawn(terminal, rows) if rows else _NO_DOCUMENTS)


@click.command(
    "issues",
    cls=Speaking,
    text=Text(
        en="List what needs a person, and where it is solved.",
        nl="Toon waar iemand naar moet kijken, en waar dat kan.",
    ),
)
@click.option("--integration", cls=Flag, text=Text(en="Only of this integration.", nl="Alleen van deze integratie."))
@click.pass_obj
def issues(terminal: Terminal, integration: str | None) -> None:
    """What is open: the most urgent first."""
    if integration is not None:
        integrations.show(terminal.home, integration)  # a name that does not exist is no integration at peace
    views = open_issues(terminal.home, integration=integration)
    found = [shapes.issue(view, terminal.language) for view in views]
    terminal.answer(found, lambda: _issues(terminal, views) if views else _NO_ISSUES)


def _drawn(terminal: Terminal, rows: Sequence[HistoryRow]) -> Table:
    drawn = table(
        terminal,
        Text(en="Document", nl="Document"),
        Text(en="Kind", nl="Soort"),
        Text(en="Date", nl="Datum"),
        Text(en="Total", nl="Totaal"),
        Text(en="State", nl="Toestand"),
        Text(en="Number there", nl="Nummer daar"),
        Text(en="Why", nl="Waarom"),
        right=(3,),
    )
    for row in rows:
        kind, state = terminal.text(KINDS.get(str(row.kind))), terminal.text(STATES.get(row.state, row.state))
        total = f"{amount(terminal, row.total_incl)} {row.currency}"
        drawn.add_row(
            row.document,
            kind,
            day(terminal, row.issued_on),
            total,
            Line(_with_delivery(terminal, state, row), style=state_style(row.state)),
            row.target_number or "",
            terminal.text(row.sentence),
        )
    return drawn


def _with_delivery(terminal: Terminal, state: str, row: HistoryRow) -> str:
    """booked, delivered."""
    if row.delivery is None:
        return state
    return f"{state}, {terminal.text(DELIVERIES.get(row.delivery.state, row.delivery.state))}"


def _issues(terminal: Terminal, views: Sequence[IssueView]) -> Table:
    drawn = table(
        terminal,
        Text(en="How urgent", nl="Hoe dringend"),
        Text(en="Where", nl="Waar"),
        Text(en="Setting", nl="Instelling"),
        Text(en="What", nl="Wat"),
        Text(en="Since", nl="Sinds"),
    )
    for view in views:
        setting = ", ".join(part for part in (view.step, view.row) if part)
        where = view.integration or view.connection or ""
        urgency, since = terminal.text(TITLES[view.severity]), moment(terminal, view.raised_at)
        said = "\n".join([terminal.text(view.sentence), *correction_lines(terminal, view.data)])
        drawn.add_row(urgency, where, setting, said, since)
    return drawn
