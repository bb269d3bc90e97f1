"""Fixtures and tools of this project's own tests; nothing here is shipped."""

from __future__ import annotations
