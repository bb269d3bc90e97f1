"""My Shop for Koppel: reads its orders and refunds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from koppel.api import hookimpl
from koppel_myshop.connector import MyShopSource

if TYPE_CHECKING:
    from koppel.testing import FakeService
    from koppel_myshop.fake import MyShopFake


@hookimpl
def koppel_connectors() -> list[type[MyShopSource]]:
    """What this plugin adds."""
    return [MyShopSource]


@hookimpl
def koppel_fakes() -> list[FakeService[MyShopFake]]:
    """The shop that `koppel demo` shows; imported only when somebody asks for it."""
    from koppel_myshop import demo

    return [demo.service()]
