"""e-Boekhouden.nl for Koppel."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from koppel.api import Connector, hookimpl
from koppel_eboekhouden.connector import EBoekhoudenTarget

if TYPE_CHECKING:
    from koppel.testing import FakeService
    from koppel_eboekhouden.fake import EBoekhoudenFake


@hookimpl
def koppel_connectors() -> Iterable[type[Connector]]:
    """The one connector of this plugin."""
    return [EBoekhoudenTarget]


@hookimpl
def koppel_fakes() -> Iterable[FakeService[EBoekhoudenFake]]:
    """The fake package, imported only when somebody asks for it."""
    from koppel_eboekhouden import demo

    return [demo.service()]
