"""What is in the built distributions: all that the program needs when it runs, and nothing that it does not."""

from __future__ import annotations

import tarfile
import zipfile
from email import message_from_string
from pathlib import Path, PurePosixPath

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from support.packages import FOLDERS, PLUGINS, Builds, Built

pytestmark = pytest.mark.distributions

_LEFT_BY_TOOLS = {"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"}
ALL = [folder.name for folder in FOLDERS]


def _in_wheel(built: Built) -> set[str]:
    with zipfile.ZipFile(built.wheel) as wheel:
        return set(wheel.namelist())


def _source_files(folder: Path) -> set[str]:
    source = folder / "src"
    files = {path.relative_to(source) for path in source.rglob("*") if path.is_file()}
    return {path.as_posix() for path in files if not _LEFT_BY_TOOLS & set(path.parts)}


@pytest.mark.parametrize("name", ALL)
def test_the_wheel_holds_every_source_file(built: Builds, name: str) -> None:
    """Modules, types, migrations, templates, pictures, translations, data: a missing one fails only when it is used."""
    packed = _in_wheel(built[name])
    assert _source_files(built[name].folder) - packed == set()


@pytest.mark.parametrize("name", ALL)
def test_the_wheel_holds_nothing_else(built: Builds, name: str) -> None:
    """One package and its metadata; no tests and no caches. The core carries the versions that were tried, and the papers."""
    others = {path for path in _in_wheel(built[name]) if ".dist-info/" not in path}
    docs = built[name].folder / "docs"
    papers = {f"koppel/docs/{path.relative_to(docs)}" for path in docs.rglob("*.*")}
    beside_the_source = {"koppel/constraints.txt", *papers} if name == "core" else set()
    assert others - _source_files(built[name].folder) == beside_the_source


@pytest.mark.parametrize("name", ALL)
def test_the_types_are_marked(built: Builds, name: str) -> None:
    """Without py.typed in the wheel, mypy ignores all annotations."""
    assert [path for path in _in_wheel(built[name]) if PurePosixPath(path).name == "py.typed"] != []


@pytest.mark.parametrize("kind", ["store/migrations/versions/0001_first_tables.py", "store/migrations/env.py"])
def test_the_core_holds_its_migrations(built: Builds, kind: str) -> None:
    """They are found as files beside the module, not imported, so a packer could overlook them."""
    assert f"koppel/{kind}" in _in_wheel(built["core"])


@pytest.mark.parametrize("name", ALL)
def test_the_sdist_holds_sources_and_papers(built: Builds, name: str) -> None:
    """Whoever builds from it needs the sources, and may read the README and the CHANGELOG first."""
    with tarfile.open(built[name].sdist) as archive:
        packed = {str(PurePosixPath(*PurePosixPath(member).parts[1:])) for member in archive.getnames()}
    wanted = {"pyproject.toml", "README.md", "CHANGELOG.md"}
    assert wanted | {f"src/{file}" for file in _source_files(built[name].folder)} <= packed


@pytest.mark.parametrize("name", PLUGINS)
def test_a_plugin_needs_nothing_that_the_core_does_not(built: Builds, name: str) -> None:
    """It names the core's versions that it fits; a library of its own would have to agree with every other plugin's."""
    needs = _requirements(built[name])
    assert needs.pop("koppel") != ""
    assert needs.keys() - _requirements(built["core"]).keys() == set()


def _requirements(built: Built) -> dict[str, str]:
    """Names and version ranges, from the wheel's metadata."""
    with zipfile.ZipFile(built.wheel) as wheel:
        path = next(path for path in wheel.namelist() if path.endswith(".dist-info/METADATA"))
        metadata = message_from_string(wheel.read(path).decode())
    listed = [Requirement(line) for line in metadata.get_all("Requires-Dist") or []]
    return {canonicalize_name(each.name): str(each.specifier) for each in listed}
