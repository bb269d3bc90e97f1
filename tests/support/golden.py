"""`--regenerate`: golden files are written anew instead of compared; the difference is then reviewed before it is kept."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """One switch for all golden files."""
    parser.addoption("--regenerate", action="store_true", help="write golden files anew")
