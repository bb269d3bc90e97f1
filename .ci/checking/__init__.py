"""The parts of `.ci/check`: its steps, and the server and browser that the tests need."""

from __future__ import annotations
