"""Every page there is, found in the app itself: in both languages and schemes, on a desk and on a phone, for every person.

A new page is walked without being named here; one that nobody can reach fails in `browser.worlds`, which says what it lacks.
"""

from __future__ import annotations

from typing import Literal

import pyotp
import pytest
from playwright.sync_api import Page, Response, StorageState, ViewportSize

from browser.conftest import SetUp
from browser.serving import Site
from browser.worlds import Looked, speak
from support.axe import violations
from support.browser import OpenPage, TakePicture
from unit.web.world import NAME, PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

_HEAVIEST = 150_000
_WIDE, _NARROW = ViewportSize(width=1200, height=800), ViewportSize(width=360, height=740)
_Scheme = Literal["light", "dark"]
_SCHEMES: dict[str, tuple[_Scheme, _Scheme]] = {"en": ("light", "dark"), "nl": ("dark", "light")}
_STICKING_OUT = (
    "[...document.querySelectorAll('.sheet')].flatMap(s => [...s.querySelectorAll('*')]"
    ".filter(e => !e.closest('.scroll, .unseen, pre, svg, thead') && e.getBoundingClientRect().right > s.getBoundingClientRect().right)"
    ".slice(0, 1).map(e => e.outerHTML.slice(0, 80)))"
)
_NAMELESS = (
    "[...document.querySelectorAll('input:not([type=hidden]):not([aria-hidden]), select:not([hidden])')]"
    ".filter(f => !f.labels.length && !f.getAttribute('aria-label')).map(f => f.name)"
)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_page_is_for_everybody(
    looked: Looked, logged_in: StorageState, open_page: OpenPage, screenshot: TakePicture, language: str
) -> None:
    """Nothing that axe can find, one heading, every field named, nothing to be moved sideways: wide and narrow, light and dark."""
    speak(looked.site, language)
    wide_scheme, narrow_scheme = _SCHEMES[language]
    looks = {"color_scheme": wide_scheme, "reduced_motion": "reduce"}  # a colour on its way to another is none of both
    page = open_page("desktop", viewport=_WIDE, storage_state=logged_in, **looks)
    wrong: list[str] = []
    for name, path in looked.paths.items():
        page.emulate_media(color_scheme=wide_scheme)
        page.set_viewport_size(_WIDE)
        page.goto(looked.site.address + path)
        screenshot(page, f"{name}-desktop-{language}-{wide_scheme}")
        wrong += [f"{name}, wide: {one}" for one in [*violations(page), *_shape(page, 1200)]]
        page.set_viewport_size(_NARROW)
        wrong += [f"{name}, narrow: {one}" for one in [*violations(page), *_shape(page, 360)]]
        page.emulate_media(color_scheme=narrow_scheme)
        wrong += [f"{name}, {narrow_scheme}: {one}" for one in violations(page, colours_only=True)]
        screenshot(page, f"{name}-phone-{language}-{narrow_scheme}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_pages_before_one_is_in_are_for_everybody(
    site: Site, set_up: SetUp, open_page: OpenPage, screenshot: TakePicture, language: str
) -> None:
    """The first page of all, setting up the second step, the login, a refused one, and the second step: like the others."""
    schemes = _SCHEMES[language]
    locale = "nl-NL" if language == "nl" else "en-GB"
    page = open_page("desktop", viewport=_WIDE, locale=locale, reduced_motion="reduce")
    wrong: list[str] = []

    def look(name: str) -> None:
        for width, size, scheme in (("desktop", _WIDE, schemes[0]), ("phone", _NARROW, schemes[1])):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size(size)
            wrong.extend(f"{name}, {width}: {one}" for one in [*violations(page), *_shape(page, size["width"])])
            screenshot(page, f"{name}-{width}-{language}-{scheme}")

    page.goto(site.address)
    look("setup.form")
    set_up(page, language)
    page.goto(site.address + "/account/")
    page.fill("form[action$='second-step/begin'] [name=current]", PASSWORD)
    page.click("form[action$='second-step/begin'] button")
    look("second-step-set-up")
    page.fill("[name=code]", pyotp.TOTP(page.input_value("#secret").replace(" ", "")).now())
    page.click("form[action$='second-step/confirm'] button")
    look("second-step-codes")
    page.click("form[action$='logout'] button")
    look("login.form")
    _log_in(page, "no password of mine")
    look("login-refused")
    _log_in(page, PASSWORD)
    page.wait_for_url(site.address + "/login/code")
    look("second_step.form")
    assert not wrong, "\n".join(wrong)


def _log_in(page: Page, password: str) -> None:
    page.fill("#name", NAME)
    page.fill("#password", password)
    page.click("main button")
    page.wait_for_load_state()


def _shape(page: Page, width: int) -> list[str]:
    """What axe does not look at."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    headings, nameless = page.locator("h1").count(), page.evaluate(_NAMELESS)
    return [
        *([f"{wide} wide"] if wide > width else []),
        *(f"beyond its sheet: {element}" for element in page.evaluate(_STICKING_OUT)),
        *([f"{headings} main headings"] if headings != 1 else []),
        *(f"no name: {field}" for field in nameless),
    ]


def test_no_page_is_heavy(looked: Looked, logged_in: StorageState, open_page: OpenPage) -> None:
    """Everything that a page loads, by a browser that keeps nothing, is at most 150 kB."""
    page = open_page("desktop", storage_state=logged_in)
    page.context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    for name, path in looked.paths.items():
        answers.clear()
        page.goto(looked.site.address + path, wait_until="load")
        weight = sum(int(answer.headers["content-length"]) for answer in answers)
        assert (name, len(answers) >= 3, weight < _HEAVIEST) == (name, True, True)


@pytest.mark.parametrize("name", ["overview.page", "settings.form", "history.page", "draft-start"])
def test_the_keyboard_alone_gets_everywhere(
    looked: Looked, logged_in: StorageState, open_page: OpenPage, name: str
) -> None:
    """Tab stops at everything that can be used, in the order of the page, each stop can be seen, and nothing traps."""
    page = open_page("desktop", viewport=_WIDE, storage_state=logged_in)
    page.goto(looked.site.address + looked.paths[name])
    stops = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            "(() => { const e = document.activeElement; if (e === document.body) return null;"
            " const s = getComputedStyle(e), b = e.getBoundingClientRect();"
            " return [e.outerHTML.slice(0, 80), s.outlineStyle, b.width > 0 && b.bottom > 0 && b.top < innerHeight]; })()"
        )
        if stop is None:
            break
        stops.append(stop)
    assert len(stops) > 8
    assert len({stop[0] for stop in stops}) > 8
    assert [stop for stop in stops if stop[1] == "none" or not stop[2]] == []
