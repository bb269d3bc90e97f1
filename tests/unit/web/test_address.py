"""Below a path, behind a proxy, under a public address: links, cookies and redirect addresses stay right."""

from __future__ import annotations

import pytest

from koppel.connections import manage
from unit.web.conftest import MakePages
from unit.web.visiting import Visitor
from unit.web.world import Pages


@pytest.mark.parametrize("taken_off", [True, False])
def test_below_a_path(pages_at: MakePages, taken_off: bool) -> None:
    """Whether the proxy takes the path off or leaves it on, links and redirects have it."""
    visitor = Visitor(pages_at("https://books.example/koppel"), headers={"Host": "books.example"})
    answer = visitor.get("/" if taken_off else "/koppel/")
    assert answer.headers["Location"] == "/koppel/setup"
    page = visitor.get("/setup" if taken_off else "/koppel/setup").text
    assert 'href="/koppel/static/koppel.css' in page
    assert 'action="/koppel/language"' in page


def test_the_cookie_stays_below_the_path(pages_at: MakePages) -> None:
    """Another application on the same host does not get it."""
    visitor = Visitor(pages_at("https://books.example/koppel"), headers={"Host": "books.example"})
    assert "Path=/koppel/" in visitor.get("/koppel/setup").headers["Set-Cookie"]


def test_behind_a_proxy_below_a_path_cookies_are_right(monkeypatch: pytest.MonkeyPatch, pages_at: MakePages) -> None:
    """Secure, HttpOnly, Lax, below the path; `__Host-` would need the whole host, so the name is the plain one."""
    monkeypatch.setenv("KOPPEL_TRUST_PROXY", "1")
    pages = pages_at("https://books.example/koppel")
    told = {"Host": "books.example", "X-Forwarded-Proto": "https", "Referer": "https://books.example/koppel/login"}
    visitor = Visitor(pages, root="/koppel", headers=told, base_url="https://books.example")
    visitor.set_up()
    cookie = visitor.log_in().headers["Set-Cookie"]
    assert cookie.startswith(f"{pages.app.config['SESSION_COOKIE_NAME']}=")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/koppel/"):
        assert part in cookie
    assert visitor.get("/").status_code == 200
    language = visitor.post("/language", language="nl", next="/koppel/").headers["Set-Cookie"]
    assert all(part in language for part in ("koppel_language=nl", "Secure", "HttpOnly", "Path=/koppel/"))


def test_a_proxy_is_believed_only_when_told(monkeypatch: pytest.MonkeyPatch, pages_at: MakePages) -> None:
    """Without KOPPEL_TRUST_PROXY its headers count for nothing; with it they decide host, scheme and path."""
    told = {"X-Forwarded-Host": "books.example", "X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/koppel"}
    monkeypatch.setenv("KOPPEL_ALLOWED_HOSTS", "books.example")
    plain = Visitor(pages_at()).get("/", headers=told)
    assert plain.headers["Location"] == "/setup"
    monkeypatch.setenv("KOPPEL_TRUST_PROXY", "1")
    believed = Visitor(pages_at()).get("/setup", headers=told)
    assert 'action="/koppel/language"' in believed.text
    assert "Secure" in believed.headers["Set-Cookie"]


def test_throttling_behind_a_proxy_counts_the_real_client(monkeypatch: pytest.MonkeyPatch, pages_at: MakePages) -> None:
    """Otherwise one guesser would lock out everybody."""
    monkeypatch.setenv("KOPPEL_TRUST_PROXY", "1")
    pages = pages_at()
    Visitor(pages).set_up()
    guesser = Visitor(pages, headers={"X-Forwarded-For": "203.0.113.7"})
    assert [guesser.log_in("wrong password").status_code for _ in range(11)][-1] == 429
    assert Visitor(pages, headers={"X-Forwarded-For": "203.0.113.8"}).log_in().status_code == 302


@pytest.mark.parametrize(
    ("public_url", "root", "shown"),
    [
        (None, "", "https://localhost/connections/callback"),
        ("https://books.example/koppel/", "/koppel", "https://books.example/koppel/connections/callback"),
    ],
)
def test_the_redirect_address_is_that_of_these_pages(
    pages_at: MakePages, public_url: str | None, root: str, shown: str
) -> None:
    """It is shown as it must be registered: the public one, else the one that the person has in front of them."""
    pages: Pages = pages_at(public_url)
    manage.add(pages.home, "login-books", "books", {"client_id": "c", "client_secret": "s-123456"})
    assert f'value="{shown}"' in Visitor(pages, root=root).set_up().get("/connections/1").text
