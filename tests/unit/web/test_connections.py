"""Connections: adding, verifying, logging in at the service, removing."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from koppel.connections import manage
from unit.web.visiting import Visitor, readable, said
from unit.web.world import Pages, keys


def form(url: str = "https://shop.test", name: str = "my shop", **more: str) -> dict[str, Any]:
    """What the form of a shop posts."""
    return {"name": name, **{f"field.{key}": value for key, value in keys(url).items()}, **more}


def begun(visitor: Visitor, number: int = 1) -> tuple[str, str]:
    """The state of the login that the page began, and the redirect address that it shows."""
    page = visitor.get(f"/connections/{number}").text
    link = unescape(re.findall(r'href="(https://login\.test[^"]+)"', page)[0])
    asked = {key: values[0] for key, values in parse_qs(urlsplit(link).query).items()}
    assert f'value="{asked["redirect_uri"]}"' in page
    return asked["state"], asked["redirect_uri"]


@pytest.fixture
def login_books(pages: Pages) -> None:
    """A connection that waits for its login."""
    manage.add(pages.home, "login-books", "my books", {"client_id": "c-1", "client_secret": "s-123456"})


def test_the_choice_shows_what_is_installed(admin: Visitor) -> None:
    """Shops and packages apart."""
    page = admin.text("/connections/add")
    assert re.search(r"Shops.*Test Shop.*Accounting packages.*Login Books.*Test Books", page)


def test_the_form_has_the_fields_of_the_way_to_sign_in(admin: Visitor) -> None:
    """With labels and help; a secret is a password field, the advanced address is folded away."""
    page = admin.get("/connections/add/test-shop").text
    assert "Address of the shop" in page
    assert "Made in the shop under Keys." in page
    assert re.search(r'name="field\.consumer_secret" type="password"', page)
    assert page.index("<details>") < page.index("field.base_url")


def test_the_redirect_address_stands_beside_the_fields_that_need_it(admin: Visitor) -> None:
    """An app is registered with it before it has a client id: the form shows it, and for a key there is none."""
    page = admin.get("/connections/add/login-books").text
    assert re.search(r'readonly value="https?://[^"]+/connections/callback" data-copy', page)
    assert "connections/callback" not in admin.get("/connections/add/test-shop").text


def test_the_way_stays_after_an_address_that_holds_no_login(login_books: None, admin: Visitor) -> None:
    """Whoever pastes the wrong address still sees where on the way that is."""
    answer = admin.send("/connections/1/pasted", {"address": "https://login.test/nothing"})
    assert answer.status_code == 422
    assert 'class="path-said"' in answer.text


def test_a_connection_that_works_says_who_it_is(pages: Pages, admin: Visitor) -> None:
    """It is saved, verified, and the page names the account."""
    answer = admin.send("/connections/add/test-shop", form())
    assert answer.headers["Location"] == "/connections/1"
    page = admin.text("/connections/1")
    assert "my shop is connected: Mugs & More." in page
    assert "connected" in page
    assert manage.show(pages.home, "my shop").state == "verified"


@pytest.mark.parametrize(
    ("url", "told"), [("https://wrong.test", "refuses the login"), ("away.test", "does not answer")]
)
def test_a_connection_that_does_not_work_is_not_kept(pages: Pages, admin: Visitor, url: str, told: str) -> None:
    """The form comes back with the reason and what was typed, but without any secret; nothing was saved."""
    answer = admin.send("/connections/add/test-shop", form(url))
    assert answer.status_code == 422
    assert told in said(answer)
    assert "my shop" in answer.text
    assert "cs_a_secret" not in answer.text
    assert "ck_a_key" not in answer.text
    assert manage.listing(pages.home) == []


def test_it_can_be_saved_without_checking(pages: Pages, admin: Visitor) -> None:
    """For a service that happens to be away: the state says that it is not connected."""
    answer = admin.send("/connections/add/test-shop", form("https://away.test", unchecked="1"))
    assert answer.status_code == 302
    assert manage.show(pages.home, "my shop").state == "failed"
    assert "not connected" in admin.text("/connections/1")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (form(name="shop/../x"), "letters, digits"),
        (form(name=""), "letters, digits"),
        ({**form(), "field.consumer_key": ""}, "consumer_key"),
        (form("not an address"), "not a web address"),
        (form(name="taken"), "already a connection taken"),
    ],
)
def test_a_wrong_form_says_what_to_do(pages: Pages, admin: Visitor, fields: dict[str, Any], told: str) -> None:
    """And makes nothing."""
    manage.add(pages.home, "test-shop", "taken", keys("https://shop.test"))
    answer = admin.send("/connections/add/test-shop", fields)
    assert answer.status_code == 422
    assert told in said(answer)
    assert len(manage.listing(pages.home)) == 1


@pytest.mark.parametrize("path", ["/connections/add/nothing", "/connections/add/test-shop?method=x", "/connections/9"])
def test_what_does_not_exist_is_not_found(admin: Visitor, path: str) -> None:
    """Unknown connectors, ways and numbers."""
    assert admin.get(path).status_code == 404


def test_verifying_tells_what_is_wrong_now(pages: Pages, admin: Visitor) -> None:
    """The page shows the refusal."""
    manage.add(pages.home, "test-shop", "shop", keys("https://wrong.test"), verify_now=False)
    admin.post("/connections/1/verify")
    assert "refuses the login" in said(admin.get("/connections/1"))


def test_a_login_that_comes_back_is_completed(pages: Pages, admin: Visitor, login_books: None) -> None:
    """The service sends the person to the callback, and the page says who they are."""
    state, _ = begun(admin)
    answer = admin.get(f"/connections/callback?code=good-code&state={state}")
    assert answer.headers["Location"] == "/connections/1"
    assert "my books is connected: Mugs & More B.V." in admin.text("/connections/1")


def test_a_login_can_be_pasted(pages: Pages, admin: Visitor, login_books: None) -> None:
    """The second way, for a machine that nobody can be sent back to: blanks around the address are forgiven."""
    state, back = begun(admin)
    admin.post("/connections/1/pasted", address=f"  {back}?code=good-code&state={state} ")
    assert manage.show(pages.home, "my books").state == "verified"


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://localhost/connections/callback", "holds no login"),
        ("{back}?code=good-code&state=of-another", "expired or belongs to another"),
        ("{back}?code=bad-code&state={state}", "refuses the login"),
        ("{back}?error=access_denied&state={state}", "did not give access (access_denied)"),
        ("", "holds no login"),
    ],
)
def test_a_pasted_address_that_is_no_login_is_refused(
    admin: Visitor, login_books: None, address: str, told: str
) -> None:
    """With what to do, and a fresh login on the same page."""
    state, back = begun(admin)
    answer = admin.post("/connections/1/pasted", address=address.format(state=state, back=back))
    assert answer.status_code in (422, 502)
    assert told in said(answer)
    assert "https://login.test/auth" in answer.text


def test_a_callback_that_is_no_login_is_told(admin: Visitor, login_books: None) -> None:
    """On the list of connections."""
    answer = admin.get("/connections/callback?error=access_denied")
    assert answer.headers["Location"] == "/connections/"
    assert "holds no login" in said(admin.get("/connections/"))


def test_a_connection_in_use_is_not_removed(pages: Pages, admin: Visitor) -> None:
    """The sentence names the integration."""
    pages.couple({})
    admin.post("/connections/1/remove")
    assert "used by the integration webshop" in said(admin.get("/connections/1"))
    assert len(manage.listing(pages.home)) == 2


def test_removing_asks_first(pages: Pages, admin: Visitor) -> None:
    """The question is a page, the answer a post."""
    pages.connect()
    assert "Remove books?" in admin.text("/connections/2/remove")
    admin.post("/connections/2/remove")
    assert [view.name for view in manage.listing(pages.home)] == ["shop"]


def test_no_page_ever_holds_a_secret(pages: Pages, admin: Visitor, login_books: None) -> None:
    """Neither keys nor client secrets nor tokens, on any page about connections."""
    pages.couple({})
    state, _ = begun(admin)
    admin.get(f"/connections/callback?code=good-code&state={state}")
    for path in ("/connections/", "/connections/1", "/connections/2", "/connections/3", "/connectors/", "/"):
        page = admin.get(path).text
        assert not re.search("ck_a_key|cs_a_secret|s-123456|at-123456|rt-123456", page)


def test_a_connection_of_a_missing_plugin_is_still_shown(pages: Pages, admin: Visitor) -> None:
    """Its page says what it was and lets it be removed."""
    pages.connect()
    pages.home.__dict__["plugins"] = type(pages.home.plugins)(manager=pages.home.plugins.manager)
    assert "test-shop" in readable(admin.get("/connections/"))
    assert admin.get("/connections/1").status_code == 200
