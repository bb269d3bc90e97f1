"""A fake Billit for tests and for `koppel demo`, written from the vendor's public documentation."""

from __future__ import annotations

from .sample import BELGIAN, DUTCH
from .service import BillitFake
from .switches import Switches

__all__ = ["BELGIAN", "DUTCH", "BillitFake", "Switches"]
