"""The hooks that a plugin may implement: few and typed. A hook exists only while something shipped uses it."""

from __future__ import annotations

from collections.abc import Iterable

import pluggy

from koppel.connectors.base import Connector

PROJECT = "koppel"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def koppel_connectors() -> Iterable[type[Connector]]:  # type: ignore[empty-body]
    """The connector classes that this plugin brings."""


@hookspec
def koppel_fakes() -> Iterable[object]:  # type: ignore[empty-body]
    """The fakes of this plugin's services, as `koppel.testing.FakeService`: for the demonstration and for tests.

    Import them in the hook and not before: nobody else needs them.
    """
