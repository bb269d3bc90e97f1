"""The core and any one plugin can be installed without the others, and then do what they are for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.packages import PLUGINS, Built, Environment, install, run, uv

pytestmark = pytest.mark.distributions

_LISTED = """
import json
from koppel.plugins import load_plugins
plugins = load_plugins()
told = [problem.sentence.en for problem in plugins.problems]
print(json.dumps([sorted({found.plugin for found in plugins.installed.values()}), told]))
"""


@pytest.mark.parametrize("plugin", PLUGINS)
def test_one_plugin_works_without_the_others(environment: Environment, plugin: str) -> None:
    """With the core and one plugin installed, that plugin's connectors are there, and nothing is wrong."""
    programs = environment("core", plugin)
    assert json.loads(run(programs / "python", "-c", _LISTED)) == [[plugin.replace("plugin-", "koppel-")], []]


def test_the_core_works_without_plugins(environment: Environment) -> None:
    """An empty list is an answer too."""
    assert json.loads(run(environment("core") / "python", "-c", _LISTED)) == [[], []]


def test_pip_itself_installs_it(built: dict[str, Built], tmp_path: Path) -> None:
    """People install with pip: the same wheels go through it, after everything they need is there."""
    programs = install(tmp_path / "venv", [built["core"].wheel])
    uv("pip", "install", "--quiet", "--python", programs / "python", "pip")
    run(programs / "python", "-m", "pip", "install", "--quiet", *(built[name].wheel for name in PLUGINS))
    listed, told = json.loads(run(programs / "python", "-c", _LISTED))
    assert listed == sorted(name.replace("plugin-", "koppel-") for name in PLUGINS)
    assert told == []
