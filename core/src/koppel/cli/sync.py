"""`koppel sync` and `koppel retry`: one run to its end, with a progress bar on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import click

from koppel import errors
from koppel.cli.speaking import Flag, Speaking
from koppel.cli.tables import moment
from koppel.cli.terminal import Terminal
from koppel.errors import EXIT_DOCUMENTS, WrongUse
from koppel.home import Home
from koppel.sync import integrations, shapes
from koppel.sync.again import import_again
from koppel.sync.backfill import Backfill
from koppel.sync.history import count, document
from koppel.sync.runs import RunView
from koppel.sync.runs import retry as make_due
from koppel.text import Text

_DRAFT = Text(
    en="{name} has not been activated yet: `koppel integration activate {name!q}`.",
    nl="{name} is nog niet geactiveerd: `koppel integration activate {name!q}`.",
)
_COUNTS = Text(
    en="{read} read: {booked} booked, {held} held, {skipped} skipped, {failed} failed, {unchanged} unchanged.",
    nl="{read} gelezen: {booked} geboekt, {held} vastgehouden, {skipped} overgeslagen, {failed} mislukt, "
    "{unchanged} ongewijzigd.",
)
_STANDING = Text(
    en="Waiting for you: {count} documents. `koppel history {name!q} --state held` and `koppel issues` say why.",
    nl="Wacht op u: {count} documenten. `koppel history {name!q} --state held` en `koppel issues` zeggen waarom.",
)
_WAITING = Text(
    en="The run goes on at {until}, by itself where `koppel serve` runs.",
    nl="De run gaat verder om {until}, vanzelf waar `koppel serve` draait.",
)
_HISTORY = Text(
    en="Earlier orders: {booked} of {total} booked.",
    nl="Eerdere bestellingen: {booked} van {total} geboekt.",
)
_GOES_ON = Text(
    en="The rest goes on at {at}: a part of the package's calls is kept for new orders.",
    nl="De rest gaat verder om {at}: een deel van de aanroepen van het pakket blijft vrij voor nieuwe bestellingen.",
)
_READY = Text(en="Ready around {at}.", nl="Klaar rond {at}.")
_NOTHING_DUE = Text(
    en="Nothing is held or failed: there is nothing to try again.",
    nl="Niets is vastgehouden of mislukt: er valt niets opnieuw te proberen.",
)
_BAR = Text(en="{read} read, {left} to book", nl="{read} gelezen, nog {left} te boeken")


@click.command(
    "sync",
    cls=Speaking,
    text=Text(
        en="Run an integration once, to its end. Ends with 1 when documents are held or failed.",
        nl="Draai een integratie één keer, tot het eind. Eindigt met 1 als er documenten zijn vastgehouden of mislukt.",
    ),
)
@click.argument("name")
@click.option(
    "--again-from",
    cls=Flag,
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    text=Text(
        en="Read the shop once more from this day on, and book what was missed. Nothing is booked twice.",
        nl="Lees de winkel nog eens vanaf deze dag en boek wat werd gemist. Niets wordt dubbel geboekt.",
    ),
)
@click.option(
    "--before-start-day",
    cls=Flag,
    is_flag=True,
    text=Text(
        en="Also book documents from before the start day; it becomes the day of --again-from.",
        nl="Boek ook documenten van vóór de begindag; die wordt de dag van --again-from.",
    ),
)
@click.pass_obj
def sync(terminal: Terminal, name: str, again_from: datetime | None, before_start_day: bool) -> None:
    """Through the queue, like any other run."""
    _check_active(terminal.home, name)
    if again_from is not None:
        import_again(terminal.home, name, again_from.date(), before_start_day=before_start_day)
    _finish(terminal, run_to_end(terminal, name))


@click.command(
    "retry",
    cls=Speaking,
    text=Text(
        en="Try held and failed documents again, all or the named ones (by key or number), in a run that starts now.",
        nl="Probeer vastgehouden en mislukte documenten opnieuw, alle of de genoemde (met sleutel of nummer), in een run die nu "
        "begint.",
    ),
)
@click.argument("name")
@click.argument("documents", nargs=-1)
@click.pass_obj
def retry(terminal: Terminal, name: str, documents: Sequence[str]) -> None:
    """An unknown document is refused before anything is tried."""
    _check_active(terminal.home, name)
    for key in documents:
        document(terminal.home, name, key)
    if make_due(terminal.home, name, documents) == 0:
        terminal.say(_NOTHING_DUE)
    _finish(terminal, run_to_end(terminal, name))


def run_to_end(terminal: Terminal, name: str) -> RunView:
    """One run, shown as it goes when stderr is a terminal."""
    from koppel.work.foreground import sync_now

    with _progress(terminal, name) as on_progress:
        return sync_now(terminal.home, name, on_progress=on_progress)


def exit_code(run: RunView) -> int:
    """What a run means for the caller: 3 or 2 for the error that ended it, 1 while documents wait for a person."""
    if run.error_kind is not None and run.state != "done":
        return errors.exit_code_of(run.error_kind)
    return EXIT_DOCUMENTS if _waiting_for_a_person(run) else 0


def _check_active(home: Home, name: str) -> None:
    """A draft has no day to begin at, so its run would read nothing and look well."""
    if integrations.show(home, name).state == integrations.DRAFT:
        raise WrongUse(_DRAFT, name=name)


def _finish(terminal: Terminal, run: RunView) -> None:
    shape = shapes.run_counts(run.counts, run.waiting_until)
    if run.history is not None:
        shape["history"] = shapes.history_progress(run.history)
    if run.error is not None and run.state != "done":
        shape["error"] = terminal.text(run.error)
    terminal.answer(shape, lambda: _COUNTS.with_data(**shape))
    if run.waiting_until is not None:
        terminal.say(_WAITING.with_data(until=moment(terminal, run.waiting_until)))
    for sentence in history_said(terminal, run.history):
        terminal.say(sentence)
    if waiting := _waiting_for_a_person(run):
        terminal.say(_STANDING.with_data(count=waiting, name=run.integration))
    if run.error is not None and run.state != "done":
        terminal.warn(run.error)
    terminal.end(exit_code(run))


def history_said(terminal: Terminal, found: Backfill | None) -> list[Text]:
    """How far the initial export is, when it goes on, and when it will be done; nothing when none of it is left."""
    if found is None:
        return []
    said = [_HISTORY.with_data(booked=found.booked, total=found.total)]
    for sentence, at in ((_GOES_ON, found.goes_on_at), (_READY, found.done_at)):
        if at is not None:
            said.append(sentence.with_data(at=moment(terminal, at)))
    return said


def _waiting_for_a_person(run: RunView) -> int:
    """Documents of the integration that are held or failed, of this run or an earlier one."""
    return sum(int(run.counts.get(f"standing_{state}", run.counts.get(state, 0))) for state in ("held", "failed"))


@contextmanager
def _progress(terminal: Terminal, name: str) -> Iterator[Callable[[RunView], None]]:
    """A bar on stderr; without a terminal, or with JSON, nothing."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True, highlight=False)
    if terminal.json or not console.is_terminal:
        yield lambda _: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)

        def show(run: RunView) -> None:
            read = int(run.counts.get("read", 0))
            to_book = sum(count(terminal.home, name, state=state) for state in ("planned", "sending"))
            total = read + (run.left or 0) if read else None
            said = _BAR.with_data(read=read, left=to_book)
            bar.update(task, description=terminal.text(said), completed=max(0, read - to_book), total=total)

        yield show
