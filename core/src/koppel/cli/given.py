"""What a person gives a command: `KEY=VALUE` on the line, and a file of settings."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from koppel.errors import WrongUse, machine_reason
from koppel.text import Text

_NOT_A_PAIR = Text(
    en="{given} is not KEY=VALUE. Put an = between the key and its value.",
    nl="{given} is geen SLEUTEL=WAARDE. Zet een = tussen de sleutel en de waarde.",
)
_TWICE = Text(en="{key} is given twice. Give it once.", nl="{key} is twee keer gegeven. Geef het één keer.")
_NO_FILE = Text(
    en="The file {path} cannot be read ({why}).",
    nl="Het bestand {path} kan niet worden gelezen ({why}).",
)
_CORRUPT = Text(
    en="The file {path} is not YAML: line {line} cannot be read ({why}). Nothing was changed.",
    nl="Het bestand {path} is geen YAML: regel {line} is niet te lezen ({why}). Er is niets gewijzigd.",
)
_NO_KEYS = Text(
    en='The file {path} holds no settings. It must have lines such as `journal: "70"`. Nothing was changed.',
    nl='Het bestand {path} bevat geen instellingen. Het moet regels hebben zoals `journal: "70"`. Er is niets gewijzigd.',
)


def key_values(given: Sequence[str]) -> dict[str, str]:
    """The pairs. An error names the key only: the value may be a secret."""
    found: dict[str, str] = {}
    for pair in given:
        key, sign, value = pair.partition("=")
        if not sign or not key.strip():
            raise WrongUse(_NOT_A_PAIR, given=key[:40] or "=")
        if key.strip() in found:
            raise WrongUse(_TWICE, key=key.strip())
        found[key.strip()] = value
    return found


def from_files(given: Sequence[str]) -> dict[str, str]:
    """Pairs of a key and a file whose text is the value, `-` for one line of stdin: so that a secret need not stand on
    the command line, where others on the machine can read it."""
    return {
        key: sys.stdin.readline().strip() if path == "-" else text_of(Path(path)).strip()
        for key, path in key_values(given).items()
    }


def answers(given: Sequence[str]) -> dict[str, object]:
    """The pairs as answers to steps, which read JSON themselves; only a text in quotes is taken out of them here."""
    return {key: _unquoted(value) for key, value in key_values(given).items()}


def settings_file(path: Path) -> dict[str, object]:
    """The settings in a YAML file (JSON is YAML too), every value as the text that it is: a code such as 08 or 00 must
    not become a number on the way. Raises WrongUse with the line that cannot be read."""
    return _table(path, yaml.BaseLoader)


def typed_file(path: Path) -> dict[str, object]:
    """A YAML file that we wrote ourselves, with numbers, true and false where it says so."""
    return _table(path, yaml.SafeLoader)


def _table(path: Path, loader: type[yaml.BaseLoader | yaml.SafeLoader]) -> dict[str, object]:
    text = text_of(path)
    try:
        loaded = yaml.load(text, Loader=loader)  # noqa: S506 - both make plain values only
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else "?"
        why = getattr(error, "problem", None) or type(error).__name__
        raise WrongUse(_CORRUPT, path=path, line=line, why=why) from error
    if not isinstance(loaded, Mapping) or not loaded:
        raise WrongUse(_NO_KEYS, path=path)
    return {str(key): value for key, value in loaded.items()}


def text_of(path: Path) -> str:
    """The text of a file. Raises WrongUse when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = machine_reason(error) if isinstance(error, OSError) else "UTF-8"
        raise WrongUse(_NO_FILE, path=path, why=why) from error


def _unquoted(value: str) -> str:
    if not value.startswith('"'):
        return value
    try:
        parsed: object = json.loads(value)
    except ValueError:
        return value
    return parsed if isinstance(parsed, str) else value
