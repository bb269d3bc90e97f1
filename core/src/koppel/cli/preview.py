"""`koppel preview`: what would be booked, line by line, without booking it."""

from __future__ import annotations

from collections.abc import Sequence

import click
from rich.console import Group, RenderableType
from rich.text import Text as Line

from koppel.cli.speaking import Flag, Speaking
from koppel.cli.tables import KINDS, STATES, amount, day, state_style, table
from koppel.cli.terminal import Terminal
from koppel.sync import shapes
from koppel.sync.preview import PreviewDocument
from koppel.sync.preview import preview as look_ahead
from koppel.text import Text

_NO_DOCUMENTS = Text(en="The shop has no documents yet.", nl="De winkel heeft nog geen documenten.")


@click.command(
    "preview",
    cls=Speaking,
    text=Text(
        en="Show what would be booked of the newest documents, or of one. Nothing is written anywhere.",
        nl="Toon wat er zou worden geboekt van de nieuwste documenten, of van één. Er wordt nergens iets geschreven.",
    ),
)
@click.argument("name")
@click.option(
    "--limit",
    cls=Flag,
    type=click.IntRange(1, 200),
    default=10,
    text=Text(
        en="How many documents.",
        nl="Hoeveel documenten.",
    ),
)
@click.option(
    "--document",
    cls=Flag,
    metavar="KEY",
    text=Text(
        en="One document, by its key or number.",
        nl="Eén document, met zijn sleutel of nummer.",
    ),
)
@click.pass_obj
def preview(terminal: Terminal, name: str, limit: int, document: str | None) -> None:
    """Newest first."""
    found = look_ahead(terminal.home, name, limit=limit, document=document)
    shown = [shapes.preview_document(one, terminal.language) for one in found]
    terminal.answer(shown, lambda: _drawn(terminal, found) if found else _NO_DOCUMENTS)


def _drawn(terminal: Terminal, found: Sequence[PreviewDocument]) -> RenderableType:
    return Group(*(part for document in found for part in _document(terminal, document)))


def _document(terminal: Terminal, view: PreviewDocument) -> list[RenderableType]:
    kind, state = terminal.text(KINDS.get(view.kind, view.kind)), terminal.text(STATES.get(view.state, view.state))
    heading = Line(f"{kind} {view.number} ({view.document})  ", style="bold")
    heading.append(state, style=state_style(view.state))
    heading.append(f"  {day(terminal, view.issued_on)}  {amount(terminal, view.total_incl)} {view.currency}")
    if view.booking is None:
        return [heading, Line(f"  {terminal.text(view.sentence)}\n")]
    lines = table(
        terminal,
        Text(en="Line", nl="Regel"),
        Text(en="Ledger account", nl="Grootboekrekening"),
        Text(en="VAT code", nl="Btw-code"),
        Text(en="Net", nl="Netto"),
        Text(en="VAT", nl="Btw"),
        Text(en="Total", nl="Totaal"),
        right=(3, 4, 5),
    )
    for line in view.booking.lines:
        ledger, code = line.ledger.label if line.ledger else "", line.vat_code.label if line.vat_code else ""
        sums = [amount(terminal, value) for value in (line.net, line.vat_amount, line.gross)]
        lines.add_row(line.description, ledger, code, *sums)
    return [heading, lines, *(Line(f"  {terminal.text(warning)}", style="yellow") for warning in view.warnings)]
