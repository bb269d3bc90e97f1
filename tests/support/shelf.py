"""Plugins made on the spot: a folder with a module and the metadata that an installation would have written."""

from __future__ import annotations

import importlib
import itertools
from importlib.metadata import Distribution, PathDistribution
from pathlib import Path

from koppel.plugins import Plugins, load_plugins

GOOD = '''
"""A plugin as it should be."""
from koppel.api import Account, ApiKey, Source, Text, hookimpl, same

class Good(Source):
    key = "{key}"
    title = "Good shop"
    auth = (ApiKey(base="https://good.invalid", label=same("Key")),)

    def verify(self): return Account(key="1", name="Good")
    def facet(self, name): return []
    def documents(self, since): return iter(())
    def document(self, key): return None
    def latest(self, count): return []

@hookimpl
def koppel_connectors():
    return [Good]
'''

_numbers = itertools.count()


class Shelf:
    """Where the plugins of one test stand. `load` loads them and nothing else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.distributions: list[Distribution] = []

    def add(self, name: str, source: str, *, requires: str = "koppel", entries: tuple[str, ...] = ("main",)) -> None:
        """Install a plugin. Its module gets a name of its own, so that no test sees another's."""
        module = f"shelf_{next(_numbers)}_{name.replace('-', '_')}"
        (self.folder / f"{module}.py").write_text(source)
        metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n" + (
            f"Requires-Dist: {requires}\n" if requires else ""
        )
        lines = [entry if "=" in entry else f"{entry} = {module}" for entry in entries]
        self.add_raw(name, {"METADATA": metadata, "entry_points.txt": "[koppel]\n" + "\n".join(lines) + "\n"})

    def add_good(self, name: str, key: str = "good") -> None:
        """Install a plugin with one well-formed source."""
        self.add(name, GOOD.replace("{key}", key))

    def add_raw(self, name: str, files: dict[str, str]) -> None:
        """Install metadata as it is given."""
        info = self.folder / f"{name.replace('-', '_')}-1.2.dist-info"
        info.mkdir()
        for file, content in files.items():
            (info / file).write_text(content)
        self.distributions.append(PathDistribution(info))

    def load(self) -> Plugins:
        """Load what stands here."""
        importlib.invalidate_caches()
        return load_plugins(self.distributions)
