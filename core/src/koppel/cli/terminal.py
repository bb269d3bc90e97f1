"""Where a command speaks: one answer on stdout, as text or as JSON; everything else goes to stderr."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from koppel.text import Language, Text

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from koppel.home import Home

_LEVELS: Final = {0: "critical", 1: "info", 2: "debug"}
_NARROWEST: Final = 140
"""For what is not a terminal: a table that is cut for a screen that is not there would lose its words."""


def default_language() -> Language:
    """What KOPPEL_LANGUAGE says, else English."""
    return "nl" if os.environ.get("KOPPEL_LANGUAGE", "").lower().startswith("nl") else "en"


@dataclass
class Terminal:
    """One call of the command. `home_of` can be replaced, so that tests bring a home of their own."""

    language: Language = field(default_factory=default_language)
    json: bool = False
    folder: Path | None = None
    verbosity: int = 0
    speaks_of_events: bool = False
    home_of: Callable[[Path | None], Home] | None = None
    logs: bool = field(default=False, init=False)

    @cached_property
    def home(self) -> Home:
        """The installation, opened on first use: a command that fails on its arguments makes no folder."""
        from koppel.home import open_home

        self.log_to(None)
        home = (self.home_of or open_home)(self.folder)
        home.language = self.language
        self.log_to(home.folder.logs)
        return home

    def log_to(self, folder: Path | None) -> None:
        """Log to stderr, little unless asked, and to the folder, everything."""
        from koppel import logs

        self.logs = True
        least = 1 if self.speaks_of_events else 0
        stream_level = _LEVELS[min(2, max(least, self.verbosity))]
        logs.set_up(level="debug" if self.verbosity > 1 else "info", folder=folder, stream_level=stream_level)

    def close(self) -> None:
        """Let go of the database and the log files. A home that was brought along is its owner's to close."""
        if self.home_of is None and "home" in self.__dict__:
            self.home.close()
        if self.logs:
            root = logging.getLogger()
            for handler in list(root.handlers):
                root.removeHandler(handler)
                handler.close()

    def answer(self, value: Any, drawn: Callable[[], RenderableType | Text | None]) -> None:
        """The command's one answer: the value as JSON, or else what `drawn` makes of it."""
        if self.json:
            click.echo(json.dumps(value, ensure_ascii=False, indent=2))
            return
        shown = drawn()
        if shown is not None:
            self.say(shown)

    def say(self, shown: RenderableType | Text) -> None:
        """On stdout, for a person; nothing when JSON was asked for."""
        if not self.json:
            self.out.print(shown.to(self.language) if isinstance(shown, Text) else shown, soft_wrap=_is_text(shown))

    def warn(self, sentence: Text) -> None:
        """One sentence on stderr."""
        click.echo(sentence.to(self.language), err=True)

    def text(self, sentence: Text | str | None) -> str:
        """In the reader's language; nothing for None."""
        if sentence is None:
            return ""
        return sentence if isinstance(sentence, str) else sentence.to(self.language)

    def end(self, code: int) -> NoReturn:
        """End the command with that exit code."""
        click.get_current_context().exit(code)

    @property
    def out(self) -> Console:
        """stdout, drawn on by rich. Nothing in a text is taken for markup: vendors write brackets too."""
        from rich.console import Console

        console = Console(markup=False, emoji=False, highlight=False)
        if not console.is_terminal:
            console = Console(markup=False, emoji=False, highlight=False, width=max(console.width, _NARROWEST))
        return console


def _is_text(shown: object) -> bool:
    return isinstance(shown, (str, Text))
