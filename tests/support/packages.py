"""Building distributions and installing them into environments of their own, with the package index in reach."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from support.sources import ROOT

PACKAGE_INDEX = os.environ.get("KOPPEL_TEST_PACKAGE_INDEX", "")
"""Not empty: the package index may be used; else those tests are left out."""

FOLDERS = [ROOT / "core", *sorted(path.parent for path in ROOT.glob("plugins/*/pyproject.toml"))]
PLUGINS = [folder.name for folder in FOLDERS if folder.name != "core"]


@dataclass(frozen=True)
class Built:
    """What came out of one distribution's folder."""

    folder: Path
    wheel: Path
    sdist: Path


class Builds(dict[str, Built]):
    """Distributions by the name of their folder, each built when it is first asked for: a broken one harms no other."""

    def __init__(self, new_folder: Callable[[str], Path]) -> None:
        super().__init__()
        self._new_folder = new_folder

    def __missing__(self, name: str) -> Built:
        folder = next(each for each in FOLDERS if each.name == name)
        self[name] = build(folder, self._new_folder(name))
        return self[name]


def build(folder: Path, out: Path) -> Built:
    """The sdist from the sources, and the wheel from the sdist: what is missing in the first is missing in the second.

    Built from a copy, because a distribution must not need the workspace around it.
    """
    copy = out / "source"
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("__pycache__", ".*_cache"))
    uv("build", "--quiet", "--out-dir", out, copy)
    return Built(folder, next(out.glob("*.whl")), next(out.glob("*.tar.gz")))


def new_environment(venv: Path) -> Path:
    """An empty environment; gives the folder of its programs."""
    uv("venv", "--quiet", "--python", sys.executable, venv)
    return venv / "bin"


def install(programs: Path, *wanted: str | Path) -> None:
    """Install wheels and what they need, at the versions that were tried."""
    constraints = ROOT / "core" / "constraints.txt"
    uv("pip", "install", "--quiet", "--python", programs / "python", "--constraints", constraints, *wanted)


@contextmanager
def installed(programs: Path, wheel: Path, name: str) -> Iterator[None]:
    """A wheel for as long as the block lasts. Making an environment for each would take most of the time."""
    install(programs, wheel)
    try:
        yield
    finally:
        uv("pip", "uninstall", "--quiet", "--python", programs / "python", name)


def run(*command: str | Path, **settings: str) -> str:
    """The stdout of a program that ends well; all that it said is shown when it does not.

    It runs outside the guards of these tests: with the person's own caches, and with the network open.
    """
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    environment |= {"HOME": os.environ["KOPPEL_TEST_REAL_HOME"], **settings}
    ended = subprocess.run(list(map(str, command)), env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, f"{command}\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout


def uv(*arguments: str | Path) -> str:
    """uv does pip's work in a tenth of its time."""
    found = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    assert found is not None, "uv is not installed"
    return run(found, "--system-certs", *arguments)
