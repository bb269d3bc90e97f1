"""`koppel new-connector`: a folder with a plugin that works, its fake and its tests, for somebody who writes a connector.

The skeletons are real plugins for services that do not exist; a copy is one of them under another name. So what is
handed out is what the tests of this project have run.
"""

from __future__ import annotations

import re
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final, Literal

import click

from koppel.cli.speaking import Flag, Speaking
from koppel.cli.terminal import Terminal
from koppel.errors import WrongUse
from koppel.text import Text

Role = Literal["source", "target"]

_MODELS: Final[dict[Role, tuple[str, str]]] = {"source": ("myshop", "My Shop"), "target": ("mybooks", "My Books")}
_NAME: Final = re.compile(r"[a-z][a-z0-9]{1,39}")
_NEEDS: Final = re.compile(r'"koppel>=[^"]*"')
_LEFT_BY_TOOLS: Final = frozenset({"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"})

_BAD_NAME = Text(
    en="{name} is no name for a connector. Use small letters and digits, such as shopware.",
    nl="{name} is geen naam voor een connector. Gebruik kleine letters en cijfers, zoals shopware.",
)
_IN_THE_WAY = Text(
    en="The folder {folder} exists already. Choose another name, or another place with --folder.",
    nl="De map {folder} bestaat al. Kies een andere naam, of een andere plek met --folder.",
)
_NEXT = Text(
    en="Made {folder}: a plugin that works, for a service that does not exist.\n"
    "Next: koppel install {folder}, run pytest there, and put your service in place of the made-up one.\n"
    "docs/writing-a-connector.md says what each part promises.",
    nl="{folder} is gemaakt: een plugin die werkt, voor een dienst die niet bestaat.\n"
    "Hierna: koppel install {folder}, draai daar pytest, en zet uw dienst op de plek van de verzonnen dienst.\n"
    "docs/writing-a-connector.md zegt wat elk deel belooft.",
)


@click.command(
    "new-connector",
    cls=Speaking,
    text=Text(
        en="Make a folder with a plugin to begin from: connector, fake, tests. NAME is the connector's key.",
        nl="Maak een map met een plugin om mee te beginnen: connector, nagespeelde dienst, tests. NAME is de sleutel.",
    ),
)
@click.argument("role", type=click.Choice(["source", "target"]))
@click.argument("name", required=False)
@click.option("--title", cls=Flag, text=Text(en="What people call the service.", nl="Hoe men de dienst noemt."))
@click.option(
    "--folder",
    cls=Flag,
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    text=Text(en="Where to make it; here by default.", nl="Waar het moet komen; standaard hier."),
)
@click.pass_obj
def new_connector(terminal: Terminal, role: Role, name: str | None, title: str | None, folder: Path) -> None:
    """Nothing is overwritten."""
    key = name or _MODELS[role][0]
    made = make(role, key, title or (key.capitalize() if name else _MODELS[role][1]), folder)
    where = str(made[0].parent)
    shown = {"folder": where, "files": [path.relative_to(made[0].parent).as_posix() for path in made]}
    terminal.answer(shown, lambda: terminal.text(_NEXT.with_data(folder=where)))


def make(role: Role, key: str, title: str, folder: Path) -> list[Path]:
    """Write the plugin below `folder`; gives its files, pyproject.toml first. Raises WrongUse for a name that cannot be."""
    if not _NAME.fullmatch(key):
        raise WrongUse(_BAD_NAME, name=key)
    target = folder / f"koppel-{key}"
    if target.exists():
        raise WrongUse(_IN_THE_WAY, folder=str(target))
    words = _words(role, key, title)
    made = [_copy(found, target / _renamed(path, words), words) for path, found in _files(role)]
    return sorted(made, key=lambda path: (path.name != "pyproject.toml", path))


def _words(role: Role, key: str, title: str) -> dict[str, str]:
    """What stands for what, the longer first. A class cannot have blanks or signs in its name."""
    old_key, old_title = _MODELS[role]
    class_name = "".join(part[:1].upper() + part[1:] for part in re.findall(r"[A-Za-z0-9]+", title))
    if not class_name[:1].isalpha():
        class_name = key.capitalize()
    return {
        old_title.replace(" ", ""): class_name,
        old_title: title.replace('"', "'"),
        old_key: key,
    }


def _files(role: Role) -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    left = [("", files("koppel.cli") / "skeletons" / role)]
    while left:
        path, entry = left.pop()
        if entry.is_file():
            found.append((path, entry))
            continue
        inside = [one for one in entry.iterdir() if one.name not in _LEFT_BY_TOOLS]
        left += [(f"{path}/{one.name}".lstrip("/"), one) for one in inside]
    return found


def _copy(found: Traversable, to: Path, words: dict[str, str]) -> Path:
    to.parent.mkdir(parents=True, exist_ok=True)
    text = _renamed(found.read_text(encoding="utf-8"), words)
    to.write_text(_NEEDS.sub(_range(), text) if to.name == "pyproject.toml" else text, encoding="utf-8")
    return to


def _range() -> str:
    """The versions that the new plugin fits: this one and its patches."""
    major, minor = version("koppel").split(".")[:2]
    return f'"koppel>={major}.{minor},<{major}.{int(minor) + 1}"'


def _renamed(text: str, words: dict[str, str]) -> str:
    for old, new in words.items():
        text = text.replace(old, new)
    return text
