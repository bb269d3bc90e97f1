"""Preview, history, one document, runs: what a bookkeeper reads, and what can be done from there."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from koppel.api import LineTax, Rejected, same
from koppel.connections import manage
from koppel.store import LedgerRow
from koppel.sync import integrations
from koppel.sync.runs import new_run
from support.memory import order
from unit.web.visiting import Visitor, readable, said
from unit.web.world import ANSWERS, Pages, keys, orders

OWN = "/integrations/1"


@pytest.fixture
def booked(pages: Pages) -> Pages:
    """Five documents after one run: four booked, one skipped."""
    pages.shop.put(*orders())
    pages.couple(activate=True)
    pages.run()
    return pages


@pytest.fixture
def held(pages: Pages) -> Pages:
    """The table lacks a row, so the sales are held."""
    pages.shop.put(*orders())
    pages.couple({**ANSWERS, "vat_mapping": {"NL-9": "L"}}, activate=True)
    pages.run()
    return pages


def test_the_preview_reads_as_a_journal_entry(pages: Pages, admin: Visitor) -> None:
    """Journal, debtor, reference, lines with ledger, VAT code and amounts, totals, box of the return, why."""
    pages.shop.put(order("1001"))
    pages.couple()
    page = admin.text(f"{OWN}/preview")
    for part in (
        "Invoice 1001", "to be booked", "10 Jun 2026", "€121.00", "Journal 70 Sales", "Customer 1001 (NL)",
        "Mug", "8001 Revenue 1", "High 21%", "100.00 21.00 121.00", "Total EUR", "1a 100.00 21.00", "Sold at home",
    ):  # fmt: skip
        assert part in page


def test_the_preview_writes_nothing(pages: Pages, admin: Visitor) -> None:
    """Neither in the package nor in the ledger."""
    pages.shop.put(*orders())
    pages.couple()
    admin.get(f"{OWN}/preview")
    assert pages.books.creates() == []
    with pages.home.reading() as session:
        assert session.query(LedgerRow).count() == 0


def test_the_preview_says_what_is_held_and_skipped(pages: Pages, admin: Visitor) -> None:
    """With the reason, and for what is held the link to the row that solves it."""
    pages.shop.put(*orders())
    pages.couple({**ANSWERS, "vat_mapping": {"NL-9": "L"}})
    page = admin.get(f"{OWN}/preview").text
    assert "Choose a VAT code." in page
    assert 'href="/integrations/1/settings/#row-vat_mapping-NL-21"' in page
    assert "pending is not one of the chosen order statuses" in page


def test_the_preview_shows_one_document(pages: Pages, admin: Visitor) -> None:
    """By its number; a number that is not there is told."""
    pages.shop.put(*orders())
    pages.couple()
    assert re.findall(r"Invoice (\d+)", admin.text(f"{OWN}/preview?document=1005")) == ["1005"]
    answer = admin.get(f"{OWN}/preview?document=77")
    assert answer.status_code == 422
    assert "no document 77" in said(answer)


def test_the_preview_of_a_draft_leads_on_to_the_first_day(pages: Pages, admin: Visitor) -> None:
    """It is the moment at which one knows that the answers are right."""
    pages.shop.put(order())
    pages.couple()
    assert f'href="{OWN}/start/"' in admin.get(f"{OWN}/preview").text


def test_the_history_has_every_document_with_its_reason(booked: Pages, admin: Visitor) -> None:
    """Newest first, with state, total and number in the package."""
    page = admin.text(f"{OWN}/history")
    assert page.index("1005 10 Jun 2026") < page.index("1002 10 Jun 2026")
    assert "skipped" in page
    assert "pending is not one of the chosen order statuses" in page
    assert "260004" in page
    assert "Credit note" in page


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("state=skipped", ["1004"]),
        ("search=1005", ["1005"]),
        ("search=zz", []),
        ("search=käthe", ["1002"]),
        ("to=2026-06-10&search=1001", ["1001"]),
    ],
)
def test_the_history_can_be_searched(booked: Pages, admin: Visitor, query: str, numbers: list[str]) -> None:
    """By state, number, buyer and period."""
    page = admin.get(f"{OWN}/history?{query}")
    assert re.findall(r"documents/order:\d+\">(\d+)<", page.text) == numbers
    assert bool(numbers) != ("Nothing fits this search" in page.text)


def test_a_state_that_does_not_exist_is_not_found(booked: Pages, admin: Visitor) -> None:
    """Nobody gets there by the page."""
    assert admin.get(f"{OWN}/history?state=nonsense").status_code == 404


def test_the_history_is_turned_page_by_page(pages: Pages, admin: Visitor) -> None:
    """Fifty at a time, older and back again; the filters go along."""
    pages.shop.put(*(order(str(1001 + number)) for number in range(53)))
    pages.couple(activate=True)
    pages.run()
    first = admin.get(f"{OWN}/history?state=booked&search=10").text
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert "53 documents" in first
    assert older is not None
    last = admin.get(unescape(older[1])).text
    assert len(re.findall(r"documents/order:", last)) == 3
    newer = re.search(r'rel="prev" href="([^"]+)"', last)
    assert newer is not None
    assert "state=booked" in newer[1]
    assert len(re.findall(r"documents/order:", admin.get(unescape(newer[1])).text)) == 50


@pytest.mark.parametrize("query", ["from=soon&to=2026-99-99", "before=x", "after=-1", "before=" + "9" * 40])
def test_nonsense_in_the_address_filters_nothing(booked: Pages, admin: Visitor, query: str) -> None:
    """Half a date in the field is no reason for an empty page."""
    assert "5 documents" in admin.text(f"{OWN}/history?{query}")


def test_one_document_tells_everything(booked: Pages, admin: Visitor) -> None:
    """What the shop said, what was booked and why, every attempt, its number in the package."""
    page = admin.text(f"{OWN}/documents/order:1002")
    for part in ("What is booked", "8001 Revenue 1", "Sold at home", "What the shop says", "Käthe Müller",
                 "kaethe@customers.example", "Berlin", "Every attempt", "Booked", "260002"):  # fmt: skip
        assert part in page


def test_a_document_is_found_by_its_number_too(booked: Pages, admin: Visitor) -> None:
    """People know the number, not the key."""
    assert "Invoice 1005" in admin.text(f"{OWN}/documents/1005")
    assert admin.get(f"{OWN}/documents/none").status_code == 404


@pytest.mark.parametrize(
    ("url", "linked"), [("https://books.example/1", True), ("javascript:alert(1)", False), ("data:text/html,x", False)]
)
def test_only_web_addresses_become_links(booked: Pages, admin: Visitor, url: str, linked: bool) -> None:
    """A service could answer anything; a script address would run in these pages."""
    with booked.home.writing() as session:
        session.query(LedgerRow).filter_by(document_key="order:1001").one().target_url = url
    for path in (f"{OWN}/documents/order:1001", f"{OWN}/history"):
        assert (f'href="{url}"' in admin.get(path).text) is linked


def test_a_held_document_can_be_tried_again(held: Pages, admin: Visitor, runs_asked: list[dict[str, Any]]) -> None:
    """From its own page, alone, and one watches the run."""
    page = admin.get(f"{OWN}/documents/order:1001").text
    assert "#row-vat_mapping-NL-21" in page
    answer = admin.post(f"{OWN}/retry", document="order:1001")
    assert runs_asked == [{"name": "webshop", "trigger": "retry", "only": ["order:1001"]}]
    assert re.fullmatch(r"/integrations/1/runs/\d+", answer.headers["Location"])


def test_everything_can_be_tried_again(held: Pages, admin: Visitor, runs_asked: list[dict[str, Any]]) -> None:
    """With one button under the history."""
    assert "Try everything" in admin.text(f"{OWN}/history")
    admin.post(f"{OWN}/retry")
    assert runs_asked == [{"name": "webshop", "trigger": "retry", "only": []}]


def test_trying_again_what_is_booked_does_nothing(
    booked: Pages, admin: Visitor, runs_asked: list[dict[str, Any]]
) -> None:
    """And says so."""
    admin.post(f"{OWN}/retry", document="order:1001")
    assert runs_asked == []
    assert "nothing to try again" in said(admin.get(f"{OWN}/history"))


def test_a_refused_document_says_what_the_package_said(pages: Pages, admin: Visitor) -> None:
    """In the history and among the attempts."""

    def refuse(booking: object) -> None:
        raise Rejected(service="Test Books", message="the period is closed")

    pages.shop.put(order("1001"))
    pages.books.before.append(refuse)
    pages.couple(activate=True)
    pages.run()
    assert "refused" in admin.text(f"{OWN}/history")
    page = admin.text(f"{OWN}/documents/order:1001")
    assert page.count("the period is closed") == 2
    assert "Refused by the package" in page


def test_run_now_asks_for_a_run_and_shows_it(booked: Pages, admin: Visitor, runs_asked: list[dict[str, Any]]) -> None:
    """The page refreshes itself while the run goes, with and without script."""
    answer = admin.post(f"{OWN}/runs/")
    assert runs_asked == [{"name": "webshop", "trigger": "manual", "only": ()}]
    page = admin.get(answer.headers["Location"]).text
    assert '<noscript><meta http-equiv="refresh"' in page
    assert 'data-refresh-s="2"' in page
    assert "in the queue" in page


def test_a_finished_run_stands_still(booked: Pages, admin: Visitor) -> None:
    """With its counts."""
    page = admin.get(f"{OWN}/runs/1")
    assert "refresh" not in page.text.replace("data-says", "")
    assert "read 5 booked 4" in readable(page)
    assert "done" in admin.text(f"{OWN}/runs/")


def test_a_run_of_another_integration_is_not_found(booked: Pages, admin: Visitor) -> None:
    """Nor one that does not exist."""
    assert admin.get(f"{OWN}/runs/99").status_code == 404
    manage.add(booked.home, "test-books", "other", keys("https://books.test"))
    number = integrations.add(booked.home, "second", "shop", "other").id
    integrations.set_answers(booked.home, "second", ANSWERS)
    integrations.activate(booked.home, "second")
    run = new_run(booked.home, "second", trigger="manual")
    assert admin.get(f"{OWN}/runs/{run}").status_code == 404
    assert admin.get(f"/integrations/{number}/runs/{run}").status_code == 200


EVIL = '"><script>alert(1)</script>'


def test_what_a_shop_sends_is_shown_and_never_run(pages: Pages, admin: Visitor) -> None:
    """Script in every field of an order, of the names, of what the services answer: on every page it is text."""
    sale = order("1001")
    party = replace(sale.buyer, name=EVIL, company=EVIL, email=EVIL, vat_number=EVIL)  # type: ignore[type-var]
    place = replace(sale.billing, line1=EVIL, city=EVIL, postcode=EVIL)  # type: ignore[type-var]
    line = replace(sale.lines[0], description=EVIL, item_code=EVIL)
    nasty = replace(
        sale, number=EVIL, buyer=party, billing=place, delivery=place, lines=(line,), url=EVIL, reason=EVIL,
        invoice_number=EVIL, payment_method=EVIL, notes=(EVIL,),
    )  # fmt: skip
    odd = replace(nasty, key="order:2", status=EVIL, unreadable=same(EVIL))
    foreign = replace(
        nasty, key="order:3", lines=(replace(line, taxes=(LineTax(country="FR", rate=line.taxes[0].rate, amount=line.taxes[0].amount),)),)
    )  # fmt: skip
    pages.shop.put(nasty, odd, foreign)
    pages.couple(activate=True)
    pages.run()
    with pages.home.writing() as session:
        for row in session.query(LedgerRow):
            row.target_number, row.target_url, row.reason = EVIL, EVIL, EVIL
            row.sentence = {"en": EVIL, "nl": EVIL}
            row.warnings = {EVIL: {"en": EVIL, "nl": EVIL}}
    seen = 0
    for path in ("/", OWN, f"{OWN}/preview", f"{OWN}/history", f"{OWN}/documents/order:1001", f"{OWN}/documents/order:2",
                 f"{OWN}/documents/order:3", f"{OWN}/history?search={EVIL}", f"{OWN}/settings/"):  # fmt: skip
        page = admin.get(path).text
        assert "<script>alert" not in page
        seen += page.count("&lt;script&gt;alert")
    assert seen > 30


def test_a_warning_is_shown_with_its_document(booked: Pages, admin: Visitor) -> None:
    """Booked, but worth a look."""
    with booked.home.writing() as session:
        row = session.query(LedgerRow).filter_by(document_key="order:1001").one()
        row.warnings = {"code": {"en": "Mind the date.", "nl": "Let op de datum."}}
    assert "Mind the date." in said(admin.get(f"{OWN}/documents/order:1001"))


def test_a_change_after_booking_shows_the_proposed_correction(booked: Pages, admin: Visitor) -> None:
    """What changed, and the booking that would make the books agree again; nothing is sent."""
    booked.shop.put(order("1001", gross="60.50", revision="2"))
    wrote = len(booked.books.creates())
    booked.run()
    page = admin.text(f"{OWN}/documents/order:1001")

    assert "Proposed correction 1001-C1" in page
    assert "-60.50" in page
    assert len(booked.books.creates()) == wrote
