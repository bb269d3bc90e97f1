"""`koppel token ...`: bearer tokens of the JSON API."""

from __future__ import annotations

from collections.abc import Sequence

import click
from rich.table import Table

from koppel.cli.speaking import Flag, SpeakingGroup
from koppel.cli.tables import moment, table
from koppel.cli.terminal import Terminal
from koppel.sync.shapes import moment_text
from koppel.text import Text
from koppel.web.logins import only_person, person_named
from koppel.web.tokens import SCOPES, TokenView, make_token, tokens_of
from koppel.web.tokens import remove as remove_token

_NONE = Text(en="There are no tokens.", nl="Er zijn geen tokens.")
_MADE = Text(
    en="The token, shown only now:\n{token}",
    nl="Het token, alleen nu te zien:\n{token}",
)
_REMOVED = Text(en="Token {id} no longer works.", nl="Token {id} werkt niet meer.")


@click.group(
    "token",
    cls=SpeakingGroup,
    text=Text(en="Tokens for programs that use the JSON API.", nl="Tokens voor programma's die de JSON-API gebruiken."),
)
def token() -> None:
    """Everything about tokens."""


@token.add("add", Text(en="Make a token and show it, this once.", nl="Maak een token en toon het, deze ene keer."))
@click.argument("name")
@click.option(
    "--user",
    cls=Flag,
    metavar="NAME",
    text=Text(
        en="Whose token it is; needed when several people may log in.",
        nl="Van wie het token is; nodig als meer mensen mogen inloggen.",
    ),
)
@click.option(
    "--scope",
    "scopes",
    cls=Flag,
    multiple=True,
    type=click.Choice(SCOPES),
    text=Text(
        en="What it may do: read, run, write; may be given more than once. Without it: read.",
        nl="Wat het mag: read (lezen), run (uitvoeren), write (wijzigen); mag vaker. Zonder: read.",
    ),
)
@click.option(
    "--days",
    cls=Flag,
    type=click.IntRange(1, 3650),
    text=Text(
        en="After how many days it expires; without it: never.", nl="Na hoeveel dagen het verloopt; zonder: nooit."
    ),
)
@click.pass_obj
def add(terminal: Terminal, name: str, user: str | None, scopes: Sequence[str], days: int | None) -> None:
    """Only its hash is kept."""
    home = terminal.home
    person = person_named(home, user) if user else only_person(home)
    made = make_token(home, person.id, name, days=days, scopes=scopes or ("read",))
    terminal.answer({**_shape(tokens_of(home, person.id)[0]), "token": made}, lambda: _MADE.with_data(token=made))


@token.add("list", Text(en="List the tokens, newest first.", nl="Toon de tokens, nieuwste eerst."))
@click.pass_obj
def list_(terminal: Terminal) -> None:
    """Everybody's."""
    found = tokens_of(terminal.home)
    terminal.answer([_shape(one) for one in found], lambda: _drawn(terminal, found) if found else _NONE)


@token.add("remove", Text(en="Make a token useless, at once.", nl="Maak een token meteen onbruikbaar."))
@click.argument("number", type=click.IntRange(1))
@click.pass_obj
def remove(terminal: Terminal, number: int) -> None:
    """By the number in the list."""
    remove_token(terminal.home, number)
    terminal.answer({"id": number, "removed": True}, lambda: _REMOVED.with_data(id=number))


def _shape(one: TokenView) -> dict[str, object]:
    return {
        "id": one.id,
        "name": one.name,
        "user": one.user,
        "scopes": list(one.scopes),
        "created_at": moment_text(one.created_at),
        "expires_at": moment_text(one.expires_at),
        "last_used_at": moment_text(one.last_used_at),
    }


def _drawn(terminal: Terminal, found: Sequence[TokenView]) -> Table:
    drawn = table(
        terminal,
        Text(en="No.", nl="Nr."),
        Text(en="Name", nl="Naam"),
        Text(en="Of", nl="Van"),
        Text(en="May", nl="Mag"),
        Text(en="Expires", nl="Verloopt"),
        Text(en="Last used", nl="Laatst gebruikt"),
    )
    for one in found:
        expires, used = moment(terminal, one.expires_at), moment(terminal, one.last_used_at)
        drawn.add_row(str(one.id), one.name, one.user, " ".join(one.scopes), expires or "-", used or "-")
    return drawn
