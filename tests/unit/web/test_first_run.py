"""The first page of all: the one-time code makes the administrator, once."""

from __future__ import annotations

import pytest

from koppel.home import Home
from koppel.store import Setting, User
from koppel.web.first_run import one_time_code
from unit.web.visiting import Visitor, readable, said
from unit.web.world import NAME, PASSWORD, Pages, fresh_code, make_pages


@pytest.mark.parametrize("path", ["/", "/login", "/connections/", "/integrations/1", "/account/"])
def test_every_page_leads_to_the_set_up(stranger: Visitor, path: str) -> None:
    """While there is nobody, whatever is opened ends at the set-up."""
    assert "Welcome to Koppel" in stranger.text(path)


def test_the_code_makes_the_administrator(home: Home) -> None:
    """With the right code the person is made, logged in, and sees the overview in the chosen language."""
    visitor = Visitor(make_pages(home)).set_up(language="nl")
    assert "De weg naar uw eerste boeking" in visitor.text("/")
    with home.reading() as session:
        user = session.query(User).one()
    assert (user.name, user.language) == (NAME, "nl")
    assert user.password_hash.startswith("$argon2id$")


def test_a_wrong_code_makes_nobody(pages: Pages, stranger: Visitor) -> None:
    """A guess is refused with the place where the code stands."""
    fresh_code(pages)
    answer = stranger.post("/setup", code="AAAA-BBBB-CCCC", name=NAME, password=PASSWORD, again=PASSWORD)
    assert answer.status_code == 422
    assert "the window in which Koppel was started" in said(answer)
    with pages.home.reading() as session:
        assert session.query(User).count() == 0


def test_the_code_may_be_typed_sloppily(pages: Pages, stranger: Visitor) -> None:
    """Small letters, blanks and missing dashes are forgiven."""
    code = fresh_code(pages).lower().replace("-", " ")
    assert stranger.post("/setup", code=code, name=NAME, password=PASSWORD, again=PASSWORD).status_code == 302


def test_only_a_hash_of_the_code_is_kept(home: Home) -> None:
    """Whoever reads the database does not learn the code; a new one makes the old void."""
    first, second = one_time_code(home), one_time_code(home)
    with home.reading() as session:
        kept = [row.value for row in session.query(Setting).all()]
    assert len(kept) == 1
    assert first not in kept[0]
    assert second not in kept[0]
    assert first != second


def test_the_code_works_once(pages: Pages) -> None:
    """A second person with the same code is too late: the set-up is gone."""
    code = fresh_code(pages)
    fields = {"code": code, "password": PASSWORD, "again": PASSWORD}
    assert Visitor(pages).post("/setup", name="One", **fields).status_code == 302
    assert Visitor(pages).post("/setup", name="Two", **fields).headers["Location"] == "/login"
    with pages.home.reading() as session:
        assert [user.name for user in session.query(User)] == ["One"]


@pytest.mark.parametrize(
    ("password", "again", "told"),
    [
        ("short", "short", "at least 10 characters"),
        ("wachtwoord1", "wachtwoord1", "guessed at once"),
        ("aaaaaaaaaaaaaa", "aaaaaaaaaaaaaa", "guessed at once"),
        (PASSWORD, PASSWORD + "!", "not the same"),
        ("x" * 1001, "x" * 1001, "at most 1,000 characters"),
    ],
)
def test_a_bad_password_spends_no_code(pages: Pages, stranger: Visitor, password: str, again: str, told: str) -> None:
    """The sentence says what is wrong with the password, and the code still works afterwards."""
    code = fresh_code(pages)
    answer = stranger.post("/setup", code=code, name=NAME, password=password, again=again)
    assert (answer.status_code, told.replace(",", "")) == (422, told.replace(",", ""))
    assert told.replace(",", "") in said(answer)
    assert stranger.post("/setup", code=code, name=NAME, password=PASSWORD, again=PASSWORD).status_code == 302


def test_what_was_typed_stays_but_not_the_password(pages: Pages, stranger: Visitor) -> None:
    """A refused form keeps name and code; a password is never sent back."""
    answer = stranger.post("/setup", code="X", name="Somebody", password="secret-thing-1", again="secret-thing-1")
    assert 'value="Somebody"' in answer.text
    assert "secret-thing-1" not in answer.text


def test_guessing_codes_is_slowed_down(pages: Pages, stranger: Visitor) -> None:
    """After twenty wrong codes the next is not even looked at."""
    token = stranger.token()
    for _ in range(20):
        assert stranger.client.post("/setup", data={"csrf_token": token, "code": "X"}).status_code == 422
    answer = stranger.client.post("/setup", data={"csrf_token": token, "code": fresh_code(pages)})
    assert answer.status_code == 429
    assert "kwartier" in readable(answer)
