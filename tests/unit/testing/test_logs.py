"""What one test sets up in the log of the process does not reach the next."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
import structlog

from koppel import logs


@pytest.mark.parametrize("round_", [1, 2])
def test_secrets_and_handlers_are_forgotten(tmp_path: Path, round_: int) -> None:
    """The second round finds neither the secret nor the log file of the first."""
    assert logs.masked("open sesame") == "open sesame"
    assert not structlog.is_configured()
    logs.keep_secret(["open sesame"])
    logs.set_up(folder=tmp_path)
    files = [each for each in logging.getLogger().handlers if isinstance(each, logging.FileHandler)]
    assert [Path(each.baseFilename).parent for each in files] == [tmp_path]
