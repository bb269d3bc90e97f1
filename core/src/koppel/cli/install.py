"""`koppel install`: a plugin into the same Python, next to Koppel."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import click

from koppel.cli.speaking import Speaking
from koppel.cli.terminal import Terminal
from koppel.errors import WrongUse
from koppel.text import Text

_NOT_A_NAME = Text(
    en="{package} is no name of a package. Give a name such as koppel-example, a folder or a wheel.",
    nl="{package} is geen naam van een pakket. Geef een naam zoals koppel-example, een map of een wheel.",
)
_NO_INSTALLER = Text(
    en="Neither pip nor uv is there to install with. Install one: python3 -m ensurepip.",
    nl="Er is geen pip en geen uv om mee te installeren. Installeer er een: python3 -m ensurepip.",
)
_FAILED = Text(
    en="{package} could not be installed; what stands above says why. Nothing else was changed.",
    nl="{package} kon niet worden geïnstalleerd; hierboven staat waarom. Er is verder niets gewijzigd.",
)
_DONE = Text(
    en="{package} is installed. New connectors: {connectors}. Start Koppel again to use them.",
    nl="{package} is geïnstalleerd. Nieuwe connectors: {connectors}. Start Koppel opnieuw om ze te gebruiken.",
)

_STDERR = 2
"""The descriptor: stdout belongs to the command's answer."""


@click.command(
    "install",
    cls=Speaking,
    text=Text(
        en="Install a plugin in the Python that runs Koppel, with the versions of libraries that were tried together.",
        nl="Installeer een plugin in de Python die Koppel draait, met de versies van bibliotheken die samen zijn beproefd.",
    ),
)
@click.argument("package")
@click.pass_obj
def install(terminal: Terminal, package: str) -> None:
    """pip's own words go to stderr; the answer is what is new."""
    if package.startswith("-") or not package.strip():
        raise WrongUse(_NOT_A_NAME, package=package)
    before = _connectors()
    command = [*_installer(), *_constraints(), package]
    if subprocess.run(command, stdout=_STDERR, check=False).returncode != 0:  # noqa: S603 - no shell
        raise WrongUse(_FAILED, package=package)
    new = sorted(_connectors() - before)
    terminal.answer(
        {"package": package, "connectors": new},
        lambda: _DONE.with_data(package=package, connectors=", ".join(new) or "-"),
    )


def _installer() -> list[str]:
    """pip of this very Python; uv where an environment was made without pip."""
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-m", "pip", "install", "--no-input"]
    uv = shutil.which("uv")
    if uv is None:
        raise WrongUse(_NO_INSTALLER)
    return [uv, "pip", "install", "--python", sys.executable]


def _constraints() -> list[str]:
    """The versions that were tried together: in the package, or beside its source."""
    packed = Path(str(files("koppel"))) / "constraints.txt"
    for path in (packed, packed.parents[2] / "constraints.txt"):
        if path.is_file():
            return ["--constraint", str(path)]
    return []


def _connectors() -> set[str]:
    """Asked of a fresh process: this one has read the installed packages already."""
    command = [sys.executable, "-m", "koppel", "connectors", "--json"]
    said = subprocess.run(command, capture_output=True, check=False).stdout  # noqa: S603 - ourselves
    try:
        return {str(found["key"]) for found in json.loads(said) if found["key"]}
    except ValueError:
        return set()
