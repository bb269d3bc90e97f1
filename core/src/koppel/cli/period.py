"""The options of commands that answer over a period: its first and last day, and CSV instead of a table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

from koppel.cli.speaking import Flag
from koppel.text import Text

_DAY: Final = click.DateTime(formats=["%Y-%m-%d"])
_FIRST: Final = Text(en="The first day, YYYY-MM-DD.", nl="De eerste dag, JJJJ-MM-DD.")
_LAST: Final = Text(en="The last day, YYYY-MM-DD.", nl="De laatste dag, JJJJ-MM-DD.")
_CSV: Final = Text(en="Print CSV.", nl="Druk CSV af.")

F = TypeVar("F", bound=Callable[..., Any])


def period(command: F) -> F:
    """`begin`, `until` (both a datetime at midnight) and `as_csv` for a command."""
    options = (
        click.option("--from", "begin", cls=Flag, type=_DAY, required=True, text=_FIRST),
        click.option("--to", "until", cls=Flag, type=_DAY, required=True, text=_LAST),
        click.option("--csv", "as_csv", cls=Flag, is_flag=True, text=_CSV),
    )
    for option in reversed(options):
        command = option(command)
    return command
