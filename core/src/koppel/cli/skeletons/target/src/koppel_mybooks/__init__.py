"""My Books for Koppel: books sales and credit notes as entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from koppel.api import hookimpl
from koppel_mybooks.connector import MyBooksTarget

if TYPE_CHECKING:
    from koppel.testing import FakeService
    from koppel_mybooks.fake import MyBooksFake


@hookimpl
def koppel_connectors() -> list[type[MyBooksTarget]]:
    """What this plugin adds."""
    return [MyBooksTarget]


@hookimpl
def koppel_fakes() -> list[FakeService[MyBooksFake]]:
    """The package that `koppel demo` shows; imported only when somebody asks for it."""
    from koppel_mybooks import demo

    return [demo.service()]
