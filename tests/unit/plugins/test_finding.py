"""Which plugins are looked at: by metadata, by KOPPEL_PLUGINS, and single files from KOPPEL_PLUGINS_DIR."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

from koppel.api import Source, Target, WrongUse
from koppel.plugins import Plugins, Problem
from support.shelf import GOOD, Shelf

Only = Callable[[Plugins], Problem]


def test_a_good_plugin_is_there(shelf: Shelf) -> None:
    """Its connector can be had by key, with the package and version that brought it."""
    shelf.add_good("koppel-good")
    plugins = shelf.load()
    found = plugins.installed["good"]
    assert (found.plugin, found.version, plugins.problems) == ("koppel-good", "1.2", ())
    assert plugins.source("good") is found.connector


def test_a_plugin_for_a_newer_core_is_not_imported(shelf: Shelf, only_problem: Only) -> None:
    """It may fail in ways that explain nothing, so its version range is read first."""
    shelf.add("koppel-future", "raise AssertionError('imported')", requires="koppel>=99")
    assert only_problem(shelf.load()).sentence.en == (
        f"koppel-future needs Koppel >=99, this is {version('koppel')}. "
        "Install a version of it that fits, or update Koppel."
    )


@pytest.mark.parametrize(
    "requires", ["", "koppel", "koppel<99", "koppel>=99; python_version < '3'", "koppel>=99; extra == 'x'"]
)
def test_a_plugin_that_fits_is_imported(shelf: Shelf, requires: str) -> None:
    """No range fits every core, and a requirement whose condition does not hold is none."""
    shelf.add("koppel-fits", GOOD.replace("{key}", "good"), requires=requires)
    assert list(shelf.load().installed) == ["good"]


def test_damaged_requirements_are_told(shelf: Shelf, only_problem: Only) -> None:
    """A requirement that cannot be read is a problem of that plugin only."""
    shelf.add("koppel-bad", "", requires="koppel>>>1")
    shelf.add_good("koppel-good")
    plugins = shelf.load()
    assert only_problem(plugins).plugin == "koppel-bad"
    assert list(plugins.installed) == ["good"]


def test_damaged_metadata_is_told(shelf: Shelf) -> None:
    """An installation that was cut off leaves metadata without a name; the others work."""
    shelf.add_raw("koppel-cut", {"entry_points.txt": "[koppel]\nmain = nothing\n"})
    shelf.add_raw("koppel-odd", {"METADATA": "Name: koppel-odd\n", "entry_points.txt": "nonsense\n"})
    shelf.add_good("koppel-good")
    plugins = shelf.load()
    assert list(plugins.installed) == ["good"]
    assert "cannot be loaded" in plugins.problems[0].sentence.en


def test_packages_that_are_no_plugins_are_passed_over(shelf: Shelf) -> None:
    """Most installed packages have nothing to do with Koppel."""
    shelf.add_raw("other", {"METADATA": "Name: other\n", "entry_points.txt": "[console_scripts]\nother = other\n"})
    shelf.add_raw("bare", {})
    plugins = shelf.load()
    assert (dict(plugins.installed), plugins.problems) == ({}, ())


def test_of_a_package_found_twice_the_first_counts(shelf: Shelf) -> None:
    """Python imports the first on its path, so its metadata is the one that holds."""
    shelf.add_good("koppel-good")
    shelf.distributions *= 2
    plugins = shelf.load()
    assert (list(plugins.installed), plugins.problems) == (["good"], ())


@pytest.mark.parametrize("named", ["koppel-two", "koppel_two", " Koppel-Two ,", "two"])
def test_a_subset_can_be_named(shelf: Shelf, monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    """KOPPEL_PLUGINS names packages or entry points, however they are spelled; the rest is not imported."""
    shelf.add("koppel-one", "raise AssertionError('imported')")
    shelf.add("koppel-two", GOOD.replace("{key}", "two"), entries=("two",))
    monkeypatch.setenv("KOPPEL_PLUGINS", named)
    plugins = shelf.load()
    assert (list(plugins.installed), plugins.problems) == (["two"], ())


def test_a_name_that_is_not_installed_is_told(
    shelf: Shelf, only_problem: Only, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A typing error in KOPPEL_PLUGINS would otherwise look like a plugin that has gone."""
    shelf.add_good("koppel-good")
    monkeypatch.setenv("KOPPEL_PLUGINS", "koppel-good,koppel-goood")
    plugins = shelf.load()
    assert "KOPPEL_PLUGINS names koppel-goood" in only_problem(plugins).sentence.en
    assert list(plugins.installed) == ["good"]


@pytest.fixture
def tryout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of single files."""
    folder = tmp_path / "tryout"
    folder.mkdir()
    monkeypatch.setenv("KOPPEL_PLUGINS_DIR", str(folder))
    return folder


def test_a_single_file_is_a_plugin(shelf: Shelf, tryout: Path) -> None:
    """One file with one connector, no packaging: enough to try an idea. Files that begin with _ are left alone."""
    (tryout / "idea.py").write_text(GOOD.replace("{key}", "idea"))
    (tryout / "_draft.py").write_text("raise AssertionError('imported')")
    plugins = shelf.load()
    assert (plugins.installed["idea"].plugin, plugins.problems) == ("idea", ())


def test_a_broken_single_file_is_told(shelf: Shelf, tryout: Path, only_problem: Only) -> None:
    """It has the name of an installed plugin, and takes nothing from it."""
    shelf.add_good("good")
    (tryout / "good.py").write_text("1 / 0")
    plugins = shelf.load()
    assert "ZeroDivisionError" in only_problem(plugins).sentence.en
    assert list(plugins.installed) == ["good"]
    assert len(plugins.manager.get_plugins()) == 1


def test_a_folder_that_is_not_there_is_told(
    shelf: Shelf, only_problem: Only, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A wrong path in KOPPEL_PLUGINS_DIR would otherwise look like a plugin that has gone."""
    monkeypatch.setenv("KOPPEL_PLUGINS_DIR", str(tmp_path / "nowhere"))
    assert "is not a folder" in only_problem(shelf.load()).sentence.en


def test_an_unknown_connector_is_answered_with_the_known_ones(shelf: Shelf) -> None:
    """The sentence names what was asked and what there is."""
    shelf.add_good("koppel-good")
    with pytest.raises(WrongUse, match=r"no connector shop\. Installed are: good\."):
        shelf.load().connector("shop")


def test_a_source_is_not_a_target(shelf: Shelf) -> None:
    """A shop cannot stand where an accounting package is meant."""
    shelf.add_good("koppel-good")
    plugins = shelf.load()
    assert issubclass(plugins.connector("good"), Source)
    assert not issubclass(plugins.connector("good"), Target)
    with pytest.raises(WrongUse, match="Good shop is no accounting package"):
        plugins.target("good")
