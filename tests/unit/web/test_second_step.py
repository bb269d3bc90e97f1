"""The second step at login: set up, asked for, spent once, switched off, and reset from the machine itself."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest

from koppel.home import Home
from koppel.store import User
from koppel.testing.clock import Clock
from koppel.web import second_factor
from unit.web.visiting import Visitor, readable, said
from unit.web.world import PASSWORD, Pages, make_pages


class Phone:
    """An authenticator app that has taken over the secret, and codes on paper beside it."""

    def __init__(self, home: Home, secret: str) -> None:
        self._home, self._totp = home, pyotp.TOTP(secret)
        self.paper: list[str] = []

    def code(self, *, later_s: int = 0) -> str:
        """The code that it shows now."""
        return self._totp.at(self._home.now() + timedelta(seconds=later_s))


@pytest.fixture
def pages(sqlite_home: Home, clock: Clock) -> Pages:
    """The app at a time that stands still."""
    return make_pages(sqlite_home)


def set_up(visitor: Visitor, home: Home) -> Phone:
    """Go through the pages as a person does."""
    assert visitor.post("/account/second-step/begin", current=PASSWORD).headers["Location"] == "/account/second-step"
    page = visitor.get("/account/second-step").text
    shown = re.search(r'id="secret"[^>]* value="([A-Z2-7 ]+)"', page)
    assert shown is not None
    phone = Phone(home, shown[1].replace(" ", ""))
    answer = visitor.post("/account/second-step/confirm", code=phone.code())
    phone.paper = re.findall(r"<code>([A-Z2-9-]{19})</code>", answer.text)
    return phone


@pytest.fixture
def phone(pages: Pages, admin: Visitor, clock: Clock) -> Phone:
    """The second step is on, and the code that confirmed it is spent."""
    made = set_up(admin, pages.home)
    clock.advance(seconds=60)
    return made


def at_second_step(pages: Pages) -> Visitor:
    """Somebody whose password was right."""
    visitor = Visitor(pages, headers={"Accept-Language": "en"})
    assert visitor.log_in().headers["Location"] == "/login/code"
    return visitor


def test_setting_up_shows_secret_and_picture(pages: Pages, admin: Visitor) -> None:
    """As text and as a QR code drawn into the page, without style or script that the policy forbids."""
    admin.post("/account/second-step/begin", current=PASSWORD)
    page = admin.get("/account/second-step").text
    assert '<svg width="' in page
    assert "<path stroke" in page
    assert "style=" not in page


def test_setting_up_asks_for_the_password(admin: Visitor) -> None:
    """Whoever finds a browser open cannot shut its owner out."""
    answer = admin.post("/account/second-step/begin", current="wrong password")
    assert (answer.status_code, "password is not right" in said(answer)) == (422, True)
    assert admin.get("/account/second-step").status_code == 302


def test_it_is_off_until_a_code_confirms_it(pages: Pages, admin: Visitor) -> None:
    """A secret that the phone did not take over would shut its owner out."""
    admin.post("/account/second-step/begin", current=PASSWORD)
    assert admin.post("/account/second-step/confirm", code="000000").status_code == 422
    assert Visitor(pages).log_in().headers["Location"] == "/"


def test_the_secret_is_sealed_and_never_shown_again(pages: Pages, admin: Visitor, phone: Phone) -> None:
    """Neither in the database nor on a page once it is on; the codes on paper are kept as hashes only."""
    with pages.home.reading() as session:
        stored = str(vars(session.query(User).one()))
    secret = phone._totp.secret
    assert len(phone.paper) == 10
    for hidden in (secret, *phone.paper):
        assert hidden not in stored
        assert hidden not in admin.get("/account/").text
    assert admin.get("/account/second-step").status_code == 302


def test_switching_it_on_ends_other_sessions(pages: Pages, admin: Visitor) -> None:
    """They were begun with a password alone; this one goes on."""
    other = Visitor(pages)
    other.log_in()
    set_up(admin, pages.home)
    assert (other.get("/").status_code, admin.get("/").status_code) == (302, 200)


def test_the_password_alone_opens_nothing(pages: Pages, admin: Visitor, phone: Phone) -> None:
    """Every page leads back to the login until the code was right."""
    visitor = at_second_step(pages)
    assert visitor.get("/").headers["Location"] == "/login"
    assert visitor.get("/account/").headers["Location"].startswith("/login")
    assert "Six digits" in readable(visitor.get("/login/code"))


def test_password_and_code_open_the_page_that_was_wanted(pages: Pages, admin: Visitor, phone: Phone) -> None:
    """The second step remembers it."""
    visitor = Visitor(pages)
    visitor.post("/login", name="An Administrator", password=PASSWORD, next="/connections/")
    assert visitor.post("/login/code", code=phone.code()).headers["Location"] == "/connections/"
    assert visitor.get("/connections/").status_code == 200


def test_a_code_works_once(pages: Pages, admin: Visitor, phone: Phone) -> None:
    """Whoever reads it over a shoulder comes too late; one from before it is void too."""
    code = phone.code()
    assert at_second_step(pages).post("/login/code", code=code).status_code == 302
    assert at_second_step(pages).post("/login/code", code=code).status_code == 422
    assert at_second_step(pages).post("/login/code", code=phone.code(later_s=-30)).status_code == 422


@pytest.mark.parametrize(("later_s", "status"), [(-30, 302), (0, 302), (30, 302), (-90, 422), (90, 422)])
def test_a_clock_may_be_half_a_minute_off(
    pages: Pages, admin: Visitor, phone: Phone, clock: Clock, later_s: int, status: int
) -> None:
    """And no more."""
    clock.advance(seconds=120)
    assert at_second_step(pages).post("/login/code", code=phone.code(later_s=later_s)).status_code == status


def test_a_code_on_paper_works_once(pages: Pages, admin: Visitor, phone: Phone) -> None:
    """However it is typed; nine are left."""
    typed = phone.paper[3].lower().replace("-", " ")
    assert at_second_step(pages).post("/login/code", code=typed).status_code == 302
    assert at_second_step(pages).post("/login/code", code=phone.paper[3]).status_code == 422
    assert second_factor.standing(pages.home, 1).codes_left == 9


@pytest.mark.parametrize("code", ["", "abc", "１２３４５６", "123456789012", "000000"])
def test_anything_else_is_refused(pages: Pages, admin: Visitor, phone: Phone, code: str) -> None:
    """With a sentence, and the person may try again."""
    answer = at_second_step(pages).post("/login/code", code=code)
    assert (answer.status_code, "This code is not right" in said(answer)) == (422, True)


def test_guessing_codes_is_slowed_down_from_everywhere(pages: Pages, admin: Visitor, phone: Phone) -> None:
    """A million codes are few: ten misses count for the person, whatever browser they come from."""
    for _ in range(10):
        assert at_second_step(pages).post("/login/code", code="000000").status_code == 422
    assert at_second_step(pages).post("/login/code", code=phone.code()).status_code == 429


def test_the_second_step_must_follow_soon(pages: Pages, admin: Visitor, phone: Phone, clock: Clock) -> None:
    """After ten minutes one begins again with the password."""
    visitor = at_second_step(pages)
    clock.advance(seconds=601)
    assert visitor.post("/login/code", code=phone.code()).headers["Location"] == "/login"
    assert visitor.get("/").status_code == 302


def test_without_a_password_there_is_no_second_step(pages: Pages, admin: Visitor, phone: Phone) -> None:
    """The page leads to the login."""
    stranger = Visitor(pages)
    assert stranger.get("/login/code").headers["Location"] == "/login"
    assert stranger.post("/login/code", code=phone.code()).headers["Location"] == "/login"


def test_a_changed_password_voids_what_waits_for_a_code(pages: Pages, admin: Visitor, phone: Phone) -> None:
    """The old password counts no longer, half-way neither."""
    visitor = at_second_step(pages)
    admin.post("/account/password", current=PASSWORD, new="another fine sentence", again="another fine sentence")
    assert visitor.post("/login/code", code=phone.code()).headers["Location"] == "/login"


@pytest.mark.parametrize("path", ["off", "codes"])
def test_changing_it_takes_password_and_code(pages: Pages, admin: Visitor, phone: Phone, path: str) -> None:
    """Either alone changes nothing."""
    for given in ({"current": "wrong password", "code": phone.code()}, {"current": PASSWORD, "code": "000000"}):
        assert admin.send(f"/account/second-step/{path}", given).status_code == 422
    found = second_factor.standing(pages.home, 1)
    assert (found.since is not None, found.codes_left) == (True, 10)


def test_switched_off_the_password_is_enough(pages: Pages, admin: Visitor, phone: Phone) -> None:
    """And other sessions have ended."""
    other = at_second_step(pages)
    other.post("/login/code", code=phone.code())
    admin.post("/account/second-step/off", current=PASSWORD, code=phone.paper[0])
    assert (other.get("/").status_code, admin.get("/").status_code) == (302, 200)
    assert Visitor(pages).log_in().headers["Location"] == "/"


def test_new_codes_make_the_old_void(pages: Pages, admin: Visitor, phone: Phone) -> None:
    """They are shown once, as the first were."""
    answer = admin.post("/account/second-step/codes", current=PASSWORD, code=phone.code())
    fresh = re.findall(r"<code>([A-Z2-9-]{19})</code>", answer.text)
    assert len(set(fresh) - set(phone.paper)) == 10
    assert not second_factor.passes(pages.home, 1, phone.paper[1])
    assert second_factor.passes(pages.home, 1, fresh[1])


def test_it_is_not_begun_twice(pages: Pages, admin: Visitor, phone: Phone) -> None:
    """A new secret would shut out the phone that has the old one."""
    answer = admin.post("/account/second-step/begin", current=PASSWORD)
    assert (answer.status_code, "on already" in said(answer)) == (422, True)
    assert admin.post("/account/second-step/confirm", code=phone.code()).status_code == 422


def test_two_requests_with_one_code_let_one_in(home: Home, clock: Clock) -> None:
    """The row is locked while it is looked at, on either database."""
    from concurrent.futures import ThreadPoolExecutor

    phone = set_up(Visitor(make_pages(home)).set_up(), home)
    clock.advance(seconds=60)
    code = phone.code()
    with ThreadPoolExecutor(4) as several:
        passed = list(several.map(lambda _: second_factor.passes(home, 1, code), range(8)))
    assert passed.count(True) == 1
