"""The core and any one plugin can be installed without the others, and then do what they are for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.packages import PLUGINS, Builds, install, installed, run

pytestmark = pytest.mark.distributions


def _listed(programs: Path) -> list[dict[str, object]]:
    """What `koppel connectors --json` prints there, with a data folder of its own."""
    found: list[dict[str, object]] = json.loads(
        run(programs / "koppel", "connectors", "--json", KOPPEL_DATA_DIR=str(programs.parent / "data"))
    )
    return found


@pytest.mark.parametrize("plugin", PLUGINS)
def test_one_plugin_works_without_the_others(programs: Path, built: Builds, plugin: str) -> None:
    """With the core and one plugin installed, `koppel connectors` lists that one, and nothing is wrong with it."""
    with installed(programs, built[plugin].wheel, _installed_as(plugin)):
        assert [(each["plugin"], each["problems"]) for each in _listed(programs)] == [(_installed_as(plugin), [])]


def test_the_core_works_without_plugins(programs: Path) -> None:
    """An empty list is an answer too."""
    assert _listed(programs) == []


def test_pip_itself_installs_them(built: Builds, programs: Path) -> None:
    """People install with pip: the same wheels go through it, all together, and are gone when they are removed."""
    install(programs, "pip")
    pip: list[str | Path] = [programs / "python", "-m", "pip"]
    run(*pip, "install", "--quiet", *(built[name].wheel for name in PLUGINS))
    assert sorted(str(each["plugin"]) for each in _listed(programs)) == sorted(map(_installed_as, PLUGINS))
    run(*pip, "uninstall", "--quiet", "--yes", *map(_installed_as, PLUGINS))
    assert _listed(programs) == []


def _installed_as(folder: str) -> str:
    return folder.replace("plugin-", "koppel-")
