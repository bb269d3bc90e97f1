"""`koppel connection ...`: accounts at services."""

from __future__ import annotations

from collections.abc import Sequence

import click
from rich.table import Table

from koppel import errors
from koppel.cli.connection_settings import limits, webhook
from koppel.cli.credentials import field_options, field_values
from koppel.cli.speaking import Flag, SpeakingGroup
from koppel.cli.tables import moment, table
from koppel.cli.terminal import Terminal
from koppel.connections import manage
from koppel.connections.manage import ConnectionView
from koppel.sync import shapes
from koppel.text import Text

_STATES = {
    manage.VERIFIED: Text(en="verified", nl="gecontroleerd"),
    manage.AUTHORIZE: Text(en="log in first", nl="eerst inloggen"),
    manage.FAILED: Text(en="does not work", nl="werkt niet"),
}
_NONE = Text(
    en="There are no connections yet. `koppel connectors` shows what can be connected.",
    nl="Er zijn nog geen koppelingen. `koppel connectors` toont wat er gekoppeld kan worden.",
)
_ADDED = Text(en="{name} is connected: {account}.", nl="{name} is gekoppeld: {account}.")
_UNVERIFIED = Text(
    en="{name} is added, not verified. `koppel connection verify {name!q}` tries it.",
    nl="{name} is toegevoegd, niet gecontroleerd. `koppel connection verify {name!q}` probeert haar.",
)
_LOG_IN = Text(
    en="1. Register this redirect address at the service, exactly like this:\n   {redirect_uri}\n"
    "2. Open this address in a browser and log in:\n   {authorize_url}\n"
    "3. Copy the whole address of the page you land on, even when it shows an error, and give it here:\n"
    "   koppel connection authorize {name} --redirected 'ADDRESS'",
    nl="1. Registreer dit redirectadres bij de dienst, precies zo:\n   {redirect_uri}\n"
    "2. Open dit adres in een browser en log in:\n   {authorize_url}\n"
    "3. Kopieer het hele adres van de pagina waar u op uitkomt, ook als die een fout toont, en geef het hier:\n"
    "   koppel connection authorize {name} --redirected 'ADRES'",
)
_REMOVED = Text(en="{name} is removed.", nl="{name} is verwijderd.")


_A_FIELD = Text(
    en="A field of the login; `koppel connectors` lists them.",
    nl="Een veld van de inlog; `koppel connectors` toont ze.",
)
_PAGES = Text(
    en="The address of the pages, for the redirect address.",
    nl="Het adres van de pagina's, voor het redirectadres.",
)


@click.group(
    "connection",
    cls=SpeakingGroup,
    text=Text(
        en="Accounts at shops and packages.",
        nl="Accounts bij winkels en pakketten.",
    ),
)
def connection() -> None:
    """Everything about connections."""


@connection.add(
    "add",
    Text(
        en="Connect an account and try its credentials. When they are refused, nothing is kept.",
        nl="Koppel een account en probeer de inloggegevens. Worden die geweigerd, dan wordt er niets bewaard.",
    ),
)
@click.argument("connector")
@click.argument("name")
@field_options(_A_FIELD)
@click.option(
    "--no-verify",
    cls=Flag,
    is_flag=True,
    text=Text(
        en="Do not try the credentials now.",
        nl="Probeer de inloggegevens nu niet.",
    ),
)
@click.option("--public-url", cls=Flag, text=_PAGES)
@click.pass_obj
def add(
    terminal: Terminal,
    connector: str,
    name: str,
    given: Sequence[str],
    files: Sequence[str],
    no_verify: bool,
    public_url: str | None,
) -> None:
    """Made, tried, and taken away again when the service refuses: whoever mistyped a key simply tries again."""
    values = field_values(given, files)
    view = manage.add(terminal.home, connector, name, values, verify_now=not no_verify, public_url=public_url)
    if view.error is not None:
        manage.remove(terminal.home, name)
    _show(terminal, view, unverified=no_verify)


@connection.add(
    "change",
    Text(
        en="Give a connection new credentials of the same account. They are tried first; refused ones change nothing.",
        nl="Geef een koppeling nieuwe inloggegevens van hetzelfde account. Ze worden eerst geprobeerd; geweigerde wijzigen niets.",
    ),
)
@click.argument("name")
@field_options(_A_FIELD)
@click.pass_obj
def change(terminal: Terminal, name: str, given: Sequence[str], files: Sequence[str]) -> None:
    """What is not named stays as it is."""
    _show(terminal, manage.change(terminal.home, name, field_values(given, files)))


@connection.add(
    "authorize",
    Text(
        en="Log in at the service: first without --redirected, for the address to go to; then with it.",
        nl="Log in bij de dienst: eerst zonder --redirected, voor het adres om naartoe te gaan; daarna ermee.",
    ),
)
@click.argument("name")
@click.option(
    "--redirected",
    cls=Flag,
    metavar="URL",
    text=Text(
        en="The whole address of the page you landed on.",
        nl="Het hele adres van de pagina waar u op uitkwam.",
    ),
)
@click.option("--public-url", cls=Flag, text=_PAGES)
@click.pass_obj
def authorize(terminal: Terminal, name: str, redirected: str | None, public_url: str | None) -> None:
    """Both halves of a login."""
    if redirected is not None:
        _show(terminal, manage.finish_login(terminal.home, redirected, name=name))
        return
    view = manage.start_login(terminal.home, name, public_url=public_url)
    terminal.answer(shapes.login(view), lambda: _log_in(view))


@connection.add("list", Text(en="List the connections.", nl="Toon de koppelingen."))
@click.pass_obj
def list_(terminal: Terminal) -> None:
    """All of them, by name."""
    views = manage.listing(terminal.home)
    found = [shapes.connection(view, terminal.language) for view in views]
    terminal.answer(found, lambda: _drawn(terminal, views) if views else _NONE)


@connection.add(
    "verify", Text(en="Try the credentials of a connection.", nl="Probeer de inloggegevens van een koppeling.")
)
@click.argument("name")
@click.pass_obj
def verify(terminal: Terminal, name: str) -> None:
    """The outcome is remembered, good or bad."""
    _show(terminal, manage.verify(terminal.home, name))


@connection.add(
    "remove",
    Text(
        en="Forget a connection and its credentials.",
        nl="Vergeet een koppeling en haar inloggegevens.",
    ),
)
@click.argument("name")
@click.pass_obj
def remove(terminal: Terminal, name: str) -> None:
    """Refused while an integration uses it."""
    manage.remove(terminal.home, name)
    terminal.answer({"name": name, "removed": True}, lambda: _REMOVED.with_data(name=name))


connection.add_command(webhook)
connection.add_command(limits)


def _show(terminal: Terminal, view: ConnectionView, *, unverified: bool = False) -> None:
    """The connection as it stands; with an error, the command fails as that error would."""
    shape = shapes.connection(view, terminal.language)
    if view.error is not None:
        terminal.answer(shape, lambda: None)
        terminal.warn(view.error)
        terminal.end(errors.exit_code_of(view.error_kind))
    terminal.answer(shape, lambda: _said(view, unverified=unverified))


def _said(view: ConnectionView, *, unverified: bool) -> Text:
    if view.authorize_url:
        return _log_in(view)
    if unverified:
        return _UNVERIFIED.with_data(name=view.name)
    return _ADDED.with_data(name=view.name, account=view.account.name if view.account else "-")


def _log_in(view: ConnectionView) -> Text:
    return _LOG_IN.with_data(name=view.name, redirect_uri=view.redirect_uri, authorize_url=view.authorize_url)


def _drawn(terminal: Terminal, views: Sequence[ConnectionView]) -> Table:
    drawn = table(
        terminal,
        Text(en="Name", nl="Naam"),
        Text(en="Service", nl="Dienst"),
        Text(en="State", nl="Toestand"),
        Text(en="Account", nl="Account"),
        Text(en="Verified", nl="Gecontroleerd"),
    )
    for view in views:
        state = terminal.text(_STATES.get(view.state, view.state))
        account = terminal.text(view.error) or (view.account.name if view.account else "")
        drawn.add_row(view.name, view.title, state, account, moment(terminal, view.verified_at))
    return drawn
