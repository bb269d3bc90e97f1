"""A strict fake of Exact Online: tests and the demo talk to it as to the real service."""

from __future__ import annotations

from .service import ExactFake
from .switches import Switches

__all__ = ["ExactFake", "Switches"]
