"""Login by a trusted proxy: whom it names is logged in, and nobody else can say who they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from koppel.errors import FolderProblem
from koppel.home import Home
from koppel.web.logins import add_person
from koppel.web.proxy_login import proxy_login
from koppel.web.site import Site
from unit.web.visiting import Visitor, readable
from unit.web.world import NAME, Pages, make_pages

PROXY, ELSEWHERE = "10.1.2.3", "203.0.113.9"
MakeHere = Callable[..., Pages]


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch, sqlite_home: Home) -> MakeHere:
    """`trusting()`: an app that believes the header Remote-User from one address; somebody can log in."""

    def make(proxies: str = PROXY, **more: str) -> Pages:
        Visitor(make_pages(sqlite_home)).set_up()
        monkeypatch.setenv("KOPPEL_LOGIN_HEADER", "Remote-User")
        monkeypatch.setenv("KOPPEL_LOGIN_PROXIES", proxies)
        for name, value in more.items():
            monkeypatch.setenv(name, value)
        return make_pages(sqlite_home)

    return make


def ask(pages: Pages, path: str = "/", *, peer: str = PROXY, name: str | None = NAME, **headers: str) -> Any:
    """One request from an address, with the header."""
    given = {"Accept-Language": "en", **({"Remote-User": name} if name is not None else {}), **headers}
    return Visitor(pages, environ_base={"REMOTE_ADDR": peer}).get(path, headers=given)


def test_whom_the_proxy_names_is_logged_in(trusting: MakeHere) -> None:
    """Without a form, and the login leads on."""
    pages = trusting()
    assert ask(pages).status_code == 200
    assert f"({NAME})" in ask(pages).text
    assert ask(pages, "/login").headers["Location"] == "/"


@pytest.mark.parametrize("peer", [ELSEWHERE, "127.0.0.1", "10.1.2.4", "::1", "", "unix:"])
def test_from_any_other_address_the_header_is_nothing(trusting: MakeHere, peer: str) -> None:
    """Whoever reaches the port without the proxy is a stranger, whatever they say."""
    assert ask(trusting(), peer=peer).headers["Location"].startswith("/login")


def test_an_address_cannot_be_forged(trusting: MakeHere) -> None:
    """The address is that of the connection, also where X-Forwarded-For is believed for other things."""
    pages = trusting(KOPPEL_TRUST_PROXY="1")
    forged = ask(pages, peer=ELSEWHERE, **{"X-Forwarded-For": PROXY})
    assert forged.headers["Location"].startswith("/login")
    assert ask(pages, **{"X-Forwarded-For": ELSEWHERE}).status_code == 200


def test_a_header_that_came_twice_names_nobody(trusting: MakeHere) -> None:
    """One of the two is not the proxy's: servers join them with a comma."""
    for name in (f"{NAME}, {NAME}", f"somebody,{NAME}", f"{NAME},"):
        assert ask(trusting(), name=name).headers["Location"].startswith("/login")


@pytest.mark.parametrize("name", ["", " ", None])
def test_a_blank_header_names_nobody(trusting: MakeHere, name: str | None) -> None:
    """The login with a password is there as always."""
    assert ask(trusting(), name=name).headers["Location"].startswith("/login")


def test_somebody_unknown_is_told_how_to_get_in(trusting: MakeHere) -> None:
    """Nobody is made a login by a header; the sentence names the command."""
    answer = ask(trusting(), name="somebody else")
    assert answer.status_code == 403
    assert "there is no login of that name" in readable(answer)
    assert "koppel user add" in readable(answer)


def test_it_is_off_unless_set_up(pages: Pages, admin: Visitor) -> None:
    """No header counts."""
    assert ask(pages, peer="127.0.0.1").headers["Location"].startswith("/login")


def test_the_proxy_goes_before_a_session(trusting: MakeHere) -> None:
    """It may have let in somebody else since; without the header the session counts again."""
    pages = trusting()
    site: Any = pages.app.extensions["koppel"]
    assert isinstance(site, Site)
    add_person(pages.home, site.hasher, name="second", password="a third long sentence", language="en")
    visitor = Visitor(pages, environ_base={"REMOTE_ADDR": PROXY})
    visitor.log_in()
    assert "(second)" in visitor.get("/", headers={"Remote-User": "second"}).text
    assert f"({NAME})" in visitor.get("/").text


def test_the_api_takes_tokens_only(trusting: MakeHere) -> None:
    """A header says nothing there."""
    assert ask(trusting(), "/api/v1/issues").status_code == 401
    assert ask(trusting(), "/api/v1/issues", name="nobody here").status_code == 401


def test_forms_ask_for_their_token_all_the_same(trusting: MakeHere) -> None:
    """A page elsewhere could make the browser send a form through the proxy."""
    visitor = Visitor(trusting(), environ_base={"REMOTE_ADDR": PROXY})
    answer = visitor.client.post(
        "/account/habits", headers={"Remote-User": NAME}, environ_base={"REMOTE_ADDR": PROXY}, data={"language": "nl"}
    )
    assert answer.status_code == 400


def test_the_first_administrator_is_made_with_the_code(monkeypatch: pytest.MonkeyPatch, sqlite_home: Home) -> None:
    """Before anybody can log in, the header leads to the set-up as everything does."""
    monkeypatch.setenv("KOPPEL_LOGIN_HEADER", "Remote-User")
    monkeypatch.setenv("KOPPEL_LOGIN_PROXIES", PROXY)
    assert ask(make_pages(sqlite_home)).headers["Location"] == "/setup"


@pytest.mark.parametrize("proxies", ["10.1.0.0/16", f"192.0.2.1, {PROXY}", "10.1.2.3/32"])
def test_networks_can_be_named(trusting: MakeHere, proxies: str) -> None:
    """Containers change their addresses."""
    assert ask(trusting(proxies)).status_code == 200


def test_an_address_in_the_form_of_version_6_is_the_same(trusting: MakeHere) -> None:
    """A socket for both versions gives ::ffff:10.1.2.3."""
    assert ask(trusting(), peer=f"::ffff:{PROXY}").status_code == 200


@pytest.mark.parametrize("proxies", ["", " , ", "proxy.example", "10.1.2.3.4"])
def test_settings_that_make_no_sense_stop_the_start(monkeypatch: pytest.MonkeyPatch, proxies: str) -> None:
    """A door that is open, or shut, by mistake is worse."""
    monkeypatch.setenv("KOPPEL_LOGIN_HEADER", "Remote-User")
    monkeypatch.setenv("KOPPEL_LOGIN_PROXIES", proxies)
    with pytest.raises(FolderProblem, match="KOPPEL_LOGIN_PROXIES"):
        proxy_login()
