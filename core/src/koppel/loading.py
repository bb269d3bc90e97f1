"""Loading one plugin after the other, trusting none: whatever one does wrong becomes a `Problem`, the others go on.

Where plugins are found, and which of them are wanted, is decided in `plugins`. What a connector must declare is checked
by `connectors.checks`.
"""

from __future__ import annotations

import contextlib
import sys
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import version

import pluggy
import structlog
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from koppel import hookspecs
from koppel.connectors import Connector
from koppel.connectors.checks import faults
from koppel.text import Text

log = structlog.get_logger(__name__)

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
class Candidate:
    """Something that calls itself a plugin. `entry` tells apart several that one package brings.

    `load` imports it and gives the object with the hooks; `requires` are its package's requirements, read without it.
    """

    name: str
    entry: str
    version: str
    load: Callable[[], object]
    requires: tuple[str, ...] = ()


class Loading:
    """The state of one loading: what was found, what went wrong."""

    def __init__(self) -> None:
        self.manager = pluggy.PluginManager(hookspecs.PROJECT)
        self.manager.add_hookspecs(hookspecs)
        self.installed: dict[str, Installed] = {}
        self.problems: list[Problem] = []

    def problem(self, plugin: str, sentence: Text, **data: object) -> None:
        """Note what went wrong, for people."""
        self.problems.append(Problem(plugin=plugin, sentence=sentence.with_data(plugin=plugin, **data)))

    def broken(self, plugin: str, error: BaseException) -> None:
        """Note an exception, for people and for the log."""
        told = _told(error)
        log.warning("plugin not loaded", plugin=plugin, error=told)
        self.problem(plugin, _BROKEN, error=told)

    def add(self, candidate: Candidate) -> None:
        """Import, register and check one plugin.

        Everything is caught because this is the plugin boundary; SystemExit too, which a module written as a script
        raises when it is imported. What a plugin prints goes to stderr: stdout belongs to the command's answer.
        """
        try:
            if self._fits(candidate):
                with contextlib.redirect_stdout(sys.stderr):
                    for connector in self._register(candidate):
                        self._add_connector(candidate, connector)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may do anything
            self.broken(candidate.name, error)

    def _fits(self, candidate: Candidate) -> bool:
        """Looked at before the import: a plugin for another core may fail in ways that explain nothing."""
        have = version("koppel")
        for requirement in map(Requirement, candidate.requires):
            if canonicalize_name(requirement.name) != "koppel":
                continue
            applies = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
            if applies and not requirement.specifier.contains(have, prereleases=True):
                self.problem(candidate.name, _TOO_NEW, needs=str(requirement.specifier), have=have)
                return False
        return True

    def _register(self, candidate: Candidate) -> list[object]:
        """The connectors of a plugin whose hooks are all known; of any other, nothing stays registered."""
        plugin = candidate.load()
        _refuse_unmarked(plugin)
        name = f"{candidate.name}:{candidate.entry}"
        try:
            self.manager.register(plugin, name=name)
            self.manager.check_pending()
            implemented = self.manager.hook.koppel_connectors.get_hookimpls()
            return [each for hook in implemented if hook.plugin is plugin for each in _listed(hook.function())]
        except BaseException:
            if self.manager.has_plugin(name):
                self.manager.unregister(name=name)
            raise

    def _add_connector(self, candidate: Candidate, connector: object) -> None:
        try:
            wrong = faults(connector)
        except Exception as error:  # noqa: BLE001 - a declaration may be anything, and may raise when it is looked at
            wrong = [_told(error)]
        name = candidate.name
        key = str(getattr(connector, "key", "") or getattr(connector, "__name__", type(connector).__name__))
        if wrong:
            self.problem(name, _FAULTY, key=key, fault="; ".join(wrong))
        elif key in self.installed:
            self.problem(name, _TWICE, key=key, other=self.installed[key].plugin)
        else:
            assert isinstance(connector, type)
            self.installed[key] = Installed(connector=connector, plugin=name, version=candidate.version)


def _refuse_unmarked(plugin: object) -> None:
    """A hook without its mark would be passed over in silence, and its author would look for the reason elsewhere."""
    for name in dir(plugin):
        found = getattr(plugin, name)
        if name.startswith("koppel_") and callable(found) and not hasattr(found, f"{hookspecs.PROJECT}_impl"):
            raise TypeError(f"{name} is not marked with @hookimpl")


def _listed(brought: object) -> list[object]:
    """What koppel_connectors gave, as a list. A text has items too, but none of them is a class."""
    if isinstance(brought, (str, bytes)) or not isinstance(brought, Iterable):
        raise TypeError(f"koppel_connectors must give a list of classes, not {type(brought).__name__}")
    return list(brought)


def _told(error: BaseException) -> str:
    """The last line of what Python says of an exception, even of one that cannot describe itself."""
    return " ".join(traceback.format_exception_only(error)[-1].split())[:200]
