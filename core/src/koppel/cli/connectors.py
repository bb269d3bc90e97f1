"""`koppel connectors`: what is installed, and what is wrong with it."""

from __future__ import annotations

import click
from rich.table import Table

from koppel.cli.speaking import Speaking
from koppel.cli.tables import table
from koppel.cli.terminal import Terminal
from koppel.sync import shapes
from koppel.text import Text

_TITLE = Text(en="Connectors", nl="Connectors")
_ROLES = {"source": Text(en="shop", nl="winkel"), "target": Text(en="package", nl="boekhouding")}
_NONE = Text(
    en="No connector is installed. Install one with pip, such as koppel- and the name of your shop.",
    nl="Er is geen connector geïnstalleerd. Installeer er een met pip, zoals koppel- en de naam van uw winkel.",
)


@click.command(
    "connectors",
    cls=Speaking,
    text=Text(
        en="List the shops and packages that are installed, how to log in at each, and plugins that do not work.",
        nl="Toon welke winkels en pakketten zijn geïnstalleerd, hoe u bij elk inlogt, en plugins die niet werken.",
    ),
)
@click.pass_obj
def connectors(terminal: Terminal) -> None:
    """All of them."""
    from koppel.plugins import load_plugins

    terminal.log_to(None)
    found = shapes.connectors(load_plugins(), terminal.language)
    terminal.answer(found, lambda: _drawn(terminal, found) if found else _NONE)


def _drawn(terminal: Terminal, found: list[shapes.Shape]) -> Table:
    drawn = table(
        terminal,
        Text(en="Connector", nl="Connector"),
        Text(en="Role", nl="Rol"),
        Text(en="Name", nl="Naam"),
        Text(en="Plugin", nl="Plugin"),
        Text(en="Log in with", nl="Inloggen met"),
        Text(en="Problems", nl="Problemen"),
    )
    for one in found:
        ways = [", ".join(_field(field) for field in method["fields"]) for method in one["auth"]]
        plugin = f"{one['plugin']} {one['version']}" if one["version"] else one["plugin"]
        role = terminal.text(_ROLES.get(str(one["role"])))
        drawn.add_row(one["key"] or "-", role, one["title"], plugin, "\n".join(ways), "\n".join(one["problems"]))
    return drawn


def _field(field: shapes.Shape) -> str:
    key = str(field["key"])
    return key if field["required"] else f"[{key}]"
