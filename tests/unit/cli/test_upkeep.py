"""`koppel doctor`, `backup`, `restore`, `export`, `import` and `install`."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from sqlalchemy import text

from koppel.cli import main
from koppel.cli.terminal import Terminal
from koppel.home import Home, open_home
from koppel.store import Connection
from koppel.sync.history import history
from unit.cli.conftest import SECRETS, Bench

CHECKS = ["folder", "database", "key", "queue", "plugins", "connections", "disk", "clock"]


def run(folder: Path, *args: str) -> Any:
    """The command on a folder, with JSON: exit code and value."""
    found = CliRunner().invoke(main, ["--data-dir", str(folder), *args, "--json"])
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found.exit_code, json.loads(found.stdout)


def secrets_of(koppel: Bench) -> list[str]:
    """Everything that must never leave: keys, tokens, and what is sealed."""
    with koppel.home.reading() as session:
        rows = session.query(Connection).all()
    values = [value for row in rows for value in koppel.home.vault.unseal(row.sealed).values()]
    assert len(values) >= 4
    return values


def test_the_doctor_looks_at_everything(coupled: Bench) -> None:
    """And finds nothing wrong with a working installation."""
    found = coupled.json("doctor")
    assert found["ok"] is True
    assert [check["check"] for check in found["checks"]] == CHECKS
    assert {check["state"] for check in found["checks"]} == {"ok"}


def test_the_doctor_tries_connections_when_asked(coupled: Bench) -> None:
    """A withdrawn login is found, and ends it with 3."""
    coupled.books.revoke()
    assert coupled("doctor").code == 0
    found = coupled("doctor", "--verify", "--json")
    assert (found.code, found.value["ok"]) == (3, False)
    wrong = [check for check in found.value["checks"] if check["state"] == "error"]
    assert [check["check"] for check in wrong] == ["connections"]
    assert "books is not logged in" in wrong[0]["sentence"]


def test_the_doctor_sees_a_key_that_does_not_fit(coupled: Bench) -> None:
    """Although the commands that need no credentials work."""
    from cryptography.fernet import Fernet

    from koppel.store.vault import Vault

    coupled.home.vault = Vault(Fernet.generate_key())
    found = coupled("doctor", "--json")
    assert found.code == 2
    assert "key" in [check["check"] for check in found.value["checks"] if check["state"] == "error"]


def test_the_doctor_sees_a_folder_that_is_open_to_others(coupled: Bench) -> None:
    """A warning, which is no error."""
    coupled.home.folder.path.chmod(0o755)
    found = coupled.json("doctor")
    assert [check["check"] for check in found["checks"] if check["state"] == "warning"] == ["folder"]


def test_the_doctor_sees_a_clock_that_is_behind(coupled: Bench) -> None:
    """The newest run is later than now."""
    coupled.json("sync", "webshop")
    with coupled.home.engine.begin() as connection:
        connection.execute(text("UPDATE run SET created_at = '2099-01-01 00:00:00'"))
    found = coupled("doctor", "--json")
    assert found.code == 1
    assert "clock" in [check["check"] for check in found.value["checks"] if check["state"] == "error"]


def test_the_doctor_says_why_a_folder_cannot_be_opened(tmp_path: Path) -> None:
    """As a finding, with the file for a question all the same."""
    home = open_home(tmp_path / "data")
    with home.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    home.close()
    code, found = run(tmp_path / "data", "doctor", "--file", str(tmp_path / "file.json"))
    assert (code, [check["check"] for check in found["checks"]]) == (2, ["folder"])
    assert json.loads((tmp_path / "file.json").read_text())["checks"] == {"folder": "error"}


def test_the_file_of_the_doctor_tells_nobodys_business(coupled: Bench, tmp_path: Path) -> None:
    """No secret, no name, no address, no number, no amount; also not from a traceback in the log."""
    coupled.json("sync", "webshop")
    rows = history(coupled.home, "webshop")
    log = coupled.home.folder.logs / "koppel.log"
    trace = 'Traceback:\n  File "/home/jansen/x.py", line 3, in f\nValueError: Sanne de Vries'
    log.write_text(json.dumps({"event": "x", "timestamp": "2026", "exception": trace}) + "\n")
    coupled("doctor", "--file", str(tmp_path / "file.json"))
    said = (tmp_path / "file.json").read_text()
    private = ["Sanne", "Vries", "jansen", "winkel.example", "Grachtenpand", "webshop", *secrets_of(coupled)]
    private += [str(row.total_incl) for row in rows] + [row.target_id or "?" for row in rows]
    assert [word for word in private if word in said] == []
    assert json.loads(said)["faults"] == [{"at": "2026", "kind": "ValueError", "frames": ["x.py:3 f"]}]
    assert json.loads(said)["documents"] == [[1, "booked", None, 4]]


def test_a_backup_is_put_back_whole(coupled: Bench, tmp_path: Path) -> None:
    """Credentials, settings and history, in another folder; the file is its owner's alone."""
    coupled.json("sync", "webshop")
    coupled.json("backup", str(tmp_path / "koppel.zip"))
    assert (tmp_path / "koppel.zip").stat().st_mode & 0o077 == 0
    code, found = run(tmp_path / "new", "restore", str(tmp_path / "koppel.zip"))
    assert (code, found["database"]) == (0, "sqlite")
    home = open_home(tmp_path / "new")
    restored = Bench(home=home, shop=coupled.shop, books=coupled.books)
    assert restored.stored() == coupled.stored()
    assert secrets_of(restored) == secrets_of(coupled)
    home.close()


@pytest.mark.postgres
def test_a_backup_beside_postgres_holds_the_key(postgres_home: Home, tmp_path: Path) -> None:
    """Its tables are saved with its own tools, which the command says; the key comes back alone."""
    terminal = Terminal(home_of=lambda _: postgres_home)
    found = CliRunner().invoke(main, ["backup", str(tmp_path / "koppel.zip")], obj=terminal)
    assert (found.exit_code, "pg_dump" in found.stdout) == (0, True)
    with zipfile.ZipFile(tmp_path / "koppel.zip") as packed:
        assert sorted(packed.namelist()) == ["key", "koppel.json"]
    assert run(tmp_path / "new", "restore", str(tmp_path / "koppel.zip"))[0] == 0
    assert (tmp_path / "new" / "key").read_bytes() == postgres_home.folder.key_file.read_bytes()


def test_a_backup_is_never_overwritten(koppel: Bench, tmp_path: Path) -> None:
    """Whatever file that was."""
    (tmp_path / "koppel.zip").write_text("precious")
    found = koppel("backup", str(tmp_path / "koppel.zip"))
    assert (found.code, (tmp_path / "koppel.zip").read_text()) == (2, "precious")


def test_a_backup_that_cannot_be_written_leaves_nothing(koppel: Bench, tmp_path: Path) -> None:
    """A folder that is not there."""
    found = koppel("backup", str(tmp_path / "nowhere" / "koppel.zip"))
    assert found.code == 2
    assert "cannot be written" in found.err
    assert [path for path in koppel.home.folder.path.iterdir() if path.name.startswith("backup-")] == []


def test_a_folder_with_data_is_not_replaced_unless_told(koppel: Bench, tmp_path: Path) -> None:
    """And then what was there is saved first."""
    koppel.json("backup", str(tmp_path / "empty.zip"))
    home = open_home(tmp_path / "used")
    with home.writing() as session:
        session.execute(text("INSERT INTO setting (key, value) VALUES ('mine', 'kept')"))
    home.close()
    code, found = run(tmp_path / "used", "restore", str(tmp_path / "empty.zip"))
    assert (code, "--force" in found["error"]) == (2, True)
    code, found = run(tmp_path / "used", "restore", str(tmp_path / "empty.zip"), "--force")
    assert code == 0
    code, _ = run(tmp_path / "again", "restore", found["kept"])
    assert code == 0
    home = open_home(tmp_path / "again")
    with home.reading() as session:
        assert session.execute(text("SELECT value FROM setting WHERE key = 'mine'")).scalar() == "kept"
    home.close()


def damage(path: Path, how: str) -> None:
    """Spoil a backup."""
    if how == "no zip":
        path.write_bytes(b"something else")
        return
    with zipfile.ZipFile(path) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    if how == "another key":
        from cryptography.fernet import Fernet

        files["key"] = Fernet.generate_key()
    if how == "no tables":
        del files["koppel.sqlite3"]
    if how == "tables cut off":
        files["koppel.sqlite3"] = files["koppel.sqlite3"][:5000]
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in files.items():
            packed.writestr(name, content)


@pytest.mark.parametrize("how", ["no zip", "another key", "no tables", "tables cut off"])
def test_a_file_that_is_no_backup_changes_nothing(coupled: Bench, tmp_path: Path, how: str) -> None:
    """It is checked before the folder is touched."""
    coupled.json("backup", str(tmp_path / "koppel.zip"))
    damage(tmp_path / "koppel.zip", how)
    code, found = run(tmp_path / "new", "restore", str(tmp_path / "koppel.zip"))
    assert (code, "is no backup" in found["error"]) == (2, True)
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["backups", "logs"]


def test_a_backup_of_a_newer_version_is_refused(koppel: Bench, tmp_path: Path) -> None:
    """With the sentence that a newer folder gets."""
    with koppel.home.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    koppel.json("backup", str(tmp_path / "koppel.zip"))
    code, found = run(tmp_path / "new", "restore", str(tmp_path / "koppel.zip"))
    assert (code, "newer version" in found["error"]) == (2, True)
    assert not (tmp_path / "new" / "key").exists()


def test_an_export_has_no_secrets(coupled: Bench) -> None:
    """It is YAML, and with --json the same as JSON."""
    said = coupled("export").out
    assert yaml.safe_load(said) == coupled.json("export")
    assert [value for value in secrets_of(coupled) if value in said] == []
    assert yaml.safe_load(said)["integrations"][0]["answers"]["journal"] == "71"


def test_an_export_is_taken_over_elsewhere(coupled: Bench, tmp_path: Path) -> None:
    """With the secrets given beside it; the integration is a draft with all its answers."""
    (tmp_path / "koppel.yaml").write_text(coupled("export").out)
    secrets = {
        "shop.consumer_key": coupled.shop.consumer_key,
        "shop.consumer_secret": coupled.shop.consumer_secret,
        "books.client_secret": SECRETS["client_secret"],
    }
    given = [part for key, value in secrets.items() for part in ("--set", f"{key}={value}")]
    code, found = run(tmp_path / "new", "import", str(tmp_path / "koppel.yaml"), *given)
    assert (code, found) == (0, {"connections": ["books", "shop"], "integrations": ["webshop"]})
    assert run(tmp_path / "new", "export")[1] == coupled.json("export")
    assert run(tmp_path / "new", "integration", "show", "webshop")[1]["state"] == "draft"


def test_an_import_of_what_is_there_changes_nothing(coupled: Bench, tmp_path: Path) -> None:
    """Names that exist stay as they are."""
    (tmp_path / "koppel.yaml").write_text(coupled("export").out)
    before = coupled.stored()
    assert coupled.json("import", str(tmp_path / "koppel.yaml")) == {"connections": [], "integrations": []}
    assert coupled.stored() == before


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, "--set shop.consumer_key=…"),
        ({"koppel": "99"}, "was not made by `koppel export`"),
        ({"connections": "none"}, "connections"),
        ({"connections": [{"name": "x"}]}, "connections: connector"),
        (
            {"connections": [], "integrations": [{"name": "w", "source": "a", "target": "b", "answers": {}}]},
            "no connection a",
        ),
    ],
)
def test_a_file_that_cannot_be_taken_over_changes_nothing(
    coupled: Bench, tmp_path: Path, change: dict[str, Any], words: str
) -> None:
    """Not even a part of it."""
    (tmp_path / "koppel.yaml").write_text(yaml.safe_dump({**coupled.json("export"), **change}))
    code, found = run(tmp_path / "new", "import", str(tmp_path / "koppel.yaml"))
    assert code == 2
    assert words in found["error"]
    assert run(tmp_path / "new", "connection", "list") == (0, [])


def test_answers_to_unknown_steps_are_refused(coupled: Bench, tmp_path: Path) -> None:
    """A plugin of another version may ask other things."""
    found = coupled.json("export")
    found["integrations"][0] |= {"name": "second"}
    found["integrations"][0]["answers"]["jornal"] = "70"
    (tmp_path / "koppel.yaml").write_text(yaml.safe_dump(found))
    refused = coupled("import", str(tmp_path / "koppel.yaml"))
    assert (refused.code, "jornal" in refused.err) == (2, True)


class Installer:
    """Plays pip: keeps the command, and lets a connector appear."""

    def __init__(self, code: int = 0) -> None:
        self.code = code
        self.command: list[str] = []

    def __call__(self, command: list[str], **_: Any) -> subprocess.CompletedProcess[bytes]:
        if command[-2:] == ["connectors", "--json"]:
            keys = ["old", "new"] if self.command else ["old"]
            return subprocess.CompletedProcess(command, 0, json.dumps([{"key": key} for key in keys]).encode())
        self.command = command
        return subprocess.CompletedProcess(command, self.code)


def test_a_plugin_is_installed_beside_koppel(koppel: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the versions that were tried together; the answer says what is new."""
    installer = Installer()
    monkeypatch.setattr("koppel.cli.install.subprocess.run", installer)
    monkeypatch.setattr("koppel.cli.install.importlib.util.find_spec", lambda _: object())
    assert koppel.json("install", "koppel-example") == {"package": "koppel-example", "connectors": ["new"]}
    assert installer.command[:4] == [sys.executable, "-m", "pip", "install"]
    assert installer.command[-1] == "koppel-example"
    assert Path(installer.command[installer.command.index("--constraint") + 1]).name == "constraints.txt"


def test_uv_installs_where_there_is_no_pip(koppel: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Into the Python that runs Koppel."""
    installer = Installer()
    monkeypatch.setattr("koppel.cli.install.subprocess.run", installer)
    monkeypatch.setattr("koppel.cli.install.importlib.util.find_spec", lambda _: None)
    monkeypatch.setattr("koppel.cli.install.shutil.which", lambda name: f"/bin/{name}")
    koppel.json("install", "koppel-example")
    assert installer.command[:5] == ["/bin/uv", "pip", "install", "--python", sys.executable]


@pytest.mark.parametrize(("package", "code"), [("koppel-example", 1), ("--index-url=x", 0)])
def test_a_failed_installation_is_told(koppel: Bench, monkeypatch: pytest.MonkeyPatch, package: str, code: int) -> None:
    """An option in the place of a name is refused before pip sees it."""
    monkeypatch.setattr("koppel.cli.install.subprocess.run", Installer(code))
    found = koppel("install", "--", package)
    assert (found.code, package in found.err) == (2, True)
