"""The core and any one plugin can be installed without the others, and then do what they are for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.packages import PLUGINS, Builds, Environment, install, run, uv

pytestmark = pytest.mark.distributions


def _listed(programs: Path) -> list[dict[str, object]]:
    """What `koppel connectors --json` prints there, with a data folder of its own."""
    found: list[dict[str, object]] = json.loads(
        run(programs / "koppel", "connectors", "--json", KOPPEL_DATA_DIR=str(programs.parent / "data"))
    )
    return found


@pytest.mark.parametrize("plugin", PLUGINS)
def test_one_plugin_works_without_the_others(environment: Environment, plugin: str) -> None:
    """With the core and one plugin installed, `koppel connectors` lists that one, and nothing is wrong with it."""
    listed = _listed(environment("core", plugin))
    assert [(each["plugin"], each["problems"]) for each in listed] == [(_installed_as(plugin), [])]


def test_the_core_works_without_plugins(environment: Environment) -> None:
    """An empty list is an answer too."""
    assert _listed(environment("core")) == []


def test_pip_itself_installs_it(built: Builds, tmp_path: Path) -> None:
    """People install with pip: the same wheels go through it, after everything they need is there."""
    programs = install(tmp_path / "venv", [built["core"].wheel])
    uv("pip", "install", "--quiet", "--python", programs / "python", "pip")
    run(programs / "python", "-m", "pip", "install", "--quiet", *(built[name].wheel for name in PLUGINS))
    assert sorted(str(each["plugin"]) for each in _listed(programs)) == sorted(map(_installed_as, PLUGINS))


def _installed_as(folder: str) -> str:
    return folder.replace("plugin-", "koppel-")
