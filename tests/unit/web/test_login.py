"""Logging in and out: who gets in, where they land, and when a session ends."""

from __future__ import annotations

import pytest

from unit.web.visiting import Visitor, said
from unit.web.walking import pages_of
from unit.web.world import NAME, PASSWORD, Pages


def test_without_login_every_page_leads_to_it(pages: Pages, admin: Visitor, stranger: Visitor) -> None:
    """Every page that the app has is closed, whatever its name; the few open ones are named here."""
    open_to_all = {
        "static", "health", "setup.form", "setup.make", "login.form", "login.enter", "login.leave", "login.language",
        "second_step.form", "second_step.check", "hooks.receive",
    }  # fmt: skip
    asked = 0
    for method in ("GET", "POST"):
        for endpoint, path in pages_of(pages.app, method):
            if endpoint in open_to_all:
                continue
            answer = stranger.get(path) if method == "GET" else stranger.post(path)
            assert (path, answer.status_code) == (path, 302)
            assert answer.headers["Location"].startswith("/login")
            asked += 1
    assert asked > 50


def test_the_right_password_opens_the_overview(pages: Pages, admin: Visitor) -> None:
    """Name and password fit: the overview."""
    visitor = Visitor(pages)
    assert visitor.log_in().headers["Location"] == "/"
    assert visitor.get("/").status_code == 200


@pytest.mark.parametrize(("name", "password"), [(NAME, "wrong password"), ("Nobody", PASSWORD), (NAME, ""), ("", "")])
def test_anything_else_does_not(pages: Pages, admin: Visitor, stranger: Visitor, name: str, password: str) -> None:
    """A wrong name and a wrong password are told in the same words."""
    answer = stranger.post("/login", name=name, password=password)
    assert answer.status_code == 422
    assert "do not belong together" in said(answer)
    assert stranger.get("/").status_code == 302


def test_after_the_login_one_lands_where_one_wanted_to_be(pages: Pages, admin: Visitor, stranger: Visitor) -> None:
    """The page that was asked for is remembered through the login, with its question mark and all."""
    sent = stranger.get("/connections/callback?code=a&state=b").headers["Location"]
    assert sent == "/login?next=/connections/callback?code%3Da%26state%3Db"
    assert "callback?code=a&amp;state=b" in stranger.get(sent).text
    answer = stranger.post("/login", name=NAME, password=PASSWORD, next="/connections/callback?code=a&state=b")
    assert answer.headers["Location"] == "/connections/callback?code=a&state=b"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "evil", "/\nx"]
)
def test_a_login_leads_nowhere_else(pages: Pages, admin: Visitor, stranger: Visitor, elsewhere: str) -> None:
    """A link with a foreign address in it ends at the overview."""
    assert stranger.post("/login", name=NAME, password=PASSWORD, next=elsewhere).headers["Location"] == "/"


def test_logging_out_needs_a_post(admin: Visitor) -> None:
    """A picture or a link cannot log anybody out; the button does."""
    assert admin.get("/logout").status_code == 405
    assert admin.get("/").status_code == 200
    admin.post("/logout")
    assert admin.get("/").status_code == 302


def test_guessing_is_slowed_down_per_name_and_address(pages: Pages, admin: Visitor, stranger: Visitor) -> None:
    """Ten misses, and this name has to wait, whatever its password; another name does not."""
    for _ in range(10):
        assert stranger.log_in("wrong password").status_code == 422
    assert stranger.log_in().status_code == 429
    assert stranger.post("/login", name="Somebody else", password="x").status_code == 422


def test_logins_that_succeed_are_not_counted(pages: Pages, admin: Visitor, stranger: Visitor) -> None:
    """Somebody who logs in often is not locked out."""
    for _ in range(12):
        assert Visitor(pages).log_in().status_code == 302


def test_what_the_cookie_held_before_is_dropped(pages: Pages, admin: Visitor, stranger: Visitor) -> None:
    """A session that was planted before the login is not the one that is logged in."""
    with stranger.client.session_transaction() as session:
        session["planted"] = "yes"
    stranger.log_in()
    with stranger.client.session_transaction() as session:
        assert "planted" not in session
