"""Mijnwebwinkel for Koppel: reads orders and credit orders of a shop on Mijnwebwinkel (MyOnlineStore)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from koppel.api import hookimpl
from koppel_mijnwebwinkel.connector import MijnwebwinkelSource

if TYPE_CHECKING:
    from koppel.testing import FakeService
    from koppel_mijnwebwinkel.fake import MijnwebwinkelFake

__all__ = ["MijnwebwinkelSource", "koppel_connectors", "koppel_fakes"]


@hookimpl
def koppel_connectors() -> list[type[MijnwebwinkelSource]]:
    """The connectors of this plugin."""
    return [MijnwebwinkelSource]


@hookimpl
def koppel_fakes() -> list[FakeService[MijnwebwinkelFake]]:
    """The fake shop, imported only when somebody asks for it."""
    from koppel_mijnwebwinkel import demo

    return [demo.service()]
