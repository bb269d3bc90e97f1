"""Fixtures for the tests of plugins: a shelf to put some on, and how a problem must be told."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from koppel.plugins import Plugins, Problem
from support.shelf import Shelf


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    """An empty shelf; what its plugins imported is forgotten afterwards."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    before = set(sys.modules)
    yield Shelf(folder)
    for name in set(sys.modules) - before:
        del sys.modules[name]


@pytest.fixture
def only_problem() -> Callable[[Plugins], Problem]:
    """The one problem that there is; it is told in both languages, without an unfilled mark."""

    def only(plugins: Plugins) -> Problem:
        assert len(plugins.problems) == 1
        problem = plugins.problems[0]
        for told in (problem.sentence.en, problem.sentence.nl):
            assert told.startswith((problem.plugin, "KOPPEL_PLUGINS"))
            assert told.endswith(".")
            assert re.search(r"\{\w+\}", told) is None
        return problem

    return only
