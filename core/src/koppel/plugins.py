"""Finding plugins: entry points of separately installed packages, and single files for trying out.

Which of them are wanted is decided here; loading them, one by one and trusting none, is left to `loading`.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import Distribution, distributions
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pluggy
import structlog
from packaging.utils import canonicalize_name

from koppel.connectors import Connector, Source, Target
from koppel.errors import WrongUse
from koppel.loading import Candidate, Installed, Loading, Problem
from koppel.text import Text

if TYPE_CHECKING:
    from koppel.testing.service import Lent

log = structlog.get_logger(__name__)

__all__ = ["Installed", "Plugins", "Problem", "load_plugins"]

GROUP = "koppel"

_UNKNOWN = Text(
    en="There is no connector {key}. Installed are: {known}.",
    nl="Er is geen connector {key}. Geïnstalleerd zijn: {known}.",
)
_NOT_SOURCE = Text(
    en="{title} is no shop. Choose a connection with a shop there.",
    nl="{title} is geen winkel. Kies daar een koppeling met een winkel.",
)
_NOT_TARGET = Text(
    en="{title} is no accounting package. Choose a connection with a package there.",
    nl="{title} is geen boekhoudpakket. Kies daar een koppeling met een pakket.",
)
_NOT_INSTALLED = Text(
    en="KOPPEL_PLUGINS names {plugin}, which is not installed. Install it or take the name out.",
    nl="KOPPEL_PLUGINS noemt {plugin}, dat niet is geïnstalleerd. Installeer het of haal de naam weg.",
)
_NO_FOLDER = Text(
    en="KOPPEL_PLUGINS_DIR names {plugin}, which is not a folder. Correct the path or take it out.",
    nl="KOPPEL_PLUGINS_DIR noemt {plugin}, wat geen map is. Verbeter het pad of haal het weg.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugins:
    """What is installed. `manager` calls hooks; `problems` are for people."""

    manager: pluggy.PluginManager
    installed: Mapping[str, Installed] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def connector(self, key: str) -> type[Connector]:
        """The connector of that key. Raises WrongUse with the names there are."""
        found = self.installed.get(key)
        if found is None:
            raise WrongUse(_UNKNOWN, key=key, known=", ".join(sorted(self.installed)) or "-")
        return found.connector

    def source(self, key: str) -> type[Source]:
        """The source of that key. Raises WrongUse when it is a target."""
        found = self.connector(key)
        if not issubclass(found, Source):
            raise WrongUse(_NOT_SOURCE, title=found.title)
        return found

    def target(self, key: str) -> type[Target]:
        """The target of that key. Raises WrongUse when it is a source."""
        found = self.connector(key)
        if not issubclass(found, Target):
            raise WrongUse(_NOT_TARGET, title=found.title)
        return found

    def fakes(self) -> dict[str, Lent]:
        """The fakes that plugins lend, by connector key. `Exception` is caught because this is the plugin boundary."""
        from koppel.testing.service import FakeService

        found: dict[str, Lent] = {}
        for hook in self.manager.hook.koppel_fakes.get_hookimpls():
            try:
                lent: Iterable[object] = hook.function()  # type: ignore[assignment]
                found |= {one.connector: one for one in lent if isinstance(one, FakeService)}
            except Exception:
                log.exception("fakes not given", plugin=hook.plugin_name)
        return found


def load_plugins(found: Iterable[Distribution] | None = None) -> Plugins:
    """Load everything that is installed, or the subset that KOPPEL_PLUGINS names; KOPPEL_PLUGINS_DIR adds files.

    In the order of their names, so that of two with the same connector it is always the same one that stays.
    """
    loading = Loading()
    candidates = sorted(_installed(loading, distributions() if found is None else found), key=_by_name)
    for candidate in _wanted(loading, candidates):
        loading.add(candidate)
    for candidate in _single_files(loading):
        loading.add(candidate)
    return Plugins(manager=loading.manager, installed=loading.installed, problems=tuple(loading.problems))


def _by_name(candidate: Candidate) -> tuple[str, str]:
    return candidate.name, candidate.entry


def _installed(loading: Loading, found: Iterable[Distribution]) -> Iterator[Candidate]:
    """The plugins among the installed packages. Of a package found twice on the path, Python imports the first.

    Metadata can be damaged (an installation that was cut off leaves a folder without it), so each is read on its own.
    """
    seen: set[str] = set()
    for distribution in found:
        name = "?"
        try:
            points = distribution.entry_points.select(group=GROUP)
            if not points:
                continue
            name = canonicalize_name(distribution.metadata["Name"])
            if name in seen:
                continue
            requires = tuple(distribution.requires or ())
            release = distribution.version
        except Exception as error:  # noqa: BLE001 - nothing is known of what a damaged package does
            loading.broken(name, error)
            continue
        seen.add(name)
        for point in points:
            yield Candidate(name=name, entry=point.name, version=release, load=point.load, requires=requires)


def _wanted(loading: Loading, candidates: list[Candidate]) -> list[Candidate]:
    """Those that KOPPEL_PLUGINS names, by package or by entry point; all when it names none."""
    names = {
        canonicalize_name(name.strip()) for name in os.environ.get("KOPPEL_PLUGINS", "").split(",") if name.strip()
    }
    known = {name for each in candidates for name in (each.name, canonicalize_name(each.entry))}
    for name in sorted(names - known):
        loading.problem(name, _NOT_INSTALLED)
    return [each for each in candidates if not names or names & {each.name, canonicalize_name(each.entry)}]


def _single_files(loading: Loading) -> Iterator[Candidate]:
    folder = os.environ.get("KOPPEL_PLUGINS_DIR")
    if not folder:
        return
    if not Path(folder).is_dir():
        loading.problem(folder, _NO_FOLDER)
        return
    for path in sorted(Path(folder).glob("*.py")):
        if not path.name.startswith("_"):
            yield Candidate(name=path.stem, entry="file", version="file", load=_importer(path))


def _importer(path: Path) -> Callable[[], ModuleType]:
    """Imports that file under a name of its own, so that it hides no installed module."""

    def load() -> ModuleType:
        spec = importlib.util.spec_from_file_location(f"koppel_plugin_{path.stem}", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        return module

    return load
