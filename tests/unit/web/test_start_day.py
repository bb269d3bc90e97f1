"""The page of the first day: days to choose from, each with the documents that it means."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from koppel.api import Unavailable
from koppel.sync import integrations
from koppel.sync.start_day import what_it_means
from koppel.web.start_day import suggested
from support.memory import order
from unit.web.visiting import Visitor, readable, said
from unit.web.world import Pages

PATH = "/integrations/1/start/"


@pytest.fixture
def draft(pages: Pages) -> Pages:
    """A draft on 15 August 2026; the shop has an order in each month of the year until then, and one that is not paid."""
    pages.home.now = lambda: datetime(2026, 8, 15, 12, tzinfo=UTC)
    days = [datetime(2026, month, 15, 9, tzinfo=UTC) for month in range(1, 9)]
    pages.shop.put(*(order(str(1100 + at.month), paid_at=at, created_at=at) for at in days))
    pages.shop.put(order("1199", status="pending"))
    pages.shop.batch = 20
    pages.couple({"administration": "1", "journal": "70"})
    return pages


@pytest.mark.parametrize(
    ("today", "days"),
    [
        (date(2026, 8, 15), ["2026-08-15", "2026-08-01", "2026-07-01", "2026-01-01"]),
        (date(2026, 1, 1), ["2026-01-01"]),
        (date(2026, 4, 2), ["2026-04-02", "2026-04-01", "2026-01-01"]),
    ],
)
def test_the_days_that_books_begin_with_are_suggested(today: date, days: list[str]) -> None:
    """Today, and the first of the month, the quarter and the year, each once."""
    assert [day.isoformat() for day, _ in suggested(today)] == days


def test_each_day_tells_what_it_means(draft: Pages, admin: Visitor) -> None:
    """Documents that would be booked, and their total; the order that is not paid is none."""
    page = admin.text(PATH)
    assert "15 Aug 2026 today 1 €121.00" in page
    assert "1 Aug 2026 the first of this month 1 €121.00" in page
    assert "1 Jul 2026 the first of this quarter 2 €242.00" in page
    assert "1 Jan 2026 the first of this year 8 €968.00" in page


def test_another_day_is_counted_too(draft: Pages, admin: Visitor) -> None:
    """It joins the others, chosen already."""
    answer = admin.get(f"{PATH}?own=2026-03-01")
    assert "1 Mar 2026 6 €726.00" in readable(answer)
    assert 'value="2026-03-01" checked' in answer.text


def test_the_chosen_day_is_kept_and_the_activation_is_next(draft: Pages, admin: Visitor) -> None:
    """Nothing runs yet."""
    assert admin.post(PATH, day="2026-07-01").headers["Location"] == "/integrations/1"
    assert "Bookings begin with 1 Jul 2026" in said(admin.get("/integrations/1"))
    assert integrations.show(draft.home, "webshop").state == "draft"


def test_no_day_is_refused(draft: Pages, admin: Visitor) -> None:
    """Nothing is chosen for anybody."""
    answer = admin.post(PATH, day="soon")
    assert answer.status_code == 422
    assert "Choose a day first." in said(answer)


def test_a_shop_that_is_away_leaves_the_days(draft: Pages, admin: Visitor) -> None:
    """Only the numbers are missing."""

    def away() -> None:
        raise Unavailable(service="Test Shop")

    draft.shop.trouble = away
    answer = admin.get(PATH)
    assert answer.status_code == 502
    assert "only the numbers are missing" in readable(answer)
    assert admin.post(PATH, day="2026-07-01").status_code == 302


def test_a_shop_with_more_is_read_three_times_at_most(draft: Pages) -> None:
    """What is too far back to be counted is said to be at least that much; late days are exact all the same."""
    draft.shop.batch = 1
    early, late = what_it_means(draft.home, "webshop", [date(2026, 1, 1), date(2026, 8, 1)])
    assert (early.at_least, late.at_least) == (True, False)
    assert (late.documents, late.totals) == (1, {"EUR": Decimal("121.00")})
