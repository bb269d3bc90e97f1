"""`koppel user ...`: people who may log in at the pages, and what helps whoever is locked out.

Whoever can run this has the data folder, and so everything in it: no password is asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import argon2
import click
from rich.table import Table

from koppel.cli.given import text_of
from koppel.cli.speaking import Flag, SpeakingGroup
from koppel.cli.tables import moment, table
from koppel.cli.terminal import Terminal
from koppel.sync.shapes import moment_text
from koppel.text import LANGUAGES, Text
from koppel.web import second_factor
from koppel.web.logins import Account, accounts, add_person, person_named, remove_person, set_password

_NONE = Text(
    en="Nobody can log in yet. Open the pages to make the first login.",
    nl="Er kan nog niemand inloggen. Open de pagina's om de eerste inlog te maken.",
)
_ADDED = Text(en="{name} can log in.", nl="{name} kan inloggen.")
_REMOVED = Text(
    en="{name} can no longer log in, and the tokens of {name} no longer work.",
    nl="{name} kan niet meer inloggen, en de tokens van {name} werken niet meer.",
)
_CHANGED = Text(
    en="{name} has a new password. Every browser has been logged out.",
    nl="{name} heeft een nieuw wachtwoord. Elke browser is uitgelogd.",
)
_RESET = Text(
    en="{name} logs in with the password alone, and can set up the second step anew on the account page.",
    nl="{name} logt in met alleen het wachtwoord, en kan de tweede stap op de accountpagina opnieuw instellen.",
)
_WAS_OFF = Text(en="The second step of {name} was not on.", nl="De tweede stap van {name} stond niet aan.")
_ASK: Final = Text(en="Password", nl="Wachtwoord")
_FILE = Text(
    en="A file with the password (- for stdin); else it is asked for.",
    nl="Een bestand met het wachtwoord (- voor stdin); anders wordt erom gevraagd.",
)


@click.group(
    "user",
    cls=SpeakingGroup,
    text=Text(en="People who may log in at the pages.", nl="Mensen die op de pagina's mogen inloggen."),
)
def user() -> None:
    """Everything about people."""


@user.add("list", Text(en="List who may log in.", nl="Toon wie mag inloggen."))
@click.pass_obj
def list_(terminal: Terminal) -> None:
    """By name."""
    found = accounts(terminal.home)
    terminal.answer([_shape(one) for one in found], lambda: _drawn(terminal, found) if found else _NONE)


@user.add("add", Text(en="Make a login.", nl="Maak een inlog."))
@click.argument("name")
@click.option("--password-file", "path", cls=Flag, metavar="FILE", text=_FILE)
@click.option("--language", cls=Flag, type=click.Choice(LANGUAGES), text=Text(en="Its language.", nl="De taal ervan."))
@click.pass_obj
def add(terminal: Terminal, name: str, path: str | None, language: str | None) -> None:
    """With the same demands on the password as the pages make."""
    password = _password(terminal, path)
    add_person(terminal.home, _hasher(), name=name, password=password, language=language or terminal.language)
    terminal.answer({"name": name, "added": True}, lambda: _ADDED.with_data(name=name))


@user.add("password", Text(en="Give somebody a new password.", nl="Geef iemand een nieuw wachtwoord."))
@click.argument("name")
@click.option("--password-file", "path", cls=Flag, metavar="FILE", text=_FILE)
@click.pass_obj
def password(terminal: Terminal, name: str, path: str | None) -> None:
    """All sessions end."""
    person = person_named(terminal.home, name)
    set_password(terminal.home, _hasher(), person, _password(terminal, path))
    terminal.answer({"name": name, "changed": True}, lambda: _CHANGED.with_data(name=name))


@user.add(
    "reset-second-factor",
    Text(
        en="Switch off the second step of somebody who lost phone and paper.",
        nl="Zet de tweede stap uit van iemand die telefoon en papier kwijt is.",
    ),
)
@click.argument("name")
@click.pass_obj
def reset_second_factor(terminal: Terminal, name: str) -> None:
    """All sessions end."""
    was_on = second_factor.reset(terminal.home, person_named(terminal.home, name).id)
    sentence = _RESET if was_on else _WAS_OFF
    terminal.answer({"name": name, "was_on": was_on}, lambda: sentence.with_data(name=name))


@user.add(
    "remove", Text(en="Take away a login, with its tokens.", nl="Neem een inlog weg, met de tokens die erbij horen.")
)
@click.argument("name")
@click.pass_obj
def remove(terminal: Terminal, name: str) -> None:
    """The last one stays: without anybody, the pages would ask for a new first administrator."""
    remove_person(terminal.home, person_named(terminal.home, name))
    terminal.answer({"name": name, "removed": True}, lambda: _REMOVED.with_data(name=name))


def _password(terminal: Terminal, path: str | None) -> str:
    if path == "-":
        return sys.stdin.readline().strip()
    if path is not None:
        return text_of(Path(path)).strip()
    asked: str = click.prompt(_ASK.to(terminal.language), hide_input=True, confirmation_prompt=True, err=True)
    return asked


def _hasher() -> argon2.PasswordHasher:
    return argon2.PasswordHasher.from_parameters(argon2.profiles.RFC_9106_LOW_MEMORY)


def _shape(one: Account) -> dict[str, object]:
    return {
        "name": one.name,
        "language": one.language,
        "second_factor": one.second_factor,
        "tokens": one.tokens,
        "created_at": moment_text(one.created_at),
    }


def _drawn(terminal: Terminal, found: Sequence[Account]) -> Table:
    drawn = table(
        terminal,
        Text(en="Name", nl="Naam"),
        Text(en="Second step", nl="Tweede stap"),
        Text(en="Tokens", nl="Tokens"),
        Text(en="Since", nl="Sinds"),
    )
    yes, no = Text(en="on", nl="aan"), Text(en="off", nl="uit")
    for one in found:
        state = terminal.text(yes if one.second_factor else no)
        drawn.add_row(one.name, state, str(one.tokens), moment(terminal, one.created_at))
    return drawn
