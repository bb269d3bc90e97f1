"""`--set FIELD=VALUE` and `--set-file FIELD=FILE`, for commands that take the fields of something with secrets among them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

import click

from koppel.cli.given import from_files, key_values
from koppel.cli.speaking import Flag
from koppel.text import Text

_IN_A_FILE: Final = Text(
    en="The same, with the value in a file (- for stdin), so that a secret is not on the command line.",
    nl="Hetzelfde, met de waarde in een bestand (- voor stdin), zodat een geheim niet op de opdrachtregel staat.",
)

F = TypeVar("F", bound=Callable[..., Any])


def field_options(text: Text) -> Callable[[F], F]:
    """`given` and `files` for a command, both for `field_values`. The text says what fields those are."""

    def add(command: F) -> F:
        command = click.option("--set-file", "files", cls=Flag, multiple=True, metavar="FIELD=FILE", text=_IN_A_FILE)(
            command
        )
        return click.option("--set", "given", cls=Flag, multiple=True, metavar="FIELD=VALUE", text=text)(command)

    return add


def field_values(given: Sequence[str], files: Sequence[str]) -> dict[str, str]:
    """What was given in either way. Raises WrongUse for what is no pair, is given twice or cannot be read."""
    return {**from_files(files), **key_values(given)}
