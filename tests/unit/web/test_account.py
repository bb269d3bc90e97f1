"""A person's own page: password, language, time zone, tokens."""

from __future__ import annotations

import re

import pytest

from koppel.home import Home
from koppel.store import ApiToken
from koppel.web.people import person_of_session
from koppel.web.tokens import make_token, person_of_token, revoke, tokens_of
from unit.web.visiting import Visitor, readable, said
from unit.web.world import PASSWORD, Pages, make_pages

NEW = "another fine sentence"


def test_a_changed_password_ends_all_other_sessions(pages: Pages, admin: Visitor) -> None:
    """This browser stays logged in, the other is out, and only the new password works."""
    other = Visitor(pages)
    other.log_in()
    assert admin.post("/account/password", current=PASSWORD, new=NEW, again=NEW).status_code == 302
    assert admin.get("/").status_code == 200
    assert other.get("/").status_code == 302
    assert other.log_in(PASSWORD).status_code == 422
    assert other.log_in(NEW).status_code == 302


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"current": "wrong", "new": NEW, "again": NEW}, "current password is not right"),
        ({"current": PASSWORD, "new": NEW, "again": "different"}, "not the same"),
        ({"current": PASSWORD, "new": "short", "again": "short"}, "at least 10"),
    ],
)
def test_a_password_is_not_changed_by_mistake(admin: Visitor, fields: dict[str, str], told: str) -> None:
    """The reason is told, and the old password goes on working."""
    answer = admin.send("/account/password", fields)
    assert (answer.status_code, told in said(answer)) == (422, True)
    admin.post("/logout")
    assert admin.log_in(PASSWORD).status_code == 302


@pytest.mark.parametrize("session_id", ["", "1", "1.", ".0", "x.y", "1.99", "99.0", "1.0.0"])
def test_a_session_of_nobody_is_nobody(pages: Pages, admin: Visitor, session_id: str) -> None:
    """Whatever a cookie says, only an existing person of the present epoch is somebody."""
    assert person_of_session(pages.home, session_id) is None


def test_language_and_time_zone_are_kept(admin: Visitor) -> None:
    """They hold for every page from then on."""
    admin.post("/account/habits", language="nl", zone="America/New_York")
    page = admin.get("/account/")
    assert 'value="America/New_York"' in page.text
    assert "Wachtwoord wijzigen" in readable(page)


def test_a_time_zone_that_does_not_exist_is_refused(admin: Visitor) -> None:
    """The sentence names an example."""
    answer = admin.post("/account/habits", language="en", zone="Mars/Olympus")
    assert answer.status_code == 422
    assert "no time zone Mars/Olympus" in said(answer)


def test_a_token_is_shown_once_and_kept_as_a_hash(home: Home) -> None:
    """It stands on the page that made it, never again, and not in the database."""
    admin = Visitor(make_pages(home)).set_up()
    shown = re.search(
        r'value="(koppel_[^"]+)"', admin.post("/account/tokens", name="script", days="30", scope="read").text
    )
    assert shown is not None
    assert person_of_token(home, shown[1]) is not None
    assert shown[1] not in admin.get("/account/").text
    with home.reading() as session:
        assert shown[1] not in str([vars(row) for row in session.query(ApiToken)])


def test_a_token_needs_a_name(admin: Visitor) -> None:
    """Otherwise nobody knows later which to revoke."""
    assert admin.post("/account/tokens", name=" ", days="").status_code == 422


def test_a_revoked_token_is_useless(pages: Pages, admin: Visitor) -> None:
    """From that moment, and only that one."""
    kept, gone = (make_token(pages.home, 1, name) for name in ("kept", "gone"))
    newest = tokens_of(pages.home, 1)[0]
    admin.post(f"/account/tokens/{newest.id}/revoke")
    assert person_of_token(pages.home, gone) is None
    assert person_of_token(pages.home, kept) is not None


def test_nobody_revokes_the_token_of_another(pages: Pages, admin: Visitor) -> None:
    """A number in an address is not enough."""
    token = make_token(pages.home, 1, "mine")
    revoke(pages.home, 2, tokens_of(pages.home, 1)[0].id)
    assert person_of_token(pages.home, token) is not None
