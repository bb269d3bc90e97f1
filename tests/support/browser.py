"""A real Chromium for browser tests: desktop, phone, and without scripts.

A page that loads anything from another machine, or logs an error, fails its test: no test has to look for that.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Route, expect, sync_playwright

from koppel.testing import network

CHROMIUM = os.environ.get("KOPPEL_TEST_CHROMIUM", "")
"""The browser's path; empty: those tests are left out."""

_ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = _ROOT / "build" / "screenshots"
PICTURES = _ROOT / "core" / "docs" / "images"

_ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
_PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}
_SIZES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "phone": _PHONE,
    "no_scripts": {"viewport": {"width": 1280, "height": 900}, "java_script_enabled": False},
    "phone_without_scripts": {**_PHONE, "java_script_enabled": False},
}

OpenPage = Callable[..., Page]
TakePicture = Callable[[Page, str], Path]


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest tests/browser/test_pictures.py --pictures` makes the pictures of the README and the papers anew."""
    parser.addoption("--pictures", action="store_true", help="write the pictures of the papers, core/docs/images")


@pytest.fixture(scope="session")
def _chromium() -> Iterator[Browser]:
    """One browser per worker; contexts are cheap, starting it is not. Root must do without Chromium's sandbox."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM or shutil.which("chromium"),
            args=[*_ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])],
        )
        yield browser
        browser.close()


class Faults(list[str]):
    """What went wrong in the pages of one test."""

    def take(self) -> list[str]:
        """All faults so far; they no longer fail the test."""
        taken = list(self)
        self.clear()
        return taken


@pytest.fixture
def page_faults() -> Faults:
    """Script errors, errors on the console and requests to other machines. For tests that provoke one."""
    return Faults()


_PATIENCE_MS = 30_000
"""Waiting costs nothing when all is well, and a machine that is busy otherwise is no fault of the page."""


@pytest.fixture
def open_page(_chromium: Browser, page_faults: Faults) -> Iterator[OpenPage]:
    """`open_page("phone", locale="nl-NL")`: a page with cookies of its own."""
    contexts: list[BrowserContext] = []
    wrong = page_faults

    def make(size: str = "desktop", **settings: Any) -> Page:
        context = _chromium.new_context(**({"locale": "en-GB"} | _SIZES[size] | settings))
        context.set_default_timeout(_PATIENCE_MS)
        expect.set_options(timeout=_PATIENCE_MS)
        context.route("**/*", lambda route, request: _local_only(route, request, wrong))
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(f"script error: {error}"))
        page.on("console", lambda message: _note(message, wrong))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not wrong, "; ".join(wrong)


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A page on a desktop screen."""
    return open_page("desktop")


@pytest.fixture
def phone_page(open_page: OpenPage) -> Page:
    """A page on a phone: 360 wide, touch."""
    return open_page("phone")


@pytest.fixture
def page_without_scripts(open_page: OpenPage) -> Page:
    """A page in a browser that runs no JavaScript."""
    return open_page("no_scripts")


@pytest.fixture
def screenshot() -> TakePicture:
    """`screenshot(page, "history-phone")` keeps a picture of the whole page under build/screenshots."""

    def take(page: Page, name: str) -> Path:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        path = SCREENSHOTS / f"{name}.png"
        page.screenshot(path=path, full_page=True)
        return path

    return take


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> TakePicture:
    """`picture(page, "history")` keeps what the window shows for the papers; only with --pictures it becomes theirs."""
    folder = PICTURES if request.config.getoption("--pictures") else SCREENSHOTS / "pictures"

    def take(page: Page, name: str) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.png"
        page.screenshot(path=path)
        return path

    return take


def _local_only(route: Route, request: Request, wrong: list[str]) -> None:
    if network.is_local(urlsplit(request.url).hostname):
        route.continue_()
        return
    wrong.append(f"the page asks another machine: {request.url}")
    route.abort()


def _note(message: ConsoleMessage, wrong: list[str]) -> None:
    """A form refused with status 422 is shown as an error in the console too; it is the page's normal answer."""
    if message.type == "error" and "status of 4" not in message.text:
        wrong.append(f"console: {message.text}")
