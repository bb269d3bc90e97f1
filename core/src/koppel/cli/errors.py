"""How the command ends: one sentence on stderr, the same as JSON when that was asked for, and the exit code.

0 all is well, 1 documents failed or are held, 2 wrong use or invalid settings, 3 a service cannot be reached or refuses
the credentials.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any, Final

import click

from koppel.cli.speaking import SpeakingGroup
from koppel.cli.terminal import Terminal
from koppel.errors import EXIT_WRONG_USE, Bug, KoppelError
from koppel.text import Text

_INTERRUPTED: Final = 130

_NO_OPTION = Text(
    en="There is no option {given} here. `{path} --help` lists them.",
    nl="Er is hier geen optie {given}. `{path} --help` toont ze.",
)
_MISSING = Text(
    en="{given} is missing. `{path} --help` shows how it is used.",
    nl="{given} ontbreekt. `{path} --help` toont het gebruik.",
)
_BAD_VALUE = Text(
    en="{given} has a value that cannot be. `{path} --help` shows how it is used.",
    nl="{given} heeft een waarde die niet kan. `{path} --help` toont het gebruik.",
)
_ONE_OF = Text(en="{given} is one of: {known}.", nl="{given} is een van: {known}.")
_A_DAY = Text(
    en="{given} is a day that exists, written as year-month-day, such as 2026-01-31.",
    nl="{given} is een bestaande dag, geschreven als jaar-maand-dag, zoals 2026-01-31.",
)
_A_FOLDER = Text(en="{given} is a folder, not a file.", nl="{given} is een map, geen bestand.")
_A_FILE = Text(en="{given} is a file, not a folder.", nl="{given} is een bestand, geen map.")
_FROM = Text(en="{given} is a whole number from {least}.", nl="{given} is een geheel getal vanaf {least}.")
_FROM_TO = Text(
    en="{given} is a whole number from {least} to {most}.",
    nl="{given} is een geheel getal van {least} tot en met {most}.",
)
_NOT_LIKE_THIS = Text(
    en="That is not how it is used: {usage}",
    nl="Zo wordt het niet gebruikt: {usage}",
)


class KoppelGroup(SpeakingGroup):
    """The root: whatever goes wrong below ends here."""

    shown = ("data_dir", "lang", "verbose")

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any) -> Any:  # type: ignore[override]
        """Run and end the process with the exit code."""
        given = list(sys.argv[1:] if args is None else args)
        extra.pop("standalone_mode", None)
        terminal = extra.pop("obj", None) or Terminal()
        try:
            code = super().main(given, prog_name or "koppel", standalone_mode=False, obj=terminal, **extra)
        except KoppelError as error:
            terminal.json = terminal.json or "--json" in given
            code = report(terminal, error)
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message(), err=True)
            code = EXIT_WRONG_USE
        except click.UsageError as error:
            terminal.json = terminal.json or "--json" in given
            code = refuse(terminal, _sentence(error))
        except click.Abort:
            code = _INTERRUPTED
        except BrokenPipeError:
            code = _nobody_listens()
        except Exception as error:  # noqa: BLE001 - the last boundary: a person gets a sentence, the log the rest
            from koppel.store.problems import problem_of

            problem = problem_of(error)
            code = report(terminal, problem) if problem else _report_bug(terminal, error)
        finally:
            terminal.close()
        sys.exit(code if isinstance(code, int) else 0)


def report(terminal: Terminal, error: KoppelError, **more: object) -> int:
    """Tell the person, and the script; gives the exit code. `more` goes into the JSON beside `error`."""
    sentence = error.sentence.to(terminal.language)
    errors = getattr(error, "errors", None)
    if errors is not None:
        more["errors"] = {key: found.to_json(terminal.language) for key, found in errors.items()}
    terminal.answer({"error": sentence, **more}, lambda: None)
    click.echo(sentence, err=True)
    for key, found in (errors or {}).items():
        _echo_step(terminal, key, found, sentence)
    return error.exit_code


def refuse(terminal: Terminal, sentence: Text) -> int:
    """Wrong use of the command itself."""
    shown = sentence.to(terminal.language)
    terminal.answer({"error": shown}, lambda: None)
    click.echo(shown, err=True)
    return EXIT_WRONG_USE


def _echo_step(terminal: Terminal, key: str, found: Any, already: str) -> None:
    message = terminal.text(found.message)
    if message and message != already:
        click.echo(f"  {key}: {message}", err=True)
    for row, sentence in found.rows.items():
        click.echo(f"  {key}, {row}: {terminal.text(sentence)}", err=True)


def _sentence(error: click.UsageError) -> Text:
    path = error.ctx.command_path if error.ctx else "koppel"
    if isinstance(error, click.NoSuchOption):
        return _NO_OPTION.with_data(given=error.option_name, path=path)
    if isinstance(error, click.MissingParameter):
        return _MISSING.with_data(given=_named(error.param), path=path)
    if isinstance(error, click.BadParameter):
        return _possible(error.param).with_data(given=_named(error.param), path=path)
    usage = " ".join(error.ctx.get_usage().split()[1:]) if error.ctx else path
    return _NOT_LIKE_THIS.with_data(usage=usage)


def _possible(parameter: click.Parameter | None) -> Text:
    """What the value may be, where the kind of parameter says so."""
    match parameter.type if parameter else None:
        case click.Choice() as kind:
            return _ONE_OF.with_data(known=", ".join(str(choice) for choice in kind.choices))
        case click.DateTime():
            return _A_DAY
        case click.Path(file_okay=False):
            return _A_FOLDER
        case click.Path(dir_okay=False):
            return _A_FILE
        case click.IntRange(min=int(least), max=None):
            return _FROM.with_data(least=least)
        case click.IntRange(min=int(least), max=int(most)):
            return _FROM_TO.with_data(least=least, most=most)
    return _BAD_VALUE


def _named(parameter: click.Parameter | None) -> str:
    if parameter is None:
        return "?"
    return parameter.opts[0] if parameter.param_type_name == "option" else (parameter.name or "?").upper()


def _report_bug(terminal: Terminal, error: Exception) -> int:
    import structlog

    structlog.get_logger(__name__).error("command failed", exc_info=error)
    return report(terminal, Bug(what=f"{type(error).__name__}: {error}"[:300]))


def _nobody_listens() -> int:
    """The reader of a pipe went away (`koppel history | head`): that is their right, and no error of ours."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
