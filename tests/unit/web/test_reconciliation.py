"""The reconciliation page and its part of the JSON API: asking, watching, reading, the file."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from koppel.home import Home
from koppel.sync.reconciliation import shapes
from koppel.sync.reconciliation.reconciler import Reconciler
from koppel.sync.reconciliation.records import new_reconciliation, show_reconciliation
from support.memory import order
from unit.reconciliation.world import by_hand
from unit.web.test_api import Program
from unit.web.visiting import Visitor
from unit.web.world import Pages

PAGE = "/integrations/1/reconciliation/"
JUNE = {"from": "2026-06-01", "to": "2026-06-30"}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Reconciliations that were asked for; they stand on record and nobody executes them."""
    found: list[int] = []

    def note(home: Home, name: str, *, begin: date, until: date) -> int:
        found.append(new_reconciliation(home, name, begin=begin, until=until))
        return found[-1]

    for module in ("koppel.web.reconciliation", "koppel.web.api.reconciliations"):
        monkeypatch.setattr(f"{module}.request_reconciliation", note)
    return found


@pytest.fixture
def booked(pages: Pages) -> Pages:
    """Two orders in the books."""
    pages.shop.put(order("1001"), order("1002"))
    pages.couple(activate=True)
    pages.run()
    return pages


def work(home: Home, record_id: int) -> None:
    """What a worker does."""
    Reconciler(home, record_id).run()


def test_a_period_is_asked_for_and_its_report_kept(booked: Pages, admin: Visitor, asked: list[int]) -> None:
    """The button puts it on record; the page says that it goes; then the three sides stand there."""
    admin.post(PAGE, **JUNE)
    busy = admin.get(PAGE).get_data(as_text=True)
    work(booked.home, asked[0])
    done = admin.text(PAGE)

    assert 'http-equiv="refresh"' in busy
    assert "data-refresh-s" in busy
    assert "Shop, Koppel and package agree." in done
    assert "EUR €242.00 2 €242.00 2 €242.00 2 €0.00 0" in done


def test_before_the_first_time_the_last_month_is_proposed(booked: Pages, admin: Visitor) -> None:
    """The form has the last full month."""
    booked.home.now = lambda: datetime(2026, 3, 15, 12, tzinfo=UTC)
    shown = admin.get(PAGE).get_data(as_text=True)

    assert 'value="2026-02-01"' in shown
    assert 'value="2026-02-28"' in shown


def test_differences_stand_under_their_day(booked: Pages, dutch_admin: Visitor, asked: list[int]) -> None:
    """With a link to the document, the kind and the sentence, in the reader's language."""
    del booked.books.entries["1002"]
    dutch_admin.post(PAGE, **JUNE)
    work(booked.home, asked[0])
    shown = dutch_admin.text(PAGE)

    assert "1002 weg uit het pakket 1002 was geboekt en staat niet meer in het pakket" in shown
    assert "/documents/order:1002" in dutch_admin.get(PAGE).get_data(as_text=True)


def test_what_solves_it_is_a_link(booked: Pages, admin: Visitor, asked: list[int]) -> None:
    """To importing again for what was missed, to the document for what is held."""
    booked.shop.put(order("1003", billing=None, delivery=None))
    booked.run()
    booked.shop.put(order("1004"))
    admin.post(PAGE, **JUNE)
    work(booked.home, asked[0])
    shown = admin.get(PAGE).get_data(as_text=True)

    assert '<a href="/integrations/1#again">Import again</a>' in shown
    assert '<a href="/integrations/1/documents/order:1003">Open the document</a>' in shown


def test_what_services_wrote_is_escaped(booked: Pages, admin: Visitor, asked: list[int]) -> None:
    """A number with markup in it is text, and an address that is no web address is no link."""
    booked.books.by_hand.append(by_hand("<script>alert(1)</script>"))
    admin.post(PAGE, **JUNE)
    work(booked.home, asked[0])
    shown = admin.get(PAGE).get_data(as_text=True)

    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)" in shown


@pytest.mark.parametrize("period", [{}, {"from": "2026-06-30", "to": "2026-06-01"}, {"from": "x", "to": "2026-06-01"}])
def test_a_period_that_cannot_be_is_a_sentence(
    booked: Pages, admin: Visitor, asked: list[int], period: dict[str, str]
) -> None:
    """Nothing is put on record, and the page says what is wrong."""
    admin.post(PAGE, **period)

    assert asked == []
    assert 'role="alert"' in admin.get(PAGE).get_data(as_text=True)


def test_the_report_is_a_file_as_well(booked: Pages, admin: Visitor, asked: list[int]) -> None:
    """CSV named after its period; no file before there is a report, and none of another integration."""
    admin.post(PAGE, **JUNE)
    before = admin.get(f"{PAGE}{asked[0]}.csv").status_code
    work(booked.home, asked[0])
    answer = admin.get(f"{PAGE}{asked[0]}.csv")

    assert (before, answer.status_code) == (404, 200)
    assert "day,2026-06-10,EUR,2,242.00,2,242.00,2,242.00,0,0.00" in answer.get_data(as_text=True)
    assert "koppel-reconciliation-2026-06-01-2026-06-30.csv" in answer.headers["Content-Disposition"]


def test_the_last_report_stays_while_a_new_one_is_made(booked: Pages, admin: Visitor, asked: list[int]) -> None:
    """Both are on the page."""
    admin.post(PAGE, **JUNE)
    work(booked.home, asked[0])
    admin.post(PAGE, **JUNE)
    shown = admin.text(PAGE)

    assert len(asked) == 2
    assert "documents read in the shop" in shown
    assert "Shop, Koppel and package agree." in shown


def test_an_earlier_report_can_be_read_again(booked: Pages, admin: Visitor, asked: list[int]) -> None:
    """Each of the newest ones has an address."""
    admin.post(PAGE, **{"from": "2026-05-01", "to": "2026-05-31"})
    work(booked.home, asked[0])
    admin.post(PAGE, **JUNE)
    work(booked.home, asked[1])

    assert "There is nothing in this period" in admin.text(f"{PAGE}?id={asked[0]}")
    assert "There is nothing in this period" not in admin.text(PAGE)


def test_what_ended_it_is_told(booked: Pages, admin: Visitor, asked: list[int]) -> None:
    """A failed one says why."""
    booked.books.listing = _falls_over
    admin.post(PAGE, **JUNE)
    work(booked.home, asked[0])

    assert "An error in the program" in admin.text(PAGE)


def test_the_api_gives_what_the_command_prints(booked: Pages, admin: Visitor, asked: list[int]) -> None:
    """POST asks, GET follows, and no field is lost on the way."""
    del booked.books.entries["1002"]
    program = Program(booked)
    started = program.call("POST", "/integrations/webshop/reconciliations", json=JUNE)
    work(booked.home, asked[0])
    view = show_reconciliation(booked.home, asked[0])
    assert view is not None

    assert (started.status_code, started.json["state"], started.json["report"]) == (202, "queued", None)
    assert program.get(f"/reconciliations/{asked[0]}") == shapes.reconciliation(view, "en")
    assert program.get("/integrations/webshop/reconciliations") == [shapes.reconciliation(view, "en")]
    assert program.call("GET", "/reconciliations/999").status_code == 404
    assert program.call("POST", "/integrations/webshop/reconciliations", json={"from": "2026-06-01"}).status_code == 422


def test_the_description_knows_it(pages: Pages, admin: Visitor) -> None:
    """OpenAPI has the paths and the object."""
    found = admin.client.get("/api/v1/openapi.json").json

    assert found is not None
    assert "/api/v1/integrations/{name}/reconciliations" in found["paths"]
    assert "Reconciliation" in found["components"]["schemas"]


def _falls_over() -> None:
    raise ZeroDivisionError
