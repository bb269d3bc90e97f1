"""click's commands, groups and options, speaking the reader's language.

click asks for its texts long before it knows the language; these hold both and choose when they are shown. Every
command takes the common options, before its name or after it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import click

from koppel.cli.terminal import Terminal
from koppel.errors import WrongUse
from koppel.text import LANGUAGES, Text

_DUTCH: Final = {
    "Options": "Opties",
    "Commands": "Opdrachten",
    "Usage": "Gebruik",
    "[OPTIONS]": "[OPTIES]",
    "COMMAND [ARGS]...": "OPDRACHT [...]",
}
_HELP: Final = Text(en="Show this and stop.", nl="Toon dit en stop.")
_JSON: Final = Text(en="Print one JSON value, for scripts.", nl="Geef één JSON-waarde, voor scripts.")
_FOLDER: Final = Text(
    en="The data folder (else KOPPEL_DATA_DIR, else ~/.koppel).",
    nl="De gegevensmap (anders KOPPEL_DATA_DIR, anders ~/.koppel).",
)
_LANGUAGE: Final = Text(
    en="The language of texts (else KOPPEL_LANGUAGE).", nl="De taal van teksten (anders KOPPEL_LANGUAGE)."
)
_VERBOSE: Final = Text(
    en="Say more on stderr; twice for every call.", nl="Meld meer op stderr; twee keer voor elke oproep."
)
_NO_COMMAND = Text(
    en="There is no command {given}. `{path} --help` lists them.",
    nl="Er is geen opdracht {given}. `{path} --help` toont ze.",
)


class Formatter(click.HelpFormatter):
    """Help pages with Dutch headings where they are wanted."""

    language = "en"

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        for words in ("[OPTIONS]", "COMMAND [ARGS]..."):
            args = args.replace(words, self._said(words))
        super().write_usage(prog, args, prefix or f"{self._said('Usage')}: ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(self._said(heading))

    def _said(self, words: str) -> str:
        return _DUTCH.get(words, words) if self.language == "nl" else words


class Context(click.Context):
    """Carries the terminal, and formats help in its language."""

    def make_formatter(self) -> click.HelpFormatter:
        formatter = Formatter(width=self.terminal_width, max_width=self.max_content_width)
        formatter.language = terminal_of(self).language
        return formatter


class Flag(click.Option):
    """An option whose help is a text in both languages."""

    def __init__(self, *args: Any, text: Text | None = None, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.text = text

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        if self.text is not None:
            self.help = self.text.to(terminal_of(ctx).language)
        return super().get_help_record(ctx)


class Speaking(click.Command):
    """A command with its help in both languages, and the common options."""

    context_class = Context

    def __init__(self, *args: Any, text: Text, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.text = text
        self.params.extend(_common_options(shown=()))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _translate_help_option(self, ctx)
        super().format_options(ctx, formatter)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _write_about(self.text, ctx, formatter)


class SpeakingGroup(click.Group):
    """A group with its help in both languages. `lazy` names commands and where they are, with their help.

    A lazy command is imported when it runs, and not for the list of commands.
    """

    context_class = Context
    shown: tuple[str, ...] = ()

    def __init__(
        self, *args: Any, text: Text, lazy: Mapping[str, tuple[str, Text]] | None = None, **settings: Any
    ) -> None:
        super().__init__(*args, **settings)
        self.text = text
        self.lazy = dict(lazy or {})
        self.params.extend(_common_options(shown=self.shown))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _translate_help_option(self, ctx)
        super().format_options(ctx, formatter)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with our sentence for a command that does not exist."""
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            raise WrongUse(_NO_COMMAND, given=args[0], path=ctx.command_path)
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*self.lazy, *(name for name in self.commands if name not in self.lazy)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in self.lazy:
            module, _, name = self.lazy[cmd_name][0].partition(":")
            command: click.Command = getattr(importlib.import_module(module), name)
            return command
        return super().get_command(ctx, cmd_name)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _write_about(self.text, ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        language = terminal_of(ctx).language
        rows = [(name, self._about(ctx, name).to(language)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def _about(self, ctx: click.Context, name: str) -> Text:
        if name in self.lazy:
            return self.lazy[name][1]
        command = super().get_command(ctx, name)
        return command.text if isinstance(command, (Speaking, SpeakingGroup)) else Text(en="", nl="")

    def add(self, name: str, text: Text) -> Callable[[Callable[..., Any]], click.Command]:
        """Decorate a function that becomes a command of this group."""
        return self.command(name, cls=Speaking, text=text)


def terminal_of(context: click.Context) -> Terminal:
    """The terminal of this call; made when nobody gave one."""
    root = context.find_root()
    if not isinstance(root.obj, Terminal):
        root.obj = Terminal()
    context.obj = root.obj
    return root.obj


def _common_options(*, shown: tuple[str, ...]) -> list[click.Parameter]:
    """After a command's name only --json is worth showing; the others work there too."""
    return [
        Flag(
            ["--json", "as_json"], is_flag=True, text=_JSON, expose_value=False, is_eager=True, callback=_take_json
        ),
        Flag(
            ["--data-dir"], type=click.Path(path_type=Path, file_okay=False), text=_FOLDER, expose_value=False,
            callback=_take_folder, is_eager=True, hidden="data_dir" not in shown,
        ),
        Flag(
            ["--lang"], type=click.Choice(LANGUAGES), text=_LANGUAGE, expose_value=False, callback=_take_language,
            is_eager=True, hidden="lang" not in shown,
        ),
        Flag(
            ["-v", "--verbose"], count=True, text=_VERBOSE, expose_value=False, callback=_take_verbosity, is_eager=True,
            hidden="verbose" not in shown,
        ),
    ]  # fmt: skip


def _take_json(context: click.Context, option: click.Parameter, value: bool) -> None:
    del option
    if value:
        terminal_of(context).json = True


def _take_folder(context: click.Context, option: click.Parameter, value: Path | None) -> None:
    del option
    if value is not None:
        terminal_of(context).folder = value


def _take_language(context: click.Context, option: click.Parameter, value: Any) -> None:
    del option
    if value is not None:
        terminal_of(context).language = value


def _take_verbosity(context: click.Context, option: click.Parameter, value: int) -> None:
    del option
    if value:
        terminal_of(context).verbosity = value


def _write_about(text: Text, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(text.to(terminal_of(ctx).language))


def _translate_help_option(command: click.Command, ctx: click.Context) -> None:
    option = command.get_help_option(ctx)
    if option is not None:
        option.help = _HELP.to(terminal_of(ctx).language)
