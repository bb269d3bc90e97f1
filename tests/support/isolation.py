"""Keeps tests apart: none may leave a changed environment, another current folder or files behind."""

from __future__ import annotations

import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from koppel import logs

_OURS = ("KOPPEL_", "DATABASE_URL", "REDIS_URL")
_FOR_TESTS = "KOPPEL_TEST_"
_SET_BY_PYTEST = "PYTEST_CURRENT_TEST"


def pytest_configure(config: pytest.Config) -> None:
    """Forget the developer's own Koppel: its settings must not reach a test, nor a test its data folder."""
    for name in list(os.environ):
        if name.startswith(_OURS) and not name.startswith(_FOR_TESTS):
            del os.environ[name]
    os.environ.setdefault("KOPPEL_TEST_REAL_HOME", str(Path.home()))
    folder = Path(tempfile.mkdtemp(prefix="koppel-tests-"))
    (folder / "home").mkdir()
    (folder / "cwd").mkdir()
    os.environ["HOME"] = str(folder / "home")
    # Where this is set, each of the many programs that tests start would compile every library again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    # Python programs that a test starts load `sitecustomize` from there, which closes the network to them as well.
    os.environ["PYTHONPATH"] = str(Path(__file__).parent / "subprocesses")
    config.stash[_FOLDER] = folder


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove what `pytest_configure` made."""
    shutil.rmtree(config.stash.get(_FOLDER, Path("/nonexistent")), ignore_errors=True)


_FOLDER = pytest.StashKey[Path]()


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != _SET_BY_PYTEST}


@pytest.fixture(autouse=True)
def _leave_no_trace(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run the test in an empty folder, and fail it when it leaves files there or a changed environment."""
    cwd = request.config.stash[_FOLDER] / "cwd"
    began, before = Path.cwd(), _environment()
    os.chdir(cwd)
    yield
    ended, after = Path.cwd(), _environment()
    os.chdir(began)
    left = sorted(path.name for path in cwd.iterdir())
    if left:
        shutil.rmtree(cwd)
        cwd.mkdir()
    changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    for name in changed:
        os.environ.pop(name, None) if name not in before else os.environ.update({name: before[name]})
    assert not changed, f"the test leaves the environment changed: {', '.join(changed)}; use monkeypatch.setenv"
    assert ended == cwd, f"the test leaves another current folder: {ended}; use monkeypatch.chdir"
    assert not left, f"the test leaves files in the current folder: {', '.join(left)}; use tmp_path"


@pytest.fixture(autouse=True)
def _own_logs() -> Iterator[None]:
    """Forget the secrets and the logging that a test set up: they are kept per process, as there is one log."""
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    yield
    for handler in [each for each in root.handlers if each not in handlers]:
        if type(handler).__module__.startswith("logging"):  # pytest's own come and go by themselves
            root.removeHandler(handler)
            handler.close()
    root.setLevel(level)
    structlog.reset_defaults()
    logs._secrets.clear()
    logs._pattern = None
