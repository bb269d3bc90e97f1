"""core/constraints.txt tells the truth: these are the versions that the tests run on, and nothing is left out."""

from __future__ import annotations

import tomllib
from importlib.metadata import distributions

from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

from support.sources import ROOT

_PINS = [
    Requirement(line.strip())
    for line in (ROOT / "core" / "constraints.txt").read_text().splitlines()
    if not line.startswith("#")
]


def _direct() -> set[NormalizedName]:
    """The names that the project itself asks for."""
    workspace = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked: list[str] = list(workspace["dependency-groups"]["dev"])
    for path in [ROOT / "core" / "pyproject.toml", *ROOT.glob("plugins/*/pyproject.toml")]:
        project = tomllib.loads(path.read_text())["project"]
        asked += project["dependencies"]
        for extra in project.get("optional-dependencies", {}).values():
            asked += extra
    names = {canonicalize_name(Requirement(each).name) for each in asked}
    return {name for name in names if name.partition("-")[0] != "koppel"}


def test_every_requirement_is_pinned() -> None:
    """One that is not would be installed at a version that nobody tried."""
    assert _direct() - {canonicalize_name(pin.name) for pin in _PINS} == set()


def test_every_pin_is_one_exact_version() -> None:
    """A range would not say what was tried, and an address would tie the project to one place of download."""
    assert [str(pin) for pin in _PINS if pin.url or [each.operator for each in pin.specifier] != ["=="]] == []


def test_the_tests_run_on_the_pinned_versions() -> None:
    """Run .ci/refresh-constraints, or .ci/with-venv, when this fails."""
    here = {canonicalize_name(each.name): each.version for each in distributions()}
    pinned = {canonicalize_name(pin.name): pin for pin in _PINS if pin.marker is None or pin.marker.evaluate()}
    both = _direct() & here.keys() & pinned.keys()
    assert "sqlalchemy" in both
    assert [f"{name} {here[name]}" for name in sorted(both) if not pinned[name].specifier.contains(here[name])] == []
