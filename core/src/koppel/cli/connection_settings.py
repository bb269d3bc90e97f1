"""`koppel connection webhook` and `koppel connection limits`: where a service may call, and how often it is called."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Final

import click
from rich.console import Group
from rich.table import Table

from koppel.cli.given import from_files, key_values
from koppel.cli.speaking import Flag, Speaking
from koppel.cli.tables import moment, table
from koppel.cli.terminal import Terminal
from koppel.connections import limits as owners
from koppel.connections import webhooks
from koppel.connections.limits import LimitsView, WindowView
from koppel.connections.webhooks import WebhookView
from koppel.errors import WrongUse
from koppel.sync import connection_shapes
from koppel.text import Text

_ONE_OF_THEM: Final = Text(
    en="Give one of {options}, not several at once.",
    nl="Geef één van {options}, niet meer tegelijk.",
)
_NOT_OFFERED = Text(
    en="The service of {name} cannot tell Koppel of changes. It is read at the times of the service level.",
    nl="De dienst van {name} kan wijzigingen niet aan Koppel melden. Er wordt gelezen op de tijden van het serviceniveau.",
)
_NO_ADDRESS = Text(
    en="{name} has no webhook address yet. `koppel connection webhook {name!q} --make` makes one.",
    nl="{name} heeft nog geen webhook-adres. `koppel connection webhook {name!q} --make` maakt er een.",
)
_ADDRESS = Text(
    en="Address:\n  {address}\n{help}\nMessages: {received} (last: {received_at}), refused: {refused}.",
    nl="Adres:\n  {address}\n{help}\nBerichten: {received} (laatste: {received_at}), geweigerd: {refused}.",
)
_SECRET = Text(
    en="Secret, shown only now:\n  {secret}\n",
    nl="Geheim, alleen nu te zien:\n  {secret}\n",
)
_REMOVED = Text(
    en="The webhook address of {name} is removed.",
    nl="Het webhook-adres van {name} is verwijderd.",
)
_NOT_A_WINDOW = Text(
    en="{given} is no length of time. Write minute, hour or day, or a number of seconds: 60=30.",
    nl="{given} is geen tijdsduur. Schrijf minute, hour of day, of een aantal seconden: 60=30.",
)
_MONTH = Text(en="Calls this month: {calls}.", nl="Oproepen deze maand: {calls}.")
_NONE = Text(en="no limit", nl="geen limiet")
_WORDS: Final = {word: seconds for seconds, name in owners.NAMES.items() for word in (name.en, name.nl)}


@click.command(
    "webhook",
    cls=Speaking,
    text=Text(
        en="Show the address at which a shop may say that something changed; make it, renew it or remove it.",
        nl="Toon het adres waarop een winkel mag melden dat er iets verandert; maak, vernieuw of verwijder het.",
    ),
)
@click.argument("name")
@click.option("--make", cls=Flag, is_flag=True, text=Text(en="Make the address.", nl="Maak het adres."))
@click.option(
    "--renew",
    cls=Flag,
    is_flag=True,
    text=Text(en="Make another address; the old one stops working.", nl="Maak een ander adres; het oude vervalt."),
)
@click.option("--remove", cls=Flag, is_flag=True, text=Text(en="Remove the address.", nl="Verwijder het adres."))
@click.option(
    "--secret-file",
    cls=Flag,
    metavar="FILE",
    text=Text(
        en="A file (- for stdin) with the service's own secret; an empty one takes it away.",
        nl="Een bestand (- voor stdin) met het geheim van de dienst; een leeg bestand haalt het weg.",
    ),
)
@click.option(
    "--public-url",
    cls=Flag,
    text=Text(
        en="The address of the pages (else KOPPEL_PUBLIC_URL).",
        nl="Het adres van de pagina's (anders KOPPEL_PUBLIC_URL).",
    ),
)
@click.pass_obj
def webhook(
    terminal: Terminal,
    name: str,
    make: bool,
    renew: bool,
    remove: bool,
    secret_file: str | None,
    public_url: str | None,
) -> None:
    """Without an option it changes nothing."""
    if make + renew + remove > 1 or (remove and secret_file):
        raise WrongUse(_ONE_OF_THEM, options="--make, --renew, --remove")
    home, address = terminal.home, public_url or os.environ.get("KOPPEL_PUBLIC_URL") or None
    secret = from_files([f"secret={secret_file}"])["secret"] if secret_file else None
    if remove:
        webhooks.remove(home, name)
        terminal.answer({"name": name, "removed": True}, lambda: _REMOVED.with_data(name=name))
        return
    if renew:
        view: WebhookView | None = webhooks.renew(home, name, secret=secret, public_url=address)
    elif make or secret is not None:
        view = webhooks.make(home, name, secret=secret, public_url=address)
    else:
        view = webhooks.show(home, name, public_url=address)
    terminal.answer(connection_shapes.webhook(view, terminal.language), lambda: _told(terminal, name, view))
    if view is not None and view.note is not None:
        terminal.warn(view.note)


@click.command(
    "limits",
    cls=Speaking,
    text=Text(
        en="Show how often a service may be called and how often it was, or choose limits of your own: minute=30.",
        nl="Toon hoe vaak een dienst mag worden opgeroepen en hoe vaak dat gebeurde, of kies eigen limieten: minute=30.",
    ),
)
@click.argument("name")
@click.argument("chosen", nargs=-1, metavar="[WINDOW=CALLS]...")
@click.option(
    "--reset", cls=Flag, is_flag=True, text=Text(en="Back to the usual limits.", nl="Terug naar de gewone limieten.")
)
@click.pass_obj
def limits(terminal: Terminal, name: str, chosen: Sequence[str], reset: bool) -> None:
    """A window with nothing behind the = gets its usual limit back."""
    if reset and chosen:
        raise WrongUse(_ONE_OF_THEM, options="WINDOW=CALLS, --reset")
    if reset:
        view = owners.reset(terminal.home, name)
    elif chosen:
        view = owners.choose(terminal.home, name, _windows(chosen))
    else:
        view = owners.show(terminal.home, name)
    terminal.answer(connection_shapes.limits(view), lambda: _drawn(terminal, view))


def _windows(chosen: Sequence[str]) -> dict[int, int | None]:
    found: dict[int, int | None] = {}
    for given, calls in key_values(chosen).items():
        window_s = _WORDS.get(given.lower()) or (int(given) if given.isascii() and given.isdigit() else 0)
        if not window_s:
            raise WrongUse(_NOT_A_WINDOW, given=given)
        found[window_s] = owners.read_number(calls, window_s)
    return found


def _told(terminal: Terminal, name: str, view: WebhookView | None) -> Text:
    if view is None:
        return _NOT_OFFERED.with_data(name=name)
    if view.address is None:
        return _NO_ADDRESS.with_data(name=name)
    told = _ADDRESS.with_data(
        address=view.address,
        received=view.received,
        received_at=moment(terminal, view.received_at) or "-",
        refused=view.refused,
    )
    said = Text(en=told.with_data(help=view.help.en).en, nl=told.with_data(help=view.help.nl).nl)
    if view.secret is None:
        return said
    secret = _SECRET.with_data(secret=view.secret)
    return Text(en=secret.en + said.en, nl=secret.nl + said.nl)


def _drawn(terminal: Terminal, view: LimitsView) -> Group:
    drawn: Table = table(
        terminal,
        Text(en="Per", nl="Per"),
        Text(en="Limit", nl="Limiet"),
        Text(en="Usual", nl="Gewoon"),
        Text(en="At most", nl="Hoogstens"),
        Text(en="Used now", nl="Nu gebruikt"),
        right=(1, 2, 3, 4),
    )
    for window in view.windows:
        drawn.add_row(terminal.text(window.name), *_numbers(terminal, window))
    return Group(drawn, terminal.text(_MONTH.with_data(calls=view.calls_this_month)))


def _numbers(terminal: Terminal, window: WindowView) -> tuple[str, str, str, str]:
    def shown(value: int | None) -> str:
        return terminal.text(_NONE) if value is None else str(value)

    used = "-" if window.used is None else str(window.used)
    return shown(window.calls), shown(window.declared), shown(window.most), used
