"""A strict fake of e-Boekhouden.nl: tests and the demo talk to it as to the real service."""

from __future__ import annotations

from .service import SAMPLE_TOKEN, EBoekhoudenFake
from .switches import Switches

__all__ = ["SAMPLE_TOKEN", "EBoekhoudenFake", "Switches"]
