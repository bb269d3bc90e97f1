"""README's first command, in a fresh copy of the project: from nothing but Python and pip to booked orders."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from checking.files import tracked
from support.packages import run
from support.sources import ROOT

pytestmark = [pytest.mark.distributions, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's files and nothing that tools left beside them."""
    folder = tmp_path_factory.mktemp("fresh")
    for path in tracked(ROOT):
        target = folder / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
    return folder


def _with_venv(copy: Path, *command: str) -> str:
    """The interpreter is the one that this environment was made from, as it is on a bare machine."""
    base = Path(sys.executable).resolve().parent
    python = getattr(sys, "_base_executable", sys.executable)
    return run(python, copy / ".ci" / "with-venv", *command, PATH=f"{base}{os.pathsep}{os.defpath}")


def test_it_books_orders(copy: Path) -> None:
    """The environment is made, the plugins are found, and the last lines tell that nothing is booked twice."""
    told = _with_venv(copy, "koppel", "demo", "--once")
    assert "Exact Online now holds" in told
    assert "A second run: 0 booked, 0 calls that write." in told


def test_the_environment_is_made_once(copy: Path) -> None:
    """The second command finds it done, and says nothing of its own on stdout."""
    _with_venv(copy, "true")
    made = (copy / ".venv" / "koppel-stamp").stat().st_mtime_ns
    assert _with_venv(copy, "python", "-c", "import sys; print(sys.prefix)") == f"{copy / '.venv'}\n"
    assert (copy / ".venv" / "koppel-stamp").stat().st_mtime_ns == made


def test_a_changed_requirement_is_installed(copy: Path) -> None:
    """After a change to what is needed, the next command brings the environment up to date."""
    _with_venv(copy, "true")
    made = (copy / ".venv" / "koppel-stamp").read_text()
    with (copy / "core" / "constraints.txt").open("a") as constraints:
        constraints.write("# changed\n")
    _with_venv(copy, "true")
    assert (copy / ".venv" / "koppel-stamp").read_text() != made
