"""A plugin that is gone stops its own integrations, says so, and takes nothing else along."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from koppel.api import Booking, RateLimited
from koppel.home import Home
from koppel.sync import integrations
from koppel.sync.issues import open_issues
from koppel.sync.runner import Runner
from koppel.sync.runs import new_run, show_run
from support.memory import build, order


@pytest.fixture
def run_id(home: Home) -> int:
    """A run with a document of the first export left to book, when the package's plugin disappears."""
    world = build(home)

    def limited(booking: Booking) -> None:
        raise RateLimited(home.now() + timedelta(minutes=1), service="Memory books")

    world.books.before.append(limited)
    world.shop.put(order("1001", created_at=datetime(2026, 6, 2, tzinfo=UTC)))
    run_id = new_run(home, "webshop", trigger="test")
    Runner(home, run_id).run()
    left = {key: one for key, one in home.plugins.installed.items() if key != "memory-books"}
    home.__dict__["plugins"] = replace(home.plugins, installed=left)
    return run_id


def test_its_run_fails_with_an_issue(home: Home, run_id: int) -> None:
    """Nothing goes up to the worker: the run says what is missing."""
    assert Runner(home, run_id).run().state == "failed"
    assert show_run(home, run_id).state == "failed"
    assert "memory-books" in open_issues(home)[0].sentence.en


def test_its_integration_is_still_shown(home: Home, run_id: int) -> None:
    """The overview asks for all integrations at once; one without its plugin must not close the page of the others."""
    shown = integrations.listing(home)[0]
    assert (shown.name, shown.target_title, shown.history is not None) == ("webshop", "memory-books", True)
    assert "memory-books" in shown.notes[0].en
