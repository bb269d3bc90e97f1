"""Plug&Pay for Koppel: reads invoices and credit invoices of a shop on Plug&Pay, and registers payments there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from koppel.api import hookimpl
from koppel_plugandpay.connector import PlugAndPaySource

if TYPE_CHECKING:
    from koppel.testing import FakeService
    from koppel_plugandpay.fake import PlugAndPayFake

__all__ = ["PlugAndPaySource", "koppel_connectors", "koppel_fakes"]


@hookimpl
def koppel_connectors() -> list[type[PlugAndPaySource]]:
    """The connectors of this plugin."""
    return [PlugAndPaySource]


@hookimpl
def koppel_fakes() -> list[FakeService[PlugAndPayFake]]:
    """The fake shop, imported only when somebody asks for it."""
    from koppel_plugandpay import demo

    return [demo.service()]
