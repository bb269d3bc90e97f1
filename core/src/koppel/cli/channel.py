"""`koppel channel`: where issues are pushed to, by mail or by Apprise."""

from __future__ import annotations

from collections.abc import Sequence

import click
from rich.table import Table

from koppel.cli.credentials import field_options, field_values
from koppel.cli.speaking import Flag, SpeakingGroup
from koppel.cli.tables import moment, table
from koppel.cli.terminal import Terminal
from koppel.sync import watch_shapes
from koppel.sync.notices import channels, fields
from koppel.sync.notices.channels import ChannelView
from koppel.text import LANGUAGES, Text

_NONE = Text(en="There are no channels yet.", nl="Er zijn nog geen kanalen.")
_ADDED = Text(
    en="{name} is added. `koppel channel test {name!q}` sends a test.",
    nl="{name} is toegevoegd. `koppel channel test {name!q}` stuurt een proef.",
)
_SENT = Text(en="A test message was sent to {name}.", nl="Er is een proefbericht gestuurd naar {name}.")
_ON = Text(en="{name} is on.", nl="{name} staat aan.")
_OFF = Text(en="{name} is off.", nl="{name} staat uit.")
_REMOVED = Text(en="{name} is removed.", nl="{name} is verwijderd.")


@click.group(
    "channel",
    cls=SpeakingGroup,
    text=Text(
        en="Where issues are pushed to: mail, or an Apprise address.",
        nl="Waar meldingen naartoe gaan: e-mail, of een Apprise-adres.",
    ),
)
def channel() -> None:
    """Everything about channels."""


@channel.add(
    "add",
    Text(
        en="Add a channel. mail: host, port, security (starttls, tls, none), user, password, from, to; apprise: address.",
        nl="Voeg een kanaal toe. mail: host, port, security (starttls, tls, none), user, password, from, to; apprise: address.",
    ),
)
@click.argument("kind", type=click.Choice(list(fields.FIELDS)))
@click.argument("name")
@field_options(Text(en="A field of the channel.", nl="Een veld van het kanaal."))
@click.option(
    "--language",
    cls=Flag,
    type=click.Choice(LANGUAGES),
    text=Text(en="The language of the messages.", nl="De taal van de berichten."),
)
@click.pass_obj
def add(
    terminal: Terminal, kind: str, name: str, given: Sequence[str], files: Sequence[str], language: str | None
) -> None:
    """Nothing is sent yet."""
    values = field_values(given, files)
    view = channels.add(terminal.home, kind, name, values, language=language or terminal.language)
    _answer(terminal, view, _ADDED)


@channel.add("list", Text(en="List the channels.", nl="Toon de kanalen."))
@click.pass_obj
def list_(terminal: Terminal) -> None:
    """All of them, by name."""
    views = channels.listing(terminal.home)
    found = [watch_shapes.channel(view, terminal.language) for view in views]
    terminal.answer(found, lambda: _drawn(terminal, views) if views else _NONE)


@channel.add("test", Text(en="Send a test message now.", nl="Stuur nu een proefbericht."))
@click.argument("name")
@click.pass_obj
def test(terminal: Terminal, name: str) -> None:
    """What the service says is the answer."""
    _answer(terminal, channels.test(terminal.home, name), _SENT)


@channel.add("on", Text(en="Turn a channel on.", nl="Zet een kanaal aan."))
@click.argument("name")
@click.pass_obj
def on(terminal: Terminal, name: str) -> None:
    """What is open is told then."""
    _answer(terminal, channels.switch(terminal.home, name, on=True), _ON)


@channel.add("off", Text(en="Turn a channel off.", nl="Zet een kanaal uit."))
@click.argument("name")
@click.pass_obj
def off(terminal: Terminal, name: str) -> None:
    """Its settings stay."""
    _answer(terminal, channels.switch(terminal.home, name, on=False), _OFF)


@channel.add("remove", Text(en="Forget a channel.", nl="Vergeet een kanaal."))
@click.argument("name")
@click.pass_obj
def remove(terminal: Terminal, name: str) -> None:
    """With its secrets."""
    channels.remove(terminal.home, name)
    terminal.answer({"name": name, "removed": True}, lambda: _REMOVED.with_data(name=name))


def _answer(terminal: Terminal, view: ChannelView, said: Text) -> None:
    terminal.answer(watch_shapes.channel(view, terminal.language), lambda: said.with_data(name=view.name))


def _drawn(terminal: Terminal, views: Sequence[ChannelView]) -> Table:
    drawn = table(
        terminal,
        Text(en="Name", nl="Naam"),
        Text(en="Kind", nl="Soort"),
        Text(en="To", nl="Aan"),
        Text(en="State", nl="Toestand"),
        Text(en="Last message", nl="Laatste bericht"),
    )
    for view in views:
        state = Text(en="on", nl="aan") if view.is_on else Text(en="off", nl="uit")
        to = view.public.get("to") or view.public.get("service") or ""
        drawn.add_row(
            view.name,
            terminal.text(fields.TITLES[view.kind]),
            to,
            terminal.text(view.error or state),
            moment(terminal, view.used_at),
        )
    return drawn
