"""When something goes wrong: a page that says what to do in the reader's language, and tells nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from koppel.errors import AuthFailed, Bug, KoppelError, RateLimited, SettingsProblem, Unavailable, WrongUse
from koppel.home import Home
from koppel.store import utc_now
from koppel.text import Text
from koppel.web.app import create_app
from koppel.web.troubles import status_of
from unit.web.visiting import Visitor, readable
from unit.web.world import Pages, make_pages


def break_overview(pages: Pages, error: Exception) -> None:
    """Have the overview fail."""

    def fail(**_: Any) -> str:
        raise error

    pages.app.view_functions["overview.page"] = fail


@pytest.mark.parametrize(
    ("language", "told"), [("en", "There is nothing at this address."), ("nl", "Op dit adres is niets te vinden.")]
)
def test_what_is_not_there(pages: Pages, language: str, told: str) -> None:
    """404, in both languages."""
    answer = Visitor(pages).set_up(language=language).get("/no/such/page")
    assert answer.status_code == 404
    assert told in readable(answer)


def test_a_method_that_is_not_there(admin: Visitor) -> None:
    """405, in words of ours."""
    answer = admin.post("/connectors/")
    assert answer.status_code == 405
    assert "cannot be done at this address" in readable(answer)


def test_too_much_at_once(admin: Visitor) -> None:
    """413, before anything is read."""
    assert admin.client.post("/login", data={"name": "x" * 3_000_000}).status_code == 413


def test_an_error_of_ours_leaks_nothing(sqlite_home: Home, admin: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """500 shows a mark to look for in the log, not the error."""
    pages = make_pages(sqlite_home)
    pages.app = create_app(sqlite_home)
    break_overview(pages, RuntimeError("secret-detail of /home/somebody"))
    visitor = Visitor(pages)
    visitor.log_in()
    answer = visitor.get("/")
    assert answer.status_code == 500
    assert "it is not your fault" in readable(answer)
    assert "secret-detail" not in answer.text
    assert "RuntimeError" not in answer.text


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (AuthFailed(service="X"), 502),
        (Unavailable(service="X"), 502),
        (RateLimited(utc_now(), service="X"), 503),
        (WrongUse(), 422),
        (SettingsProblem("journal"), 422),
        (Bug(what="x"), 500),
        (KoppelError(), 500),
    ],
)
def test_an_error_of_the_family_is_a_page_with_its_sentence(
    pages: Pages, admin: Visitor, error: KoppelError, status: int
) -> None:
    """Wherever it is raised, with a status that fits."""
    break_overview(pages, error)
    answer = admin.get("/")
    assert (answer.status_code, status_of(error)) == (status, status)
    assert error.sentence.en in readable(answer)


def test_the_sentence_is_in_the_language_of_the_reader(pages: Pages, dutch_admin: Visitor) -> None:
    """Dutch for who reads Dutch."""
    break_overview(pages, WrongUse(Text(en="No.", nl="Dat gaat niet.")))
    assert "Dat gaat niet." in readable(dutch_admin.get("/"))


def test_a_missing_slash_is_forgiven(admin: Visitor) -> None:
    """An address typed without its last slash leads to the page, not to an error."""
    answer = admin.get("/connections")
    assert (answer.status_code, answer.headers["Location"]) == (308, "http://localhost/connections/")
