"""Each distribution is built once; each test that asks gets an environment of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.packages import Builds, Environment, install


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Builds:
    """Every distribution, by the name of its folder."""
    return Builds(tmp_path_factory.mktemp)


@pytest.fixture
def environment(tmp_path: Path, built: Builds) -> Environment:
    """Installs the named ones, from their wheels, into an environment that has nothing else."""

    def make(*names: str) -> Path:
        return install(tmp_path / "venv", [built[name].wheel for name in names])

    return make
