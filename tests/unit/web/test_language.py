"""Two languages: who reads which, and none of the one left in the other."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

import koppel.web
from koppel.text import Text
from koppel.web import words
from koppel.web.reader import Reader
from unit.web.visiting import Visitor, readable
from unit.web.world import ANSWERS, Pages, orders

WEB = Path(koppel.web.__file__).parent
SAID = re.compile(
    r'say\(\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)"|say\(\s*\'((?:[^\'\\]|\\.)*)\',\s*\'((?:[^\'\\]|\\.)*)\''
)
ALIKE = {"1 document", "Account", "Connectors", "Token", "Status", "In {target}:"}


@pytest.mark.parametrize(
    ("asked", "title"),
    [("nl", "Welkom bij Koppel"), ("en-GB,en;q=0.8", "Welcome to Koppel"), ("fr", "Welkom bij Koppel")],
)
def test_a_stranger_reads_what_the_browser_asks(pages: Pages, asked: str, title: str) -> None:
    """Dutch when it asks for neither."""
    assert title in Visitor(pages, headers={"Accept-Language": asked}).text("/")


def test_the_switch_is_remembered_for_a_stranger(stranger: Visitor) -> None:
    """By a cookie, and it goes back to the page that was shown."""
    answer = stranger.post("/language", language="nl", next="/setup")
    assert answer.headers["Location"] == "/setup"
    assert "Welkom bij Koppel" in stranger.text("/setup")


def test_the_switch_is_kept_for_a_person(pages: Pages, admin: Visitor) -> None:
    """In another browser too."""
    admin.post("/language", language="nl", next="/connections/")
    other = Visitor(pages, headers={"Accept-Language": "en"})
    other.log_in()
    assert "Koppeling toevoegen" in other.text("/connections/")


def test_the_switch_leads_nowhere_else(admin: Visitor) -> None:
    """A foreign address in the form ends at the overview."""
    assert admin.post("/language", language="nl", next="https://evil.example").headers["Location"] == "/"


def test_the_page_tells_its_language(pages: Pages, admin: Visitor) -> None:
    """For whoever listens to pages instead of looking at them."""
    assert '<html lang="en">' in admin.get("/").text
    admin.post("/language", language="nl")
    assert '<html lang="nl">' in admin.get("/").text


def test_amounts_days_and_moments_take_the_form_of_the_language() -> None:
    """Comma and point, the name of the month, the reader's own zone, and whole sentences about time."""
    dutch, english = Reader(language="nl"), Reader(language="en", zone="America/New_York")
    at = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    assert (dutch.amount(Decimal("1234.5")), english.amount(Decimal("1234.5"))) == ("1.234,50", "1,234.50")
    assert dutch.money(Decimal(-5), "EUR").replace("\xa0", " ") == "€ -5,00"
    assert english.money(Decimal("1234.5"), "EUR") == "€1,234.50"
    assert (dutch.day(date(2026, 3, 14)), english.day(date(2026, 3, 14))) == ("14 mrt 2026", "14 Mar 2026")
    assert (dutch.moment(at), english.moment(at)) == ("2 mrt 2026 00:30", "1 Mar 2026 18:30")
    assert (dutch.ago(at - timedelta(hours=3), at), english.ago(at, at - timedelta(minutes=2))) == (
        "3 uur geleden",
        "in 2 minutes",
    )


def test_amounts_lose_nothing() -> None:
    """A shop's fourth decimal is shown, and a currency that is none does not break the page."""
    reader = Reader(language="nl")
    assert reader.amount(Decimal("0.1234")) == "0,1234"
    assert reader.money(Decimal(1), "not a code") == "not a code\xa01,00"


def test_every_sentence_is_said_in_two_languages() -> None:
    """In each template and module both stand side by side; what is alike is listed here."""
    alike, seen = set(), 0
    for path in [*WEB.rglob("*.html"), *WEB.rglob("*.py")]:
        for match in SAID.finditer(path.read_text()):
            en, nl = (match[1], match[2]) if match[1] is not None else (match[3], match[4])
            seen += 1
            if en == nl:
                alike.add(en)
    assert seen > 150
    assert alike <= ALIKE


def test_templates_say_nothing_in_one_language_only() -> None:
    """Whatever stands in a template outside `say(...)` is markup, a name, or alike in both languages."""
    loose: dict[str, list[str]] = {}
    for path in WEB.rglob("*.html"):
        bare = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", path.read_text(), flags=re.DOTALL)
        text = re.sub(r'<[^>]*>|\baria-[a-z]+="[^"]*"', " \n ", bare)
        found = {line.strip() for line in text.splitlines() if re.search(r"[A-Za-z]{2}", line)}
        if found - {"Koppel", "Account", "Connectors", "· Koppel", "Token", "koppel install", "<!doctype html>"}:
            loose[path.name] = sorted(found)
    assert loose == {}


def test_the_words_for_codes_are_in_both_languages() -> None:
    """Every state and kind has its word, and marks are the same in both."""
    for vocabulary in (words.DOCUMENT, words.INTEGRATION, words.CONNECTION, words.RUN, words.TRIGGER, words.COUNTED):
        for text in vocabulary.values():
            assert isinstance(text, Text)
            assert text.en
            assert text.nl


FOREIGN = re.compile(r'<(\w+)\b[^>]* lang="en"[^>]*>.*?</\1>', re.DOTALL)
"""What is in English and says so: the papers, and descriptions for programmers."""

ENGLISH = re.compile(r"\b(the|and|with|your|this|that|are|were|not|from|Save|Show|State|Run)\b")


def test_no_page_for_a_dutch_reader_has_english_in_it(pages: Pages, dutch_admin: Visitor) -> None:
    """Every page, with a document in each state: no common English word is left."""
    pages.shop.put(*orders())
    number = pages.couple({**ANSWERS, "order_statuses": ["completed"]}, activate=True)
    run = pages.run()
    own = f"/integrations/{number}"
    for path in (
        "/", "/connections/", "/connections/add", "/connections/add/test-shop", "/connections/add/login-books",
        "/connections/1", "/connections/1/remove", "/integrations/add", own, f"{own}/settings/", f"{own}/preview",
        f"{own}/history", f"{own}/runs/", f"{own}/runs/{run}", f"{own}/documents/order:1001", f"{own}/remove",
        "/connectors/", "/account/", "/nothing", "/usage/", "/support/", "/support/?check=1", "/docs/", "/docs/api",
        "/docs/decisions",
    ):  # fmt: skip
        page = readable(dutch_admin.get(path), without=FOREIGN)
        assert (path, ENGLISH.findall(page)) == (path, [])
