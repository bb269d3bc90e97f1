"""What every command has: help in both languages, the common options, and an answer at once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from koppel.cli import main
from koppel.cli.speaking import Flag, Speaking, SpeakingGroup
from koppel.text import Text

_NO_WORDS = {"--help"}


def commands(
    group: SpeakingGroup = main, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with its path, groups too."""
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        assert command is not None
        yield (*path, name), command
        if isinstance(command, SpeakingGroup):
            yield from commands(command, (*path, name))


PATHS = [" ".join(path) for path, _ in commands()]


@pytest.mark.parametrize("path", ["", *PATHS])
def test_help_is_there_in_both_languages(path: str) -> None:
    """And says something else in each; nothing of the English headings is left in the Dutch."""
    english = CliRunner().invoke(main, ["--lang", "en", *path.split(), "--help"])
    dutch = CliRunner().invoke(main, ["--lang", "nl", *path.split(), "--help"])
    assert (english.exit_code, dutch.exit_code) == (0, 0)
    assert "Usage:" in english.stdout
    assert not {"Usage:", "Options:", "Commands:", "Show this"} & set(dutch.stdout.replace("  ", "\n").splitlines())
    assert "Gebruik:" in dutch.stdout


def test_every_option_is_explained() -> None:
    """In both languages, except the help option, which explains itself."""
    silent = [
        f"{' '.join(path)} {option.opts[0]}"
        for path, command in commands()
        for option in command.params
        if isinstance(option, click.Option) and not (isinstance(option, Flag) and option.text)
    ]
    assert [name for name in silent if name.split()[-1] not in _NO_WORDS] == []


def test_every_command_takes_the_common_options() -> None:
    """Before its name and after it."""
    for _, command in commands():
        assert isinstance(command, (Speaking, SpeakingGroup))
        assert {"as_json", "data_dir", "lang", "verbose"} <= {option.name for option in command.params}


def test_the_language_is_that_of_the_machine_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """KOPPEL_LANGUAGE, and the option goes before it."""
    monkeypatch.setenv("KOPPEL_LANGUAGE", "nl_NL")
    assert "Gebruik:" in CliRunner().invoke(main, ["--help"]).stdout
    assert "Usage:" in CliRunner().invoke(main, ["--lang", "en", "--help"]).stdout


def test_help_imports_nothing_heavy() -> None:
    """The database, the pages and the plugins are for commands that need them."""
    code = (
        "import sys\nfrom koppel.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print([name for name in ('sqlalchemy', 'flask', 'rich', 'httpx', 'koppel_exact') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.splitlines()[-1] == "[]"


def test_the_version_is_told() -> None:
    """That of the core."""
    assert CliRunner().invoke(main, ["--version"]).stdout.strip().count(".") == 2


def test_without_a_command_the_help_is_shown() -> None:
    """As wrong use, on stderr."""
    found = CliRunner().invoke(main, [])
    assert (found.exit_code, found.stdout) == (2, "")
    assert "Usage: koppel" in found.stderr


@pytest.mark.parametrize(("name", "command"), [("shop", "koppel sync shop"), ("my shop", "koppel sync 'my shop'")])
def test_a_command_in_a_sentence_can_be_copied(name: str, command: str) -> None:
    """A name with spaces is quoted there, and stays as it is in the words around it."""
    said = Text(en="{name}: `koppel sync {name!q}`", nl="{name}: `koppel sync {name!q}`").with_data(name=name)
    assert said.en == said.nl == f"{name}: `{command}`"


def test_what_is_filled_into_a_sentence_speaks_its_language() -> None:
    """A text within a text is Dutch in the Dutch one."""
    why = Text(en="no permission", nl="geen rechten")
    assert Text(en="({why})", nl="({why})").with_data(why=why) == Text(en="(no permission)", nl="(geen rechten)")
