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
