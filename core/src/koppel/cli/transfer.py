"""`koppel export` and `koppel import`: the set-up as a file to read, keep under version control, or move."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import yaml

from koppel.cli import blueprint
from koppel.cli.given import key_values, typed_file
from koppel.cli.speaking import Flag, Speaking
from koppel.cli.terminal import Terminal
from koppel.text import Text

_DONE = Text(
    en="Taken over: connections {connections}; integrations {integrations}.",
    nl="Overgenomen: koppelingen {connections}; integraties {integrations}.",
)
_NEXT = Text(
    en="Next: `koppel connection verify` or `authorize` for each new connection, then `koppel integration activate`.",
    nl="Nu nog: `koppel connection verify` of `authorize` voor elke nieuwe koppeling, en dan `koppel integration activate`.",
)


@click.command(
    "export",
    cls=Speaking,
    text=Text(
        en="Print connections, integrations and their settings as YAML, without a secret in it.",
        nl="Geef koppelingen, integraties en hun instellingen als YAML, zonder een geheim erin.",
    ),
)
@click.pass_obj
def export(terminal: Terminal) -> None:
    """On stdout, to be redirected to a file; --json gives the same as JSON."""
    found = blueprint.describe(terminal.home)
    terminal.answer(found, lambda: None)
    if not terminal.json:
        click.echo(yaml.safe_dump(found, allow_unicode=True, sort_keys=False), nl=False)


@click.command(
    "import",
    cls=Speaking,
    text=Text(
        en="Take over what `koppel export` printed: what exists under the same name stays, what is missing is added. All of "
        "it or nothing; integrations are not activated.",
        nl="Neem over wat `koppel export` gaf: wat onder dezelfde naam bestaat blijft, wat ontbreekt komt erbij. Alles of "
        "niets; integraties worden niet geactiveerd.",
    ),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--set",
    "fields",
    cls=Flag,
    multiple=True,
    metavar="CONNECTION.FIELD=VALUE",
    text=Text(
        en="A secret that a new connection needs.",
        nl="Een geheim dat een nieuwe koppeling nodig heeft.",
    ),
)
@click.pass_obj
def import_(terminal: Terminal, file: Path, fields: Sequence[str]) -> None:
    """No service is asked: whatever can be wrong is found before anything is made."""
    added = blueprint.take_over(terminal.home, typed_file(file), key_values(fields))
    shape: dict[str, Any] = {"connections": added.connections, "integrations": added.integrations}
    names = {kind: ", ".join(found) or "-" for kind, found in shape.items()}
    terminal.answer(shape, lambda: _DONE.with_data(**names))
    if added.connections or added.integrations:
        terminal.say(_NEXT)
