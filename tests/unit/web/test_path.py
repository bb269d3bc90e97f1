"""The way to the first booking: what is done follows from what there is, and each page says what comes next."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from werkzeug.test import TestResponse

from koppel.connections import manage
from koppel.sync import integrations
from unit.web.visiting import Visitor, readable
from unit.web.world import ANSWERS, Pages, keys, orders

ALL = {key: value for key, value in ANSWERS.items() if key != "export_from"}


def current(answer: TestResponse) -> str:
    """The step that a page of the way says it is about."""
    found = re.search(r'aria-current="step"><span class="dot"[^>]*>.*?</span><span class="name">([^<]+)', answer.text)
    return found[1] if found else ""


@pytest.mark.parametrize(
    ("answers", "title", "address"),
    [
        ({}, "Answer the questions", "/integrations/1/settings/?part=2"),
        ({"administration": "1", "journal": "70"}, "Answer the questions", "/integrations/1/settings/?part=3"),
        (ALL, "Look at the preview", "/integrations/1/preview"),
        (ANSWERS, "Activate", "/integrations/1"),
    ],
)
def test_the_overview_leads_to_the_next_step(
    pages: Pages, admin: Visitor, answers: dict[str, object], title: str, address: str
) -> None:
    """Wherever one left, and whoever did what was done meanwhile; nothing about the way itself is stored."""
    pages.couple(answers)
    assert f'<a class="button" href="{address}">{title}</a>' in admin.get("/").text


def test_a_connection_that_does_not_work_is_the_next_step(pages: Pages, admin: Visitor) -> None:
    """Not a second one beside it."""
    manage.add(pages.home, "test-shop", "shop", keys("https://away.test"), verify_now=False)
    assert '<a class="button" href="/connections/1">Connect the shop</a>' in admin.get("/").text


@pytest.mark.parametrize(
    ("path", "step"),
    [
        ("/connections/add/test-shop", "Connect the shop"),
        ("/connections/2", "Connect the package"),
        ("/integrations/add", "Couple the two"),
        ("/integrations/1/settings/?part=3", "Answer the questions"),
        ("/integrations/1/preview", "Look at the preview"),
        ("/integrations/1/start/", "Choose the first day"),
        ("/integrations/1", "Activate"),
    ],
)
def test_every_page_of_the_way_shows_where_it_is(pages: Pages, admin: Visitor, path: str, step: str) -> None:
    """With all steps, and what comes after this one."""
    pages.couple({"administration": "1"})
    answer = admin.get(path)
    assert current(answer) == step
    assert ("After this:" in readable(answer)) or ("the next step:" in readable(answer)) or step == "Activate"


def test_after_a_connection_the_next_is_offered(pages: Pages, admin: Visitor) -> None:
    """On its page, with one button."""
    manage.add(pages.home, "test-shop", "shop", keys("https://shop.test"))
    page = admin.get("/connections/1").text
    assert '<a class="button" href="/connections/add#target">Connect the package</a>' in page


@pytest.mark.parametrize(
    "path", ["/", "/connections/1", "/integrations/add", "/integrations/1", "/integrations/1/settings/"]
)
def test_the_way_is_gone_once_it_was_walked(pages: Pages, admin: Visitor, path: str) -> None:
    """An integration that runs, or did, needs no guide."""
    pages.couple(activate=True)
    assert "path-bar" not in admin.get(path).text
    assert "The way to your first booking" not in admin.text(path)


def test_a_preview_with_open_questions_leads_back_to_them(pages: Pages, admin: Visitor) -> None:
    """Nobody is asked whether it is right while most of it is held."""
    pages.shop.put(*orders())
    pages.couple({"administration": "1", "journal": "70"})
    page = admin.get("/integrations/1/preview").text
    assert '<a class="button" href="/integrations/1/settings/?part=3">Answer the questions</a>' in page
    assert "This is right" not in page


def test_a_page_that_is_not_there_has_no_way_on_it(admin: Visitor) -> None:
    """An address of the way without its integration is only not found."""
    assert admin.get("/integrations/7/start/").status_code == 404


def test_the_parts_ask_one_group_at_a_time(pages: Pages, admin: Visitor) -> None:
    """Saving goes on to the next; what another part asks stays as it is; the last leads to the preview."""
    pages.couple({})
    path = "/integrations/1/settings/"
    assert "Journal" not in readable(admin.get(f"{path}?part=1"))
    answer = admin.send(f"{path}?part=1", {"asked": "order_statuses", "a.order_statuses": "completed"})
    assert answer.headers["Location"] == f"{path}?part=2"
    answer = admin.send(f"{path}?part=4", {})
    assert answer.headers["Location"] == "/integrations/1/preview"
    assert admin.get(f"{path}?part=99").headers["Location"] == "/integrations/1/preview"


def test_a_part_with_an_open_question_is_shown_again(pages: Pages, admin: Visitor) -> None:
    """What is there is kept, and the question that is open is named."""
    pages.couple({})
    fields = {"asked": "administration", "a.administration": "1"}
    answer = admin.send("/integrations/1/settings/?part=2", fields)
    assert answer.headers["Location"] == "/integrations/1/settings/?part=2#step-journal"
    kept = {view.key: view.value for view in integrations.steps(pages.home, "webshop")}
    assert kept["administration"] == "1"


def test_a_part_asks_for_no_first_day(pages: Pages, admin: Visitor) -> None:
    """That has a page of its own on the way; the whole form asks for it as ever."""
    pages.couple({})
    assert all("a.export_from" not in admin.get(f"/integrations/1/settings/?part={n}").text for n in (1, 2, 3, 4))
    assert "a.export_from" in admin.get("/integrations/1/settings/").text


def test_a_part_tells_its_script_what_the_others_hold(pages: Pages, admin: Visitor) -> None:
    """Conditions may rest on answers that are asked elsewhere."""
    pages.couple({"administration": "1", "insertion_type": "invoice"})
    page = admin.get("/integrations/1/settings/?part=3").text
    known = re.search(r'data-known="([^"]+)"', page)
    assert known is not None
    assert json.loads(unescape(known[1]))["insertion_type"] == "invoice"


def test_suggestions_of_a_part_leave_the_others_alone(pages: Pages, admin: Visitor) -> None:
    """Using all of them fills in what is on the page, and no more."""
    pages.couple({"administration": "1", "journal": "70"})
    pages.shop.put(*orders())
    answer = admin.send("/integrations/1/settings/?part=3", {"asked": "vat_mapping", "use": "*"})
    assert "8001" not in re.findall(r'name="r.ledger_mapping.NL-21"[^>]+value="([^"]*)"', answer.text)
    assert re.search(r'name="r.vat_mapping.NL-21".*?value="H" selected', answer.text, re.DOTALL)
