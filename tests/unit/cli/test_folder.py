"""The data folder as a command meets it: newer, damaged, unreachable, somewhere else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from koppel.cli import main
from koppel.home import Home, open_home


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but the log."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and "logs" not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def newer(home: Home) -> None:
    """What a later version would leave behind."""
    with home.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999_from_the_future'"))


def another_key(home: Home) -> None:
    """A key file of another installation, and a connection sealed with the right one."""
    from cryptography.fernet import Fernet

    from koppel.connections import manage

    keys = {"url": "https://winkel.example", "consumer_key": "ck_1", "consumer_secret": "cs_1"}
    manage.add(home, "woocommerce", "shop", keys, verify_now=False)
    home.folder.key_file.write_bytes(Fernet.generate_key())


@pytest.mark.parametrize(
    ("damage", "command", "words"),
    [
        (newer, ["connection", "list"], "newer version of Koppel (9999_from_the_future)"),
        (another_key, ["connection", "verify", "shop"], "Put the right key file back"),
    ],
)
def test_a_folder_that_cannot_be_used_is_left_as_it_is(
    tmp_path: Path, damage: Callable[[Home], None], command: list[str], words: str
) -> None:
    """One sentence, exit code 2, not a byte changed."""
    home = open_home(tmp_path / "data")
    damage(home)
    home.close()
    before = contents(tmp_path / "data")
    found = CliRunner().invoke(main, ["--data-dir", str(tmp_path / "data"), *command, "--json"])
    assert found.exit_code == 2
    assert words in json.loads(found.stdout)["error"]
    assert len(found.stderr.splitlines()) == 1
    assert contents(tmp_path / "data") == before


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A file stands in its way."""
    (tmp_path / "data").write_text("")
    found = CliRunner().invoke(main, ["connection", "list", "--data-dir", str(tmp_path / "data" / "deeper")])
    assert found.exit_code == 2
    assert "--data-dir" in found.stderr


def test_the_option_goes_before_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And may stand after the command; what it makes is for its owner only."""
    monkeypatch.setenv("KOPPEL_DATA_DIR", str(tmp_path / "other"))
    found = CliRunner().invoke(main, ["connection", "list", "--data-dir", str(tmp_path / "data"), "--json"])
    assert (found.exit_code, json.loads(found.stdout)) == (0, [])
    assert not (tmp_path / "other").exists()
    assert (tmp_path / "data" / "key").stat().st_mode & 0o077 == 0
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0
