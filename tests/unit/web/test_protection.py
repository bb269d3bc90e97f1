"""What holds for every page: headers, CSRF, cookies, hosts, the key of the sessions."""

from __future__ import annotations

import pytest

from koppel.home import Home
from koppel.store import Setting
from koppel.web.protection import session_key
from unit.web.conftest import MakePages
from unit.web.visiting import Visitor
from unit.web.world import NAME, PASSWORD, Pages, make_pages


@pytest.mark.parametrize("path", ["/", "/login", "/nothing", "/connections/add", "/api/v1/issues", "/static/koppel.js"])
def test_every_answer_carries_the_headers(admin: Visitor, path: str) -> None:
    """Also errors, the API and files: no frame, no guessing of types, nothing from elsewhere, no inline script."""
    headers = admin.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert (headers["X-Frame-Options"], headers["X-Content-Type-Options"]) == ("DENY", "nosniff")
    assert headers["Referrer-Policy"] == "same-origin"


def test_pages_are_not_kept_by_the_browser_but_files_are(admin: Visitor) -> None:
    """After logging out, the back button shows nothing; a file's address changes with its content."""
    assert admin.get("/").headers["Cache-Control"] == "no-store"
    address = admin.get("/").text.split('rel="stylesheet" href="')[1].split('"')[0]
    kept = admin.get(address).headers["Cache-Control"]
    assert "no-store" not in kept
    assert "max-age=31536000" in kept


@pytest.mark.parametrize(
    "path", ["/login", "/setup", "/logout", "/language", "/account/password", "/connections/add/test-shop"]
)
def test_a_form_from_elsewhere_is_refused(admin: Visitor, path: str) -> None:
    """Without the token of this session nothing is done, and the page says that nothing was."""
    answer = admin.client.post(path, data={"name": NAME, "password": PASSWORD})
    assert answer.status_code == 400
    assert "Nothing was changed" in answer.text


def test_the_session_cookie_is_shut_away_from_scripts(pages: Pages, admin: Visitor) -> None:
    """HttpOnly and Lax; not secure over plain http, or nobody could log in on this machine."""
    cookie = Visitor(pages).log_in().headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_the_session_cookie_is_secure_over_https(pages: Pages, admin: Visitor) -> None:
    """Then it never goes over a line that others can read."""
    visitor = Visitor(pages, base_url="https://localhost", headers={"Referer": "https://localhost/login"})
    assert "Secure" in visitor.log_in().headers["Set-Cookie"]


def test_over_https_the_cookie_has_a_name_that_only_this_host_can_set(pages: Pages, admin: Visitor) -> None:
    """`__Host-`: secure, for the whole host, without a domain; over plain http browsers would drop such a name."""
    name = pages.app.config["SESSION_COOKIE_NAME"]
    visitor = Visitor(pages, base_url="https://localhost", headers={"Referer": "https://localhost/login"})
    cookie = visitor.log_in().headers["Set-Cookie"]
    assert cookie.startswith(f"__Host-{name}=")
    assert ("Path=/;" in cookie + ";", "Domain" in cookie) == (True, False)
    assert visitor.get("/").status_code == 200
    assert Visitor(pages).log_in().headers["Set-Cookie"].startswith(f"{name}=")


def test_two_installations_do_not_share_a_cookie(home: Home, tmp_path: object) -> None:
    """Cookies know no ports: the name tells installations on one machine apart."""
    one = make_pages(home).app.config["SESSION_COOKIE_NAME"]
    with home.writing() as session:
        session.query(Setting).filter_by(key="web_secret_key").delete()
    assert make_pages(home).app.config["SESSION_COOKIE_NAME"] != one


def test_the_key_of_the_sessions_survives_a_restart_and_is_sealed(home: Home) -> None:
    """The same key every time, and not to be read in the database."""
    key = session_key(home)
    assert session_key(home) == key
    with home.reading() as session:
        stored = session.get_one(Setting, "web_secret_key").value
    assert key not in stored
    assert len(key) >= 32


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "localhost:8750", "127.0.0.1:9999"])
def test_this_machine_may_ask(pages: Pages, host: str) -> None:
    """At any port."""
    assert Visitor(pages).get("/setup", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "192.168.1.9", "<script>"])
@pytest.mark.parametrize("path", ["/", "/healthz", "/api/v1/issues", "/nothing"])
def test_other_hosts_are_refused_with_the_cure(pages: Pages, host: str, path: str) -> None:
    """A name that was never configured gets one sentence in both languages, and nothing of the pages."""
    answer = Visitor(pages).get(path, headers={"Host": host})
    assert answer.status_code == 400
    assert "KOPPEL_ALLOWED_HOSTS" in answer.text
    assert answer.mimetype == "text/plain"
    assert "<script>" not in answer.text


def test_named_hosts_may_ask(monkeypatch: pytest.MonkeyPatch, pages_at: MakePages) -> None:
    """KOPPEL_ALLOWED_HOSTS names them, the public address is one by itself."""
    monkeypatch.setenv("KOPPEL_ALLOWED_HOSTS", "nas.local, books.lan")
    visitor = Visitor(pages_at("https://books.example"))
    for host in ("nas.local:8750", "books.lan", "books.example"):
        assert visitor.get("/setup", headers={"Host": host}).status_code == 200


def test_health_says_ok_and_nothing_else(pages: Pages) -> None:
    """Before and after the set-up, without login."""
    answer = Visitor(pages).get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
