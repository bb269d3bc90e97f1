"""The shape that keeps the source readable: documented modules, of a size that fits a head, with telling names."""

from __future__ import annotations

import ast
import tomllib

import pytest

from support.sources import ROOT, SHIPPED, TESTS, Module

_LONGEST_MODULE = 400
_LONGEST_FUNCTION = 60
_NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc"}

LONG_FOR_A_REASON: dict[str, str] = {}
"""Functions over the limit, by dotted name, each with why splitting it would make it harder to read."""

_WRITTEN_BY_A_TOOL = "koppel.store.migrations.versions"


def _written_by_hand() -> list[Module]:
    return [module for module in SHIPPED if not module.name.startswith(_WRITTEN_BY_A_TOOL)]


def test_every_module_says_what_it_is_for() -> None:
    """The first paragraph of a module's docstring is made of whole sentences."""
    assert [module.where for module in SHIPPED if not _is_sentence(ast.get_docstring(module.tree))] == []


def _is_sentence(docstring: str | None) -> bool:
    first = (docstring or "").strip().split("\n\n")[0]
    return " " in first and first.endswith((".", ":", "?", "!", ")"))


def test_no_module_is_too_long() -> None:
    """Over 400 lines a module has more than one subject."""
    assert {m.where: n for m in _written_by_hand() if (n := len(m.text.splitlines())) > _LONGEST_MODULE} == {}


def test_no_function_is_too_long_without_a_reason() -> None:
    """Over 60 lines a function does more than one thing; an exception is listed with its reason, and only while it is one."""
    long = {name for m in _written_by_hand() for name, node in m.functions() if _length(node) > _LONGEST_FUNCTION}
    assert long == set(LONG_FOR_A_REASON)


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_module_is_a_drawer() -> None:
    """A module is named after its subject."""
    assert [m.where for m in [*SHIPPED, *TESTS] if _NAMELESS & set(m.name.split("."))] == []


def test_every_test_states_a_behaviour() -> None:
    """A test's docstring is a sentence: what must hold, not how it is tried."""
    tests = [
        (m, n) for m in TESTS if m.path.name.startswith("test_") for _, n in m.functions() if n.name.startswith("test_")
    ]
    assert [f"{m.where}:{n.lineno}" for m, n in tests if not _is_sentence(ast.get_docstring(n))] == []


@pytest.mark.parametrize("kind", ["core", "plugins/*"])
def test_every_distribution_is_complete(kind: str) -> None:
    """Each has a README, a CHANGELOG, its types marked, and its source under src."""
    folders = [path.parent for path in ROOT.glob(f"{kind}/pyproject.toml")]
    assert folders
    for folder in folders:
        assert (folder / "README.md").read_text().startswith("# ")
        assert (folder / "CHANGELOG.md").exists()
        assert len(list(folder.glob("src/*/py.typed"))) == 1


def test_the_top_level_is_fixed() -> None:
    """Everything has its place below these; a new file at the top would be in nobody's."""
    kept = {"pyproject.toml", "README.md", "LICENSE", "core", "plugins", "tests", ".ci", ".gitignore"}
    ignored = {line.strip().strip("/") for line in (ROOT / ".gitignore").read_text().splitlines()}
    there = {path.name for path in ROOT.iterdir() if not any(path.match(pattern) for pattern in ignored | {".git"})}
    assert there <= kept


def test_the_workspace_knows_every_plugin() -> None:
    """A plugin that is missing here would be neither installed with the others nor have its types checked."""
    workspace = tomllib.loads((ROOT / "pyproject.toml").read_text())
    plugins = {path.parent.name for path in ROOT.glob("plugins/*/pyproject.toml")}
    names = {plugin.replace("plugin-", "koppel-") for plugin in plugins}
    assert set(workspace["project"]["dependencies"]) == {"koppel", *names}
    assert set(workspace["tool"]["uv"]["sources"]) == {"koppel", *names}
    assert {f"plugins/{plugin}/src" for plugin in plugins} <= set(workspace["tool"]["mypy"]["mypy_path"])
