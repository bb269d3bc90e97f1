"""Exact Online for Koppel."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from koppel.api import Connector, hookimpl
from koppel_exact.connector import ExactTarget

if TYPE_CHECKING:
    from koppel.testing import FakeService
    from koppel_exact.fake import ExactFake


@hookimpl
def koppel_connectors() -> Iterable[type[Connector]]:
    """The one connector of this plugin."""
    return [ExactTarget]


@hookimpl
def koppel_fakes() -> Iterable[FakeService[ExactFake]]:
    """The fake package, imported only when somebody asks for it."""
    from koppel_exact import demo

    return [demo.service()]
