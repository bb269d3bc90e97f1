"""How often pages ask the database: as often for ten integrations as for two, and for many documents as for few."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from koppel.connections import manage
from koppel.store import Integration, Run
from koppel.sync import integrations
from koppel.sync.runs import new_run
from koppel.sync.vat_return import vat_return
from koppel.web.tokens import make_token
from koppel.work import schedule, valkey
from support.memory import order
from support.queries import plan_of, queries_of
from unit.web.visiting import Visitor
from unit.web.world import ANSWERS, Pages, keys, orders

PAGES = ("/", "/progress", "/usage/", "/connections/", "/connections/1", "/connections/add", "/integrations/add")
CALLS = ("/api/v1/integrations", "/api/v1/usage", "/api/v1/connections", "/api/v1/issues")


def couple(pages: Pages, name: str) -> None:
    """An integration that has run, with a run that waits in the queue."""
    manage.add(pages.home, "test-shop", f"shop {name}", keys("https://shop.test"))
    manage.add(pages.home, "test-books", f"books {name}", keys("https://books.test"))
    integrations.add(pages.home, name, f"shop {name}", f"books {name}")
    integrations.set_answers(pages.home, name, ANSWERS)
    integrations.activate(pages.home, name)
    pages.run(name)
    new_run(pages.home, name, trigger="manual")


def asked(pages: Pages, admin: Visitor, path: str, token: str) -> int:
    """How many statements a page or a call costs, once what is made at the first time is there."""
    headers = {"Authorization": f"Bearer {token}"} if path.startswith("/api/") else {}
    admin.get(path, headers=headers)
    with queries_of(pages.home) as found:
        assert admin.get(path, headers=headers).status_code == 200
    return len(found)


@pytest.fixture
def two(pages: Pages, admin: Visitor) -> Pages:
    """Two integrations of the same shop, each with documents booked and held."""
    pages.shop.put(*orders())
    couple(pages, "one")
    couple(pages, "two")
    return pages


def test_ten_integrations_cost_no_more_questions_than_two(two: Pages, admin: Visitor) -> None:
    """Every page and call that shows all of them: one that asked for each would grow with them."""
    token = make_token(two.home, 1, "count")
    before = {path: asked(two, admin, path, token) for path in (*PAGES, *CALLS)}
    for number in range(3, 11):
        couple(two, f"number {number}")

    assert {path: asked(two, admin, path, token) for path in (*PAGES, *CALLS)} == before
    assert before["/"] <= 14


def test_more_documents_cost_no_more_questions(two: Pages, admin: Visitor) -> None:
    """On the pages of one integration that has more than one page of them."""
    two.shop.put(*(order(str(number)) for number in range(2001, 2061)))
    two.run("one")
    new_run(two.home, "one", trigger="manual")
    paths = [f"/integrations/1{page}" for page in ("", "/history", "/vat/?from=2026-06-01&to=2026-06-30", "/runs/")]
    before = {path: asked(two, admin, path, "") for path in paths}
    two.shop.put(*(order(str(number)) for number in range(3001, 3101)))
    two.run("one")
    new_run(two.home, "one", trigger="manual")

    assert {path: asked(two, admin, path, "") for path in paths} == before


def test_the_history_and_the_return_read_through_indexes(two: Pages, admin: Visitor) -> None:
    """None goes through the whole ledger."""
    with queries_of(two.home) as found:
        for path in ("/", "/usage/", "/integrations/1/history", "/integrations/1/history?state=held&search=vries"):
            admin.get(path)
        today = two.home.now().date()
        vat_return(two.home, "one", begin=today.replace(month=1, day=1), until=today)
    plans = [step for query in found if query.text.startswith("SELECT") for step in plan_of(two.home, query)]
    assert [step for step in plans if step.startswith("SCAN ledger") and "USING" not in step] == []
    assert any(step.startswith("SEARCH ledger USING") for step in plans)


def test_the_schedule_looks_at_runs_under_way_only(two: Pages) -> None:
    """It looks every two seconds, and after a year there are a hundred thousand runs that are over."""
    home = two.home
    with home.writing() as session:
        session.execute(update(Run).values(state="done"))
        session.execute(update(Integration).values(next_run_at=home.now() + timedelta(days=1)))
    with queries_of(home) as found:
        assert schedule.tick(home, valkey.connect(home.folder)) == []
    plans = [step for query in found if "FROM run" in query.text for step in plan_of(home, query)]
    assert [step for step in plans if step.startswith("SCAN run")] == []
    assert any("ix_run_state" in step for step in plans)
