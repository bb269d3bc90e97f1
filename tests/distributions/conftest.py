"""Each distribution is built once, and the core is installed once, into an environment that has nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.packages import Builds, install, new_environment


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Builds:
    """Every distribution, by the name of its folder."""
    return Builds(tmp_path_factory.mktemp)


@pytest.fixture(scope="session")
def programs(tmp_path_factory: pytest.TempPathFactory, built: Builds) -> Path:
    """The programs of an environment with the core and no plugin."""
    made = new_environment(tmp_path_factory.mktemp("alone") / "venv")
    install(made, built["core"].wheel)
    return made
