"""`koppel reconcile`: shop, ledger and package compared per day, in the foreground, with progress on stderr."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import click
from rich.console import Group, RenderableType
from rich.table import Table

from koppel import errors
from koppel.cli.period import period
from koppel.cli.speaking import Speaking
from koppel.cli.tables import amount, day, moment, table
from koppel.cli.terminal import Terminal
from koppel.errors import EXIT_DOCUMENTS, EXIT_SERVICE
from koppel.sync.reconciliation import shapes
from koppel.sync.reconciliation.kinds import TITLES
from koppel.sync.reconciliation.progress import Progress
from koppel.sync.reconciliation.records import ReconciliationView, new_reconciliation, show_reconciliation
from koppel.sync.reconciliation.report import Line, Report
from koppel.sync.reconciliation.report_csv import to_csv
from koppel.text import Text

_AGREES = Text(
    en="Shop, Koppel and package agree.",
    nl="Winkel, Koppel en pakket komen overeen.",
)
_DIFFERS = Text(
    en="{count} differences. What solves each stands beside it.",
    nl="{count} verschillen. Wat ze oplost, staat erbij.",
)
_MORE = Text(en="{count} more are counted and not listed.", nl="Nog {count} zijn geteld en niet genoemd.")
_WAITING = Text(
    en="It goes on at {until}, by itself where `koppel serve` runs; then the page of the integration shows the outcome.",
    nl="Het gaat verder om {until}, vanzelf waar `koppel serve` draait; daarna staat de uitkomst op de pagina van de "
    "integratie.",
)
_BAR = Text(
    en="{read} read in the shop, {listed} in the package", nl="{read} gelezen in de winkel, {listed} in het pakket"
)


@click.command(
    "reconcile",
    cls=Speaking,
    text=Text(
        en="Compare shop, Koppel and accounting package, document by document, over a period. Nothing is written anywhere. "
        "Ends with 1 when there are differences.",
        nl="Vergelijk winkel, Koppel en boekhoudpakket, document voor document, over een periode. Er wordt nergens iets "
        "geschreven. Eindigt met 1 als er verschillen zijn.",
    ),
)
@click.argument("name")
@period
@click.pass_obj
def reconcile(terminal: Terminal, name: str, begin: datetime, until: datetime, as_csv: bool) -> None:
    """To its end in this very process."""
    from koppel.work.reconciling import reconcile_now

    record_id = new_reconciliation(terminal.home, name, begin=begin.date(), until=until.date())
    with _progress(terminal, quiet=as_csv) as on_progress:
        reconcile_now(terminal.home, record_id, on_progress=on_progress)
    view = show_reconciliation(terminal.home, record_id)
    if view is not None:
        _finish(terminal, view, as_csv=as_csv)


def exit_code(view: ReconciliationView) -> int:
    """3 or 2 for the error that ended it, 3 while a service keeps it waiting, 1 for differences."""
    if view.report is not None:
        return 0 if view.report.agrees else EXIT_DOCUMENTS
    return errors.exit_code_of(view.error_kind) if view.state == "failed" else EXIT_SERVICE


def _finish(terminal: Terminal, view: ReconciliationView, *, as_csv: bool) -> None:
    if as_csv and view.report is not None:
        click.echo(to_csv(view.report, terminal.language), nl=False)
    elif not as_csv:
        found = view.report
        drawn: Callable[[], RenderableType | Text | None] = lambda: _drawn(terminal, found) if found else None  # noqa: E731
        terminal.answer(shapes.reconciliation(view, terminal.language), drawn)
    if view.error is not None and view.report is None:
        terminal.warn(view.error)
    if view.waiting_until is not None and view.report is None:
        terminal.warn(_WAITING.with_data(until=moment(terminal, view.waiting_until)))
    terminal.end(exit_code(view))


def _drawn(terminal: Terminal, found: Report) -> Group:
    parts: list[Table | str] = [_days(terminal, found)]
    if any(day.findings for day in found.days):
        parts.append(_documents(terminal, found))
    differences = sum(count for kind, count in found.counts.items() if kind.is_difference)
    parts.append(terminal.text(_AGREES if found.agrees else _DIFFERS.with_data(count=differences)))
    if found.left_out:
        parts.append(terminal.text(_MORE.with_data(count=found.left_out)))
    return Group(*parts)


def _days(terminal: Terminal, found: Report) -> Table:
    heads = (Text(en="Day", nl="Dag"), Text(en="Shop", nl="Winkel"), Text(en="Koppel", nl="Koppel"))
    more = (Text(en="Package", nl="Pakket"), Text(en="Difference", nl="Verschil"))
    drawn = table(terminal, *heads, *more, right=(1, 2, 3, 4))
    for one in found.days:
        for line in one.lines:
            drawn.add_row(day(terminal, one.on), *_sums(terminal, line))
    for line in found.lines:
        drawn.add_row(terminal.text(Text(en="Total", nl="Totaal")), *_sums(terminal, line), style="bold")
    return drawn


def _sums(terminal: Terminal, line: Line) -> list[str]:
    sides = (line.shop, line.ledger, line.package, line.difference)
    return [f"{one.count} × {line.currency} {amount(terminal, one.total)}" for one in sides]


def _documents(terminal: Terminal, found: Report) -> Table:
    heads = (Text(en="Day", nl="Dag"), Text(en="Document", nl="Document"), Text(en="What", nl="Wat"))
    drawn = table(terminal, *heads, Text(en="Why, and what to do", nl="Waarom, en wat te doen"))
    for one in found.findings:
        said = terminal.text(one.sentence)
        style = "" if one.kind.is_difference else "bright_black"
        drawn.add_row(day(terminal, one.day), one.number, terminal.text(TITLES[one.kind]), said, style=style)
    return drawn


@contextmanager
def _progress(terminal: Terminal, *, quiet: bool) -> Iterator[Callable[[Progress], None]]:
    """One moving line on stderr; without a terminal, or with JSON or CSV, nothing."""
    from rich.console import Console

    console = Console(stderr=True, highlight=False)
    if terminal.json or quiet or not console.is_terminal:
        yield lambda _: None
        return
    with console.status("") as status:
        yield lambda at: status.update(terminal.text(_BAR.with_data(read=at.read, listed=at.listed)))
