"""Billit for Koppel."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from koppel.api import Connector, hookimpl
from koppel_billit.connector import BillitTarget

if TYPE_CHECKING:
    from koppel.testing import FakeService
    from koppel_billit.fake import BillitFake

__all__ = ["BillitTarget", "koppel_connectors", "koppel_fakes"]


@hookimpl
def koppel_connectors() -> Iterable[type[Connector]]:
    """The one connector of this plugin."""
    return [BillitTarget]


@hookimpl
def koppel_fakes() -> Iterable[FakeService[BillitFake]]:
    """The fake package, imported only when somebody asks for it."""
    from koppel_billit import demo

    return [demo.service()]
