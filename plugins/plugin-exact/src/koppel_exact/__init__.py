"""Exact Online for Koppel."""

from __future__ import annotations

from collections.abc import Iterable

from koppel.api import Connector, hookimpl
from koppel_exact.connector import ExactTarget


@hookimpl
def koppel_connectors() -> Iterable[type[Connector]]:
    """The one connector of this plugin."""
    return [ExactTarget]
