"""The browser of these tests: real, with a phone's size when asked, and closed to other machines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page
from werkzeug.wrappers import Request, Response

from koppel.testing import Fake, serve
from support.browser import Faults, TakePicture

pytestmark = pytest.mark.browser


@dataclass
class OnePage(Fake):
    """Serves the same page at every address."""

    html: str = "<title>A page</title><p id=told>no scripts</p><script>told.textContent = innerWidth</script>"

    def respond(self, request: Request) -> Response:
        return Response(self.html, content_type="text/html")


@pytest.fixture
def site() -> Iterator[OnePage]:
    """A page on a real loopback socket."""
    fake = OnePage()
    with serve(fake):
        yield fake


def test_desktop_runs_scripts(site: OnePage, page: Page) -> None:
    """The desktop page is 1280 wide and runs scripts."""
    page.goto(site.base_url)
    assert page.text_content("#told") == "1280"


def test_phone_is_narrow(site: OnePage, phone_page: Page) -> None:
    """The phone reports the width of a phone to a page that asks for it."""
    site.html = "<meta name=viewport content='width=device-width'>" + site.html
    phone_page.goto(site.base_url)
    assert phone_page.text_content("#told") == "360"


def test_scripts_can_be_off(site: OnePage, page_without_scripts: Page) -> None:
    """A page must work without scripts: this browser runs none."""
    page_without_scripts.goto(site.base_url)
    assert page_without_scripts.text_content("#told") == "no scripts"


def test_other_machines_are_noted(site: OnePage, page: Page, page_faults: Faults) -> None:
    """A picture from another machine is not fetched, and would fail the test."""
    site.html = "<img src=http://192.0.2.1/a.png>"
    page.goto(site.base_url)
    assert page_faults.take()[0] == "the page asks another machine: http://192.0.2.1/a.png"


def test_script_errors_are_noted(site: OnePage, page: Page, page_faults: Faults) -> None:
    """An error in a page's script would fail the test."""
    site.html = "<script>nothing.here()</script>"
    page.goto(site.base_url)
    assert page_faults.take() == ["script error: nothing is not defined"]


def test_pictures_are_kept(
    site: OnePage, page: Page, screenshot: TakePicture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A screenshot is a PNG under the folder of screenshots."""
    monkeypatch.setattr("support.browser.SCREENSHOTS", tmp_path)
    page.goto(site.base_url)
    assert screenshot(page, "a-page").read_bytes().startswith(b"\x89PNG")
