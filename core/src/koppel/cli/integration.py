"""`koppel integration ...`: a shop coupled with a package, and its settings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from rich.table import Table

from koppel.cli import forms
from koppel.cli.bookkeeping import bookkeeping
from koppel.cli.given import answers, settings_file
from koppel.cli.speaking import Flag, SpeakingGroup
from koppel.cli.sync import history_said
from koppel.cli.tables import STATES, moment, table
from koppel.cli.terminal import Terminal
from koppel.errors import WrongUse
from koppel.steps.view import to_json
from koppel.sync import bookkeeping_answers, integrations, shapes
from koppel.sync.integrations import IntegrationView, StepsRefused
from koppel.text import Text

_STATES = {
    integrations.DRAFT: Text(en="being set up", nl="wordt ingesteld"),
    integrations.ACTIVE: Text(en="active", nl="actief"),
    integrations.PAUSED: Text(en="paused", nl="gepauzeerd"),
}
_NONE = Text(
    en="There are no integrations yet. `koppel integration add NAME --source SHOP --target PACKAGE` makes one.",
    nl="Er zijn nog geen integraties. `koppel integration add NAAM --source WINKEL --target PAKKET` maakt er een.",
)
_ADDED = Text(
    en="{name} is made. `koppel integration steps {name!q}` shows what to answer.",
    nl="{name} is gemaakt. `koppel integration steps {name!q}` toont wat er te beantwoorden is.",
)
_ACTIVATED = Text(
    en="{name} is active and runs by itself. `koppel sync {name!q}` runs it now.",
    nl="{name} is actief en loopt vanzelf. `koppel sync {name!q}` draait haar nu.",
)
_PAUSED = Text(
    en="{name} is paused. `koppel integration activate {name!q}` goes on where it was.",
    nl="{name} is gepauzeerd. `koppel integration activate {name!q}` gaat verder waar zij was.",
)
_REMOVED = Text(
    en="{name} and its history are removed. What was booked stays in the package.",
    nl="{name} en haar historie zijn verwijderd. Wat is geboekt blijft in het pakket staan.",
)
_NOTHING_GIVEN = Text(
    en="Give at least one KEY=VALUE, or --file, or --accept-suggestions.",
    nl="Geef minstens één SLEUTEL=WAARDE, of --file, of --accept-suggestions.",
)

_BOOKKEEPING = Text(
    en="{key} is a bookkeeping choice: `koppel integration bookkeeping` changes it. Nothing was changed.",
    nl="{key} is een boekhoudkeuze: `koppel integration bookkeeping` wijzigt die. Er is niets gewijzigd.",
)


@click.group(
    "integration",
    cls=SpeakingGroup,
    text=Text(
        en="A shop coupled with a package, and its settings.",
        nl="Een winkel verbonden met een pakket, en de instellingen.",
    ),
)
def integration() -> None:
    """Everything about integrations."""


@integration.add("add", Text(en="Couple two connections.", nl="Verbind twee koppelingen."))
@click.argument("name")
@click.option(
    "--source",
    cls=Flag,
    required=True,
    metavar="CONNECTION",
    text=Text(
        en="The connection with the shop.",
        nl="De koppeling met de winkel.",
    ),
)
@click.option(
    "--target",
    cls=Flag,
    required=True,
    metavar="CONNECTION",
    text=Text(
        en="The connection with the package.",
        nl="De koppeling met het pakket.",
    ),
)
@click.pass_obj
def add(terminal: Terminal, name: str, source: str, target: str) -> None:
    """It is set up next, and runs once it is activated."""
    view = integrations.add(terminal.home, name, source, target)
    _answer(terminal, view, _ADDED)
    for note in view.notes:
        terminal.say(note)


@integration.add(
    "steps",
    Text(
        en="List the settings with their choices and answers.",
        nl="Toon de instellingen met hun keuzes en antwoorden.",
    ),
)
@click.argument("name")
@click.option(
    "--refresh",
    cls=Flag,
    is_flag=True,
    text=Text(
        en="Ask the services for their lists anew.",
        nl="Vraag de diensten opnieuw om hun lijsten.",
    ),
)
@click.pass_obj
def steps(terminal: Terminal, name: str, refresh: bool) -> None:
    """In form order."""
    views = integrations.steps(terminal.home, name, refresh=refresh)
    terminal.answer([to_json(view, terminal.language) for view in views], lambda: forms.drawn(terminal, views))


@integration.add(
    "set",
    Text(
        en="Answer settings: all of them, or none when one is wrong. An empty value takes an answer away.",
        nl="Beantwoord instellingen: allemaal, of geen als er één niet klopt. Een lege waarde haalt een antwoord weg.",
    ),
)
@click.argument("name")
@click.argument("pairs", nargs=-1, metavar="[KEY=VALUE]...")
@click.option(
    "--file",
    "path",
    cls=Flag,
    type=click.Path(path_type=Path),
    text=Text(
        en="A YAML file of settings; a KEY=VALUE goes before it.",
        nl="Een YAML-bestand met instellingen; een SLEUTEL=WAARDE gaat ervoor.",
    ),
)
@click.option(
    "--accept-suggestions",
    cls=Flag,
    is_flag=True,
    text=Text(
        en="Take over the suggestions for rows that are still open.",
        nl="Neem de voorstellen over voor rijen die nog open zijn.",
    ),
)
@click.pass_obj
def set_(terminal: Terminal, name: str, pairs: Sequence[str], path: Path | None, accept_suggestions: bool) -> None:
    """What is wrong is said per step and per row, and then nothing is changed."""
    changes = {**(settings_file(path) if path else {}), **answers(pairs)}
    if not changes and not accept_suggestions:
        raise WrongUse(_NOTHING_GIVEN)
    try:
        views = integrations.set_answers(terminal.home, name, changes, accept_suggestions=accept_suggestions)
    except StepsRefused as error:
        choices = {view.key for view in bookkeeping_answers.bookkeeping(terminal.home, name)}
        for key in (key for key in error.errors if key in choices):
            raise WrongUse(_BOOKKEEPING, key=key) from error
        raise
    terminal.answer([to_json(view, terminal.language) for view in views], lambda: forms.after_change(terminal, views))


integration.add_command(bookkeeping)


@integration.add("show", Text(en="Show one integration.", nl="Toon één integratie."))
@click.argument("name")
@click.pass_obj
def show(terminal: Terminal, name: str) -> None:
    """Its state, its counts, and what this pair cannot do."""
    view = integrations.show(terminal.home, name)
    _answer(terminal, view, None)


@integration.add("list", Text(en="List the integrations.", nl="Toon de integraties."))
@click.pass_obj
def list_(terminal: Terminal) -> None:
    """All of them, by name."""
    views = integrations.listing(terminal.home)
    found = [shapes.integration(view, terminal.language) for view in views]
    terminal.answer(found, lambda: _drawn(terminal, views) if views else _NONE)


@integration.add("activate", Text(en="Let it run by itself.", nl="Laat haar vanzelf lopen."))
@click.argument("name")
@click.pass_obj
def activate(terminal: Terminal, name: str) -> None:
    """Refused while a setting is missing."""
    _answer(terminal, integrations.activate(terminal.home, name), _ACTIVATED)


@integration.add("pause", Text(en="Stop running by itself.", nl="Stop met vanzelf lopen."))
@click.argument("name")
@click.pass_obj
def pause(terminal: Terminal, name: str) -> None:
    """Nothing is lost."""
    _answer(terminal, integrations.pause(terminal.home, name), _PAUSED)


@integration.add(
    "remove",
    Text(
        en="Forget an integration and its history.",
        nl="Vergeet een integratie en haar historie.",
    ),
)
@click.argument("name")
@click.pass_obj
def remove(terminal: Terminal, name: str) -> None:
    """What was booked stays in the package."""
    integrations.remove(terminal.home, name)
    terminal.answer({"name": name, "removed": True}, lambda: _REMOVED.with_data(name=name))


def _answer(terminal: Terminal, view: IntegrationView, sentence: Text | None) -> None:
    shape = shapes.integration(view, terminal.language)
    terminal.answer(shape, lambda: sentence.with_data(name=view.name) if sentence else _card(terminal, view))


def _card(terminal: Terminal, view: IntegrationView) -> str:
    """One integration, a line per fact."""
    counts = ", ".join(f"{number} {terminal.text(STATES.get(state, state))}" for state, number in view.counts.items())
    facts = [
        (Text(en="Name", nl="Naam"), view.name),
        (Text(en="Books", nl="Boekt"), f"{view.source} ({view.source_title}) → {view.target} ({view.target_title})"),
        (Text(en="State", nl="Toestand"), terminal.text(_STATES.get(view.state, view.state))),
        (Text(en="From", nl="Vanaf"), moment(terminal, view.start_at)),
        (Text(en="Next run", nl="Volgende run"), moment(terminal, view.next_run_at)),
        (Text(en="Documents", nl="Documenten"), counts),
    ]
    lines = [f"{terminal.text(label)}: {value}" for label, value in facts if value]
    lines += [terminal.text(sentence) for sentence in history_said(terminal, view.history)]
    return "\n".join([*lines, *(terminal.text(note) for note in view.notes)])


def _drawn(terminal: Terminal, views: Sequence[IntegrationView]) -> Table:
    drawn = table(
        terminal,
        Text(en="Name", nl="Naam"),
        Text(en="From", nl="Van"),
        Text(en="To", nl="Naar"),
        Text(en="State", nl="Toestand"),
        Text(en="Booked", nl="Geboekt"),
        Text(en="Held", nl="Vastgehouden"),
        Text(en="Failed", nl="Mislukt"),
        Text(en="Next run", nl="Volgende run"),
        right=(4, 5, 6),
    )
    for view in views:
        counts = [str(view.counts.get(state, 0)) for state in ("booked", "held", "failed")]
        state = terminal.text(_STATES.get(view.state, view.state))
        drawn.add_row(view.name, view.source, view.target, state, *counts, moment(terminal, view.next_run_at))
    return drawn
