"""`koppel integration bookkeeping`: the bookkeeping choices of an integration, shown and set like its settings."""

from __future__ import annotations

from collections.abc import Sequence

import click

from koppel.cli import forms
from koppel.cli.given import answers
from koppel.cli.speaking import Flag, Speaking
from koppel.cli.terminal import Terminal
from koppel.steps.view import to_json
from koppel.sync import bookkeeping_answers
from koppel.text import Text


@click.command(
    "bookkeeping",
    cls=Speaking,
    text=Text(
        en="List the bookkeeping choices, or change them with KEY=VALUE: all of them, or none when one is wrong. Each has "
        "an answer that suits most shops.",
        nl="Toon de boekhoudkeuzes, of wijzig ze met SLEUTEL=WAARDE: allemaal, of geen als er één niet klopt. Elke keuze heeft "
        "al een antwoord dat voor de meeste winkels klopt.",
    ),
)
@click.argument("name")
@click.argument("pairs", nargs=-1, metavar="[KEY=VALUE]...")
@click.option(
    "--refresh",
    cls=Flag,
    is_flag=True,
    text=Text(en="Ask the package for its VAT codes anew.", nl="Vraag het pakket opnieuw om zijn btw-codes."),
)
@click.pass_obj
def bookkeeping(terminal: Terminal, name: str, pairs: Sequence[str], refresh: bool) -> None:
    """What is held is looked at again after a change."""
    changes = answers(pairs)
    if changes:
        views = bookkeeping_answers.set_bookkeeping(terminal.home, name, changes)
    else:
        views = bookkeeping_answers.bookkeeping(terminal.home, name, refresh=refresh)
    terminal.answer(
        [to_json(view, terminal.language) for view in views],
        lambda: forms.choices(terminal, views, saved=bool(changes)),
    )
