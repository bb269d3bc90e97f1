"""`koppel usage`: documents booked and calls made, against each service's limits."""

from __future__ import annotations

from collections.abc import Sequence

import click
from rich.table import Table

from koppel.cli.speaking import Flag, Speaking
from koppel.cli.tables import table
from koppel.cli.terminal import Terminal
from koppel.sync.usage import MONTHS, ConnectionUse, shape
from koppel.sync.usage import usage as usage_of
from koppel.text import Text

_NONE = Text(en="There are no connections yet.", nl="Er zijn nog geen koppelingen.")


@click.command(
    "usage",
    cls=Speaking,
    text=Text(
        en="Show documents booked and calls made per month and connection, and how far limits are used.",
        nl="Toon geboekte documenten en gedane oproepen per maand en koppeling, en hoever limieten zijn gebruikt.",
    ),
)
@click.option(
    "--months",
    cls=Flag,
    type=click.IntRange(1, 24),
    default=MONTHS,
    text=Text(en="How many months back.", nl="Hoeveel maanden terug."),
)
@click.pass_obj
def usage(terminal: Terminal, months: int) -> None:
    """Months in UTC, newest first."""
    found = usage_of(terminal.home, months=months)
    terminal.answer([shape(one) for one in found], lambda: _drawn(terminal, found) if found else _NONE)


def _drawn(terminal: Terminal, found: Sequence[ConnectionUse]) -> Table:
    drawn = table(
        terminal,
        Text(en="Connection", nl="Koppeling"),
        Text(en="Month", nl="Maand"),
        Text(en="Documents", nl="Documenten"),
        Text(en="Calls", nl="Oproepen"),
        Text(en="Limits now", nl="Limieten nu"),
        right=(2, 3),
    )
    for one in found:
        limits = "\n".join(f"{limit.calls}/{limit.allowed} ({limit.window_s} s)" for limit in one.limits)
        for number, month in enumerate(one.months):
            drawn.add_row(
                "" if number else one.name,
                f"{month.month:%Y-%m}",
                str(month.documents),
                str(month.calls),
                "" if number else limits,
            )
    return drawn
