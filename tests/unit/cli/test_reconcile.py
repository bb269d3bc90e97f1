"""`koppel reconcile`: exit codes, one JSON value, CSV, a table in both languages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from werkzeug.wrappers import Response

from koppel.sync.reconciliation.progress import Progress
from koppel.work import reconciling
from unit.cli.conftest import Bench

PERIOD = ("--from", "2026-07-01", "--to", "2026-12-31")


@pytest.fixture
def booked(coupled: Bench) -> Bench:
    """With everything booked."""
    coupled.json("sync", "webshop")
    return coupled


def remove_one(koppel: Bench) -> str:
    """Somebody removes an entry in the package; gives its reference."""
    books = koppel.books.division()
    entry = books.entries[0]
    books.remove("SalesEntries", books.table("SalesEntries")[entry["EntryID"]])
    return str(entry["YourRef"])


def test_a_period_that_agrees_ends_with_zero(booked: Bench) -> None:
    """One JSON value with three equal sides, and nothing on stderr."""
    found = booked.json("reconcile", "webshop", *PERIOD)
    total = found["report"]["totals"][0]

    assert found["report"]["agrees"] is True
    assert total["shop"] == total["ledger"] == total["package"]
    assert total["shop"]["count"] == len(booked.books.division().entries)
    assert found["calls"]["target"] > 0


def test_differences_end_with_one(booked: Bench) -> None:
    """What was removed in the package is named, with what to do."""
    reference = remove_one(booked)
    found = booked("reconcile", "webshop", *PERIOD, "--json")
    told = [one for day in found.value["report"]["days"] for one in day["documents"]]

    assert found.code == 1
    assert [(one["kind"], one["number"]) for one in told] == [("gone_in_package", reference)]


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", ("gone from the package", "1 differences")), ("nl", ("weg uit het pakket", "1 verschillen"))],
)
def test_a_person_gets_a_table(booked: Bench, lang: str, words: tuple[str, ...]) -> None:
    """Days with three columns, the documents with their sentence, in the reader's language."""
    remove_one(booked)
    found = booked("reconcile", "webshop", *PERIOD, lang=lang)

    assert [word for word in words if word not in found.out] == []


def test_csv_has_days_totals_and_documents(booked: Bench) -> None:
    """For a spreadsheet: decimal points, one line per day and currency, one per document."""
    remove_one(booked)
    found = booked("reconcile", "webshop", *PERIOD, "--csv")
    parts = [line.split(",")[0] for line in found.out.splitlines()]

    assert found.code == 1
    assert parts[0] == "part"
    assert {"day", "total", "difference"} <= set(parts)


@pytest.mark.parametrize(
    "args",
    [
        ("reconcile", "webshop", "--from", "2026-07-02", "--to", "2026-07-01"),
        ("reconcile", "webshop", "--from", "2024-01-01", "--to", "2026-07-01"),
        ("reconcile", "webshop", "--from", "yesterday", "--to", "2026-07-01"),
        ("reconcile", "nobody", *PERIOD),
    ],
)
def test_wrong_use_ends_with_two(booked: Bench, args: tuple[str, ...]) -> None:
    """A period that cannot be, and an integration that does not exist."""
    assert booked(*args, "--json").code == 2


def test_a_service_that_is_away_ends_with_three(booked: Bench) -> None:
    """Whoever waits at a terminal is told at once, in words."""
    booked.books.before.append(lambda _: Response("Internal Server Error", 500))
    found = booked("reconcile", "webshop", *PERIOD, "--json")

    assert found.code == 3
    assert found.value["state"] == "failed"
    assert "Exact Online" in found.err


def test_a_long_limit_ends_with_three_and_goes_on_later(booked: Bench) -> None:
    """A limit of hours is not waited for at a terminal; what was read is kept."""
    reset = int((datetime.now(UTC).timestamp() + 7200) * 1000)
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(reset)}
    booked.books.before.append(lambda _: Response("", 429, headers=headers))
    found = booked("reconcile", "webshop", *PERIOD, "--json")

    assert found.code == 3
    assert found.value["state"] == "waiting"
    assert found.value["waiting_until"]


def test_progress_is_told(booked: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """After each step: how many were read in the shop and in the package."""
    from koppel.sync.reconciliation.records import new_reconciliation

    told: list[Progress] = []
    begin, until = (datetime.fromisoformat(day).date() for day in (PERIOD[1], PERIOD[3]))
    record_id = new_reconciliation(booked.home, "webshop", begin=begin, until=until)
    reconciling.reconcile_now(booked.home, record_id, on_progress=lambda at: told.append(at))

    assert told[-1].read > 0
    assert told[-1].listed == len(booked.books.division().entries)
