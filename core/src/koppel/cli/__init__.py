"""The `koppel` command: what a person or a script asks for on a terminal, in Dutch or English, as text or as JSON.

Every command calls the same functions as the pages and the JSON API, and is imported only when it is asked for, so that
`koppel --help` is there at once.
"""

from __future__ import annotations

from typing import Final

import click

from koppel.cli.errors import KoppelGroup
from koppel.cli.speaking import Flag
from koppel.text import Text

__all__ = ["main"]

_ABOUT: Final = Text(
    en="Books the orders of a web shop in the seller's accounting package. Begin with `koppel demo`, or with "
    "`koppel serve` and the pages.",
    nl="Boekt de bestellingen van een webwinkel in het boekhoudpakket van de verkoper. Begin met `koppel demo`, of met "
    "`koppel serve` en de pagina's.",
)
_SHOW_VERSION: Final = Text(en="Show the version and stop.", nl="Toon de versie en stop.")

_COMMANDS: Final[dict[str, tuple[str, Text]]] = {
    "demo": (
        "koppel.cli.demo:demo",
        Text(
            en="Show a whole run with a make-believe shop and package.",
            nl="Toon een hele run met een nagespeelde winkel en boekhouding.",
        ),
    ),
    "serve": (
        "koppel.cli.running:serve",
        Text(en="Run everything: pages, worker and schedule.", nl="Draai alles: pagina's, worker en planning."),
    ),
    "connectors": (
        "koppel.cli.connectors:connectors",
        Text(
            en="List the shops and packages that are installed.",
            nl="Toon welke winkels en pakketten zijn geïnstalleerd.",
        ),
    ),
    "connection": (
        "koppel.cli.connection:connection",
        Text(
            en="Add, log in, verify or remove connections.", nl="Voeg koppelingen toe, log in, controleer of verwijder."
        ),
    ),
    "integration": (
        "koppel.cli.integration:integration",
        Text(en="Couple a shop with a package, and set it up.", nl="Verbind een winkel met een pakket en stel het in."),
    ),
    "preview": (
        "koppel.cli.preview:preview",
        Text(
            en="Show what would be booked, without booking it.", nl="Toon wat er zou worden geboekt, zonder te boeken."
        ),
    ),
    "sync": (
        "koppel.cli.sync:sync",
        Text(en="Run an integration once, to its end.", nl="Draai een integratie één keer, tot het eind."),
    ),
    "history": (
        "koppel.cli.history:history",
        Text(en="List the documents and what became of them.", nl="Toon de documenten en wat ermee is gebeurd."),
    ),
    "retry": (
        "koppel.cli.sync:retry",
        Text(en="Try held and failed documents again.", nl="Probeer vastgehouden en mislukte documenten opnieuw."),
    ),
    "hold": (
        "koppel.cli.keeping:hold",
        Text(en="Keep documents back.", nl="Houd documenten tegen."),
    ),
    "release": (
        "koppel.cli.keeping:release",
        Text(en="Let documents go that were kept back.", nl="Geef tegengehouden documenten vrij."),
    ),
    "link": (
        "koppel.cli.keeping:link",
        Text(
            en="Link a document to what stands in the package.", nl="Koppel een document aan wat in het pakket staat."
        ),
    ),
    "skip": (
        "koppel.cli.keeping:skip",
        Text(en="Leave documents that you booked by hand.", nl="Laat documenten die u met de hand boekte."),
    ),
    "issues": (
        "koppel.cli.history:issues",
        Text(en="List what needs a person.", nl="Toon waar iemand naar moet kijken."),
    ),
    "channel": (
        "koppel.cli.channel:channel",
        Text(en="Choose where issues are pushed to.", nl="Kies waar meldingen naartoe gaan."),
    ),
    "service-level": (
        "koppel.cli.service_level:service_level",
        Text(en="List and change the service levels.", nl="Toon en wijzig de serviceniveaus."),
    ),
    "watch": (
        "koppel.cli.service_level:watch",
        Text(en="Choose when a quiet shop is told.", nl="Kies wanneer een stille winkel wordt gemeld."),
    ),
    "reconcile": (
        "koppel.cli.reconcile:reconcile",
        Text(
            en="Compare shop, Koppel and package over a period.",
            nl="Vergelijk winkel, Koppel en pakket over een periode.",
        ),
    ),
    "vat-return": (
        "koppel.cli.vat:vat_return",
        Text(en="Add up a period per box of the VAT return.", nl="Tel een periode op per rubriek van de btw-aangifte."),
    ),
    "usage": (
        "koppel.cli.usage:usage",
        Text(
            en="Show documents booked and calls made, against the limits.",
            nl="Toon geboekte documenten en gedane oproepen, naast de limieten.",
        ),
    ),
    "user": (
        "koppel.cli.user:user",
        Text(
            en="Add or remove logins, and help who is locked out.",
            nl="Voeg inlogs toe of verwijder ze, en help wie buitengesloten is.",
        ),
    ),
    "token": (
        "koppel.cli.token:token",
        Text(en="Make, list or remove tokens for programs.", nl="Maak, toon of verwijder tokens voor programma's."),
    ),
    "doctor": (
        "koppel.cli.doctor:doctor",
        Text(en="Check whether everything works.", nl="Controleer of alles werkt."),
    ),
    "backup": (
        "koppel.cli.backup:backup",
        Text(en="Save the database and the key in one file.", nl="Bewaar de database en de sleutel in één bestand."),
    ),
    "restore": (
        "koppel.cli.backup:restore",
        Text(en="Put a backup back.", nl="Zet een back-up terug."),
    ),
    "export": (
        "koppel.cli.transfer:export",
        Text(en="Print the set-up as YAML, without secrets.", nl="Geef de inrichting als YAML, zonder geheimen."),
    ),
    "import": (
        "koppel.cli.transfer:import_",
        Text(en="Take over a set-up that was exported.", nl="Neem een geëxporteerde inrichting over."),
    ),
    "install": (
        "koppel.cli.install:install",
        Text(en="Install a plugin beside Koppel.", nl="Installeer een plugin bij Koppel."),
    ),
    "new-connector": (
        "koppel.cli.skeleton:new_connector",
        Text(en="Begin a connector of your own.", nl="Begin een eigen connector."),
    ),
    "web": ("koppel.cli.running:web", Text(en="Run the pages only.", nl="Draai alleen de pagina's.")),
    "worker": ("koppel.cli.running:worker", Text(en="Run a worker only.", nl="Draai alleen een worker.")),
    "schedule": ("koppel.cli.running:schedule", Text(en="Run the schedule only.", nl="Draai alleen de planning.")),
}


def _version(context: click.Context, option: click.Parameter, asked: bool) -> None:
    """Print the version of the core and stop."""
    del option
    if asked:
        from importlib.metadata import version

        click.echo(version("koppel"))
        context.exit()


@click.group(name="koppel", cls=KoppelGroup, text=_ABOUT, lazy=_COMMANDS)
@click.option(
    "--version", cls=Flag, text=_SHOW_VERSION, is_flag=True, is_eager=True, expose_value=False, callback=_version
)
def main() -> None:
    """The command itself: `koppel ...`."""
