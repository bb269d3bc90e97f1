"""A person at the pages, as far as a test client can be one: posts what a form would post, its CSRF token included."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from werkzeug.test import TestResponse

from unit.web.world import NAME, PASSWORD, Pages, fresh_code


class Visitor:
    """One browser, with its own cookies."""

    def __init__(self, pages: Pages, *, root: str = "", **settings: Any) -> None:
        self.client = pages.app.test_client()
        self._pages = pages
        self._root = root
        self._settings = {"buffered": True, **settings}

    def get(self, path: str, **more: Any) -> TestResponse:
        """Open a page; redirects are not followed."""
        return self.client.get(self._root + path, **{**self._settings, **more})

    def text(self, path: str, **more: Any) -> str:
        """What the page at the end of all redirects says."""
        return readable(self.client.get(self._root + path, follow_redirects=True, **{**self._settings, **more}))

    def post(self, path: str, **data: Any) -> TestResponse:
        """Send a form; redirects are not followed."""
        return self.client.post(self._root + path, data={"csrf_token": self.token(), **data}, **self._settings)

    def send(self, path: str, data: dict[str, Any]) -> TestResponse:
        """Send a form whose fields have names that are no Python names."""
        return self.client.post(self._root + path, data={"csrf_token": self.token(), **data}, **self._settings)

    def token(self) -> str:
        """Every page has forms, the one at its foot at least."""
        page = self.client.get(self._root + "/login", follow_redirects=True, **self._settings).text
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found is not None
        return found[1]

    def set_up(self, *, language: str = "en") -> Visitor:
        """Become the administrator."""
        answer = self.post(
            "/setup", code=fresh_code(self._pages), name=NAME, password=PASSWORD, again=PASSWORD, language=language
        )
        assert answer.status_code == 302, readable(answer)
        return self

    def log_in(self, password: str = PASSWORD) -> TestResponse:
        """Log in as the administrator."""
        return self.post("/login", name=NAME, password=password)


def readable(answer: TestResponse, *, without: re.Pattern[str] | None = None) -> str:
    """The words of a page, without its markup, on one line; what fits `without` is left out."""
    kept = without.sub(" ", answer.text) if without else answer.text
    bare = re.sub(r"<(script|style|noscript|head)\b.*?</\1>", " ", kept, flags=re.DOTALL)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", bare))).strip()


def said(answer: TestResponse) -> str:
    """The messages of a page."""
    found = re.findall(r'class="message [^"]*".*?</div>', answer.text, flags=re.DOTALL)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", " ".join(found)))).strip()
