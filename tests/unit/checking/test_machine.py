"""What the checks say when something is missing and may not be installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from checking import chromium, machine, postgres


@pytest.fixture(autouse=True)
def bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No browser, no server, and no right to install."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(postgres, "_PACKAGED", tmp_path)


def test_missing_browser_is_told() -> None:
    """The message names the package, the command and the flag."""
    with pytest.raises(machine.Missing, match=r"Chromium is missing.*apt-get install chromium .*--without-browser"):
        chromium.browser()


def test_missing_server_is_told() -> None:
    """The message names the package, the command and the flag."""
    with (
        pytest.raises(machine.Missing, match=r"PostgreSQL is missing.*apt-get install postgresql.*--without-postgres"),
        postgres.private_server(),
    ):
        pass
