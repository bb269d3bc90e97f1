"""`koppel new-connector`: what it makes works as it is, under any name."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from koppel.cli.skeleton import make
from koppel.errors import WrongUse

CALLED = {"source": ("tulip24", "Tulip & Co 24"), "target": ("grutto", "Grutto")}


@pytest.mark.parametrize("role", ["source", "target"])
def test_its_own_tests_are_green(role: str, tmp_path: Path) -> None:
    """The contract kit, the README and the mapping, run by pytest in the new folder as its owner would."""
    key, title = CALLED[role]
    folder = make(role, key, title, tmp_path)[0].parent  # type: ignore[arg-type]  # one of the two
    done = _python(folder, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests")
    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout


@pytest.mark.parametrize("role", ["source", "target"])
def test_nothing_of_the_made_up_service_is_left(role: str, tmp_path: Path) -> None:
    """Neither in a name nor in a text."""
    files = make(role, *CALLED[role], tmp_path)  # type: ignore[arg-type]  # one of the two
    told = "".join(f"{path.relative_to(tmp_path)} {path.read_text()}" for path in files).lower()
    assert [word for word in ("myshop", "my shop", "mybooks", "my books") if word in told] == []


def test_it_is_a_plugin_that_koppel_loads(tmp_path: Path) -> None:
    """Its hook answers, and `koppel connectors` names its fields."""
    folder = make("source", *CALLED["source"], tmp_path)[0].parent
    code = "import koppel_tulip24 as p; print([c.title for c in p.koppel_connectors()], [f.connector for f in p.koppel_fakes()])"
    assert _python(folder, "-c", code).stdout == "['Tulip & Co 24'] ['tulip24']\n"


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """A second time, the folder is there and stays as it is."""
    make("source", "tulip24", "Tulip", tmp_path)
    with pytest.raises(WrongUse, match="exists already"):
        make("source", "tulip24", "Tulip", tmp_path)


@pytest.mark.parametrize("name", ["Tulip", "tulip-24", "../tulip", "1tulip", ""])
def test_a_name_that_python_cannot_import_is_refused(name: str, tmp_path: Path) -> None:
    """Before anything is written."""
    with pytest.raises(WrongUse):
        make("target", name, "Tulip", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_command_says_what_it_made(tmp_path: Path) -> None:
    """As JSON for scripts; without a name it takes the made-up one."""
    done = _python(tmp_path, "-m", "koppel", "new-connector", "target", "--folder", str(tmp_path), "--json")
    made = json.loads(done.stdout)
    assert made["folder"] == str(tmp_path / "koppel-mybooks")
    assert "src/koppel_mybooks/connector.py" in made["files"]


def _python(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "KOPPEL_DATA_DIR": str(folder / "data")}
    return subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
