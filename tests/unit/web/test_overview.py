"""The overview in numbers: what was booked, how far a run is, what is urgent, and what one click may solve."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from koppel.store import Issue, Run
from koppel.sync import integrations
from koppel.sync.figures import Figures, Sum
from koppel.sync.issues import raise_issue
from koppel.sync.runs import new_run
from koppel.text import same
from koppel.web.chart import HEIGHT, chart_of
from unit.web.visiting import Visitor
from unit.web.world import Pages, orders


def figures_of(*amounts: str) -> Figures:
    """A month that ends with these days."""
    today = date(2026, 6, 30)
    made = [Decimal(0)] * (30 - len(amounts)) + [Decimal(amount) for amount in amounts]
    days = [
        (today - timedelta(days=29 - place), Sum(documents=1 if amount else 0, amounts={"EUR": amount}))
        for place, amount in enumerate(made)
    ]
    return Figures(today=days[-1][1], month=days[-1][1], days=days, currency="EUR")


def test_the_highest_day_fills_the_chart() -> None:
    """The others are parts of it, and stand on one line; a day with next to nothing is still seen."""
    chart = chart_of(figures_of("0.01", "50", "100"))
    assert chart is not None
    assert [(bar.height, bar.y + bar.height) for bar in chart.bars[-3:]] == [(1, 72), (36, 72), (72, 72)]
    assert chart.highest.amount == 100


def test_a_day_of_refunds_hangs_below_the_line() -> None:
    """And the line moves up to make room."""
    chart = chart_of(figures_of("100", "-100"))
    assert chart is not None
    assert (chart.ground, chart.bars[-1].y, chart.bars[-1].below, chart.bars[-2].below) == (
        HEIGHT // 2,
        36,
        True,
        False,
    )


def test_nothing_booked_is_no_chart() -> None:
    """A sentence says so instead."""
    assert chart_of(figures_of()) is None


def test_a_card_tells_today_and_this_month(pages: Pages, admin: Visitor) -> None:
    """With a table of the days for who cannot see the chart."""
    pages.shop.put(*orders())
    pages.couple(activate=True)
    pages.run()
    page = admin.text("/")
    assert "Booked today 4 €1,148.50" in page
    assert "This month 4 €1,148.50" in page
    assert "Booked per day by webshop Day Amount" in page


def test_all_is_well_when_nothing_needs_anybody(pages: Pages, admin: Visitor) -> None:
    """That is what one comes to read once a week."""
    pages.couple(activate=True)
    assert "All is well. Nothing needs your attention." in admin.text("/")


@pytest.mark.parametrize(
    ("state", "said", "value"),
    [
        ("queued", "In the queue", None),
        ("running", "3 of about 12 documents", 3),
        ("waiting", "Goes on by itself at 15 Jun 2026 14:00", 3),
    ],
)
def test_the_script_is_told_how_far_a_run_is(
    pages: Pages, admin: Visitor, state: str, said: str, value: int | None
) -> None:
    """By the number of the integration; the page says the same for who has no script."""
    number = pages.couple(activate=True)
    run_id = new_run(pages.home, "webshop", trigger="manual")
    with pages.home.writing() as session:
        run = session.get_one(Run, run_id)
        run.state, run.waiting_until = state, datetime(2026, 6, 15, 12, tzinfo=UTC)
        if value is not None:
            run.counts, run.left = {"read": 3}, 9
    found = admin.get("/progress").get_json()["runs"][str(number)]
    assert (found["said"], found["value"]) == (said, value)
    assert said in admin.text("/")


def test_a_run_in_the_queue_does_not_hide_the_one_that_goes(pages: Pages, admin: Visitor) -> None:
    """The next one may be asked for while one is under way."""
    number = pages.couple(activate=True)
    first = new_run(pages.home, "webshop", trigger="manual")
    with pages.home.writing() as session:
        session.get_one(Run, first).state = "running"
    new_run(pages.home, "webshop", trigger="manual")
    assert admin.get("/progress").get_json()["runs"][str(number)]["state"] == "running"


def test_without_runs_there_is_nothing_to_follow(pages: Pages, admin: Visitor) -> None:
    """The script stops asking."""
    pages.couple(activate=True)
    pages.run()
    assert admin.get("/progress").get_json() == {"runs": {}}
    assert "data-progress=" not in admin.get("/").text


@pytest.mark.parametrize("path", ["/", "/integrations/{}"])
def test_who_just_activated_sees_the_first_run_come(pages: Pages, admin: Visitor, path: str) -> None:
    """A bar says that it begins by itself, and the script follows it; a draft promises nothing."""
    number = pages.couple()
    assert "begins within a minute" not in admin.text(path.format(number))
    integrations.activate(pages.home, "webshop")
    assert f'data-progress="{number}"' in admin.get(path.format(number)).text
    assert "begins within a minute" in admin.text(path.format(number))


@pytest.mark.parametrize(
    ("kind", "deed"),
    [("AuthFailed", "/connections/2/verify"), ("Unavailable", "/integrations/1/runs/"), ("documents_wait", "/retry")],
)
def test_what_asking_again_may_solve_has_a_button(pages: Pages, admin: Visitor, kind: str, deed: str) -> None:
    """Beside the link to the place where it is solved."""
    number = pages.couple(activate=True)
    with pages.home.writing() as session:
        own, connection = (None, 2) if kind == "AuthFailed" else (number, None)
        raise_issue(
            session,
            pages.home.now(),
            subject="x",
            kind=kind,
            sentence=same("Something."),
            integration_id=own,
            connection_id=connection,
        )
    page = admin.get("/").text
    issues = page[page.index('class="issues"') : page.index("</ul>", page.index('class="issues"'))]
    assert re.search(rf'<form method="post" action="[^"]*{deed}"', issues)


def test_what_stops_everything_comes_first(pages: Pages, admin: Visitor) -> None:
    """Whenever it was raised."""
    number = pages.couple(activate=True)
    with pages.home.writing() as session:
        for kind in ("AuthFailed", "documents_wait", "payment"):
            raise_issue(
                session,
                pages.home.now(),
                subject=kind,
                kind=kind,
                sentence=same(f"It is {kind}."),
                integration_id=number,
            )
        assert session.query(Issue).count() == 3
    page = admin.text("/")
    assert page.index("It is AuthFailed") < page.index("It is documents_wait") < page.index("It is payment")


def test_a_plugin_that_is_gone_closes_no_page(pages: Pages, admin: Visitor) -> None:
    """Its integration is shown with what to do about it."""
    pages.couple(activate=True)
    left = {key: one for key, one in pages.home.plugins.installed.items() if one.connector.title != "Test Books"}
    pages.home.__dict__["plugins"] = replace(pages.home.plugins, installed=left)
    assert admin.get("/").status_code == 200
    assert "is not installed or does not start" in admin.text("/integrations/1")
