"""Finding plugins: entry points of separately installed packages, loaded one by one.

One broken plugin must not take the others along, so nothing of it is trusted: its required core version is read from
its metadata before it is imported, and whatever it does wrong becomes a `Problem` that is shown. What a connector must
declare is checked by `connectors.checks`.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import Distribution, EntryPoint, distributions, version
from pathlib import Path
from types import ModuleType

import pluggy
import structlog
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from koppel import hookspecs
from koppel.connectors import Connector, Source, Target
from koppel.connectors.checks import faults
from koppel.errors import WrongUse
from koppel.text import Text

log = structlog.get_logger(__name__)

GROUP = "koppel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a plugin, or one of its connectors, is not available."""

    plugin: str
    sentence: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """A connector class and where it came from."""

    connector: type[Connector]
    plugin: str
    version: str


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
            raise WrongUse(_NOT_SOURCE, key=key)
        return found

    def target(self, key: str) -> type[Target]:
        """The target of that key. Raises WrongUse when it is a source."""
        found = self.connector(key)
        if not issubclass(found, Target):
            raise WrongUse(_NOT_TARGET, key=key)
        return found


_UNKNOWN = Text(
    en="There is no connector {key}. Installed are: {known}.",
    nl="Er is geen connector {key}. Geïnstalleerd zijn: {known}.",
)
_NOT_SOURCE = Text(en="{key} is not a shop.", nl="{key} is geen winkel.")
_NOT_TARGET = Text(en="{key} is not an accounting package.", nl="{key} is geen boekhoudpakket.")
_TOO_NEW = Text(
    en="{plugin} needs Koppel {needs}, this is {have}. Install a version of it that fits, or update Koppel.",
    nl="{plugin} heeft Koppel {needs} nodig, dit is {have}. Installeer een passende versie ervan, of werk Koppel bij.",
)
_BROKEN = Text(
    en="{plugin} cannot be loaded ({error}). Update it or remove it; the others work.",
    nl="{plugin} kan niet worden geladen ({error}). Werk het bij of verwijder het; de andere werken.",
)
_FAULTY = Text(
    en="{plugin}: the connector {key} is not well-formed ({fault}). Update the plugin.",
    nl="{plugin}: de connector {key} klopt niet ({fault}). Werk de plugin bij.",
)
_TWICE = Text(
    en="{plugin}: the connector {key} is already brought by {other}. Remove one of the two.",
    nl="{plugin}: de connector {key} komt al van {other}. Verwijder een van beide.",
)


class _Loading:
    """The state of one loading: what was found, what went wrong."""

    def __init__(self) -> None:
        self.manager = pluggy.PluginManager(hookspecs.PROJECT)
        self.manager.add_hookspecs(hookspecs)
        self.installed: dict[str, Installed] = {}
        self.problems: list[Problem] = []

    def problem(self, plugin: str, sentence: Text, **data: object) -> None:
        self.problems.append(Problem(plugin=plugin, sentence=sentence.with_data(plugin=plugin, **data)))

    def add(self, name: str, release: str, load: Loader) -> None:
        """Import, register and check one plugin. `Exception` is caught here because this is the plugin boundary."""
        try:
            module = load()
            self.manager.register(module, name=name)
            brought = list(module.koppel_connectors()) if hasattr(module, "koppel_connectors") else []
            self.manager.check_pending()
        except Exception as error:  # noqa: BLE001 - a plugin may do anything
            log.warning("plugin not loaded", plugin=name, error=repr(error))
            if self.manager.has_plugin(name):
                self.manager.unregister(name=name)
            self.problem(name, _BROKEN, error=f"{type(error).__name__}: {error}"[:200])
            return
        for connector in brought:
            self._add_connector(name, release, connector)

    def _add_connector(self, name: str, release: str, connector: type[Connector]) -> None:
        key = str(getattr(connector, "key", connector))
        wrong = faults(connector)
        if wrong:
            self.problem(name, _FAULTY, key=key, fault="; ".join(wrong))
        elif key in self.installed:
            self.problem(name, _TWICE, key=key, other=self.installed[key].plugin)
        else:
            self.installed[key] = Installed(connector=connector, plugin=name, version=release)


class Loader:
    """Something that imports a plugin when called."""

    def __init__(self, name: str, source: EntryPoint | Path) -> None:
        self.name = name
        self.source = source

    def __call__(self) -> ModuleType:
        if isinstance(self.source, EntryPoint):
            module: ModuleType = self.source.load()
            return module
        spec = importlib.util.spec_from_file_location(f"koppel_plugin_{self.source.stem}", self.source)
        if spec is None or spec.loader is None:
            raise ImportError(f"not a Python file: {self.source.name}")
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        return module


def load_plugins(found: Iterable[Distribution] | None = None) -> Plugins:
    """Load everything that is installed, or the subset that KOPPEL_PLUGINS names; KOPPEL_PLUGINS_DIR adds files."""
    loading = _Loading()
    wanted = {name.strip() for name in os.environ.get("KOPPEL_PLUGINS", "").split(",") if name.strip()}
    seen: set[str] = set()
    for distribution in distributions() if found is None else found:
        name = canonicalize_name(distribution.metadata["Name"])
        if name in seen:
            continue
        seen.add(name)
        for point in distribution.entry_points.select(group=GROUP):
            if wanted and not wanted & {name, point.name}:
                continue
            _add_distribution(loading, name, distribution, point)
    for path in _single_files():
        loading.add(path.stem, "file", Loader(path.stem, path))
    return Plugins(manager=loading.manager, installed=loading.installed, problems=tuple(loading.problems))


def _add_distribution(loading: _Loading, name: str, distribution: Distribution, point: EntryPoint) -> None:
    have = version("koppel")
    for text in distribution.requires or []:
        requirement = Requirement(text)
        if canonicalize_name(requirement.name) == "koppel" and not requirement.specifier.contains(
            have, prereleases=True
        ):
            loading.problem(name, _TOO_NEW, needs=str(requirement.specifier), have=have)
            return
    loading.add(name, distribution.version, Loader(name, point))


def _single_files() -> list[Path]:
    folder = os.environ.get("KOPPEL_PLUGINS_DIR")
    return sorted(path for path in Path(folder).glob("*.py") if not path.name.startswith("_")) if folder else []
