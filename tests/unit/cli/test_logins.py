"""`koppel user`, `koppel token` and `koppel usage`: who may log in, what programs may do, what was used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import argon2
import pytest
from click.testing import CliRunner

from koppel.cli import main
from koppel.cli.terminal import Terminal
from koppel.store import User
from koppel.web.people import check_login
from koppel.web.tokens import bearer_of
from unit.cli.conftest import Bench

PASSWORD = "a long enough sentence"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed cheaply."""
    monkeypatch.setattr("argon2.profiles.RFC_9106_LOW_MEMORY", argon2.profiles.CHEAPEST)


@pytest.fixture
def login(koppel: Bench, tmp_path: Path) -> Callable[[str], Any]:
    """`login(name)`: make one, with its password from a file."""
    (tmp_path / "password").write_text(PASSWORD + "\n")
    return lambda name: koppel.json("user", "add", name, "--password-file", str(tmp_path / "password"))


def fits(koppel: Bench, name: str, password: str) -> bool:
    """Whether that is the password."""
    hasher = argon2.PasswordHasher.from_parameters(argon2.profiles.CHEAPEST)
    return check_login(koppel.home, hasher, name, password) is not None


def test_a_login_is_made_and_listed(koppel: Bench, login: Callable[[str], Any]) -> None:
    """And its password works."""
    assert koppel.json("user", "list") == []
    login("Sam")
    found = koppel.json("user", "list")
    assert [(one["name"], one["second_factor"], one["tokens"]) for one in found] == [("Sam", False, 0)]
    assert fits(koppel, "Sam", PASSWORD)
    assert "Sam" in koppel("user", "list").out


def test_the_password_can_be_asked_for(koppel: Bench) -> None:
    """Twice, hidden, and never on stdout."""
    terminal = Terminal(home_of=lambda _: koppel.home)
    found = CliRunner().invoke(main, ["user", "add", "Sam"], obj=terminal, input=f"{PASSWORD}\n{PASSWORD}\n")
    assert (found.exit_code, PASSWORD in found.output) == (0, False)
    assert fits(koppel, "Sam", PASSWORD)


def test_a_password_comes_from_stdin(koppel: Bench, login: Callable[[str], Any]) -> None:
    """For scripts; every session ends with it."""
    login("Sam")
    terminal = Terminal(home_of=lambda _: koppel.home)
    command = ["user", "password", "Sam", "--password-file", "-"]
    assert CliRunner().invoke(main, command, obj=terminal, input="another fine sentence\n").exit_code == 0
    assert (fits(koppel, "Sam", PASSWORD), fits(koppel, "Sam", "another fine sentence")) == (False, True)
    with koppel.home.reading() as session:
        assert session.query(User).one().session_epoch == 1


def test_a_weak_password_and_a_name_that_is_taken_are_refused(
    koppel: Bench, login: Callable[[str], Any], tmp_path: Path
) -> None:
    """With 2, and nothing is made."""
    login("Sam")
    (tmp_path / "weak").write_text("short")
    assert koppel("user", "add", "Kim", "--password-file", str(tmp_path / "weak")).code == 2
    again = koppel("user", "add", "Sam", "--password-file", str(tmp_path / "password"))
    assert (again.code, "already" in again.err) == (2, True)
    assert len(koppel.json("user", "list")) == 1


def test_the_last_login_stays(koppel: Bench, login: Callable[[str], Any]) -> None:
    """Without anybody the pages would ask for a new first administrator."""
    login("Sam")
    assert koppel("user", "remove", "Sam").code == 2
    login("Kim")
    assert koppel.json("user", "remove", "Sam") == {"name": "Sam", "removed": True}
    assert [one["name"] for one in koppel.json("user", "list")] == ["Kim"]


def test_the_second_step_is_reset_for_the_locked_out(koppel: Bench, login: Callable[[str], Any]) -> None:
    """From the machine itself; sessions end, and the secret is gone."""
    login("Sam")
    with koppel.home.writing() as session:
        user = session.query(User).one()
        user.totp_sealed, user.totp_since = koppel.home.vault.seal({"secret": "A" * 32}), koppel.home.now()
        user.recovery = {"codes": ["x"]}
    assert koppel.json("user", "list")[0]["second_factor"] is True
    assert koppel.json("user", "reset-second-factor", "Sam") == {"name": "Sam", "was_on": True}
    with koppel.home.reading() as session:
        user = session.query(User).one()
    assert (user.totp_sealed, user.totp_since, user.recovery, user.session_epoch) == (None, None, {}, 1)
    assert koppel.json("user", "reset-second-factor", "Sam") == {"name": "Sam", "was_on": False}


@pytest.mark.parametrize("command", ["reset-second-factor", "remove", "password"])
def test_somebody_unknown_is_told(koppel: Bench, command: str) -> None:
    """With the command that lists the names."""
    found = koppel("user", command, "Nobody")
    assert (found.code, "koppel user list" in found.err) == (2, True)


def test_a_token_is_made_shown_once_and_removed(koppel: Bench, login: Callable[[str], Any]) -> None:
    """It may only read unless told; after its removal it opens nothing."""
    login("Sam")
    made = koppel.json("token", "add", "reports", "--days", "30")
    assert (made["scopes"], made["user"]) == (["read"], "Sam")
    bearer = bearer_of(koppel.home, made["token"])
    assert bearer is not None
    assert bearer.scopes == {"read"}
    listed = koppel.json("token", "list")
    assert [(one["id"], one["name"], "token" in one) for one in listed] == [(made["id"], "reports", False)]
    assert listed[0]["expires_at"] > listed[0]["created_at"]
    koppel.json("token", "remove", str(made["id"]))
    assert bearer_of(koppel.home, made["token"]) is None
    assert koppel("token", "remove", "99").code == 2


def test_scopes_are_added_up(koppel: Bench, login: Callable[[str], Any]) -> None:
    """Each is named; one that does not exist is refused."""
    login("Sam")
    assert koppel.json("token", "add", "x", "--scope", "run", "--scope", "read")["scopes"] == ["read", "run"]
    assert koppel("token", "add", "x", "--scope", "all").code == 2


def test_with_several_people_the_token_names_its_owner(koppel: Bench, login: Callable[[str], Any]) -> None:
    """It ends with the owner's login."""
    login("Sam")
    login("Kim")
    assert koppel("token", "add", "x").code == 2
    assert koppel.json("token", "add", "x", "--user", "Kim")["user"] == "Kim"
    koppel.json("user", "remove", "Kim")
    assert koppel.json("token", "list") == []


def test_usage_is_told_per_connection(coupled: Bench) -> None:
    """Documents of this month, calls, and the limits of the services."""
    coupled.json("sync", "webshop")
    found = {one["name"]: one for one in coupled.json("usage", "--months", "2")}
    assert [one["documents"] for one in found["shop"]["months"]] == [4, 0]
    assert found["books"]["months"][0]["calls"] > 3
    assert {limit["window_s"] for limit in found["books"]["limits"]} == {60, 86_400}
    assert "books" in coupled("usage").out
