"""`koppel preview`, `sync`, `history`, `retry` and `issues`: what they print and how they end."""

from __future__ import annotations

from decimal import Decimal

import pytest

from koppel.sync.runs import retry as make_due
from unit.cli.conftest import ANSWERS, Bench

ZERO = {"booked": 0, "held": 0, "skipped": 0, "failed": 0, "unchanged": 0}


def test_a_preview_shows_lines_and_writes_nothing(coupled: Bench) -> None:
    """Neither here nor at the services."""
    before, wrote = coupled.stored(), len(coupled.books.writes())
    found = coupled.json("preview", "webshop", "--limit", "10")
    members = {
        "document",
        "number",
        "kind",
        "date",
        "total_excl",
        "total_vat",
        "total_incl",
        "state",
        "reason",
        "lines",
    }
    assert all(members <= set(one) for one in found)
    first = next(one for one in found if one["number"] == "50")
    assert sum(Decimal(line["gross"]) for line in first["lines"]) == Decimal(first["total_incl"]) == Decimal("53.87")
    assert (coupled.stored(), len(coupled.books.writes())) == (before, wrote)


def test_a_preview_of_one_document(coupled: Bench) -> None:
    """By its key, or by its number."""
    assert [one["document"] for one in coupled.json("preview", "webshop", "--document", "order:51")] == ["order:51"]
    assert "order:51" in [one["document"] for one in coupled.json("preview", "webshop", "--document", "51")]


def test_a_preview_is_readable(coupled: Bench) -> None:
    """With ledger accounts by name."""
    assert "8000 - Omzet hoog" in coupled("preview", "webshop").out


def test_a_sync_books_once(coupled: Bench) -> None:
    """The second and third run make no call that writes."""
    first = coupled.json("sync", "webshop")
    assert first == {**ZERO, "read": 4, "booked": 4, "calls": first["calls"]}
    wrote = len(coupled.books.writes())
    again = [coupled.json("sync", "webshop")["booked"] for _ in range(2)]
    assert (again, len(coupled.books.writes())) == ([0, 0], wrote)
    assert sum(entry["AmountFC"] for entry in coupled.books.division().entries) == Decimal("115.19")


def test_a_sync_without_orders_is_no_error(coupled: Bench) -> None:
    """A shop that has not sold anything yet."""
    for number in list(coupled.shop.orders):
        coupled.shop.store.delete_order(number)
    found = coupled.json("sync", "webshop")
    assert found == {**ZERO, "read": 0, "calls": found["calls"]}
    assert coupled.json("history", "webshop") == []
    assert coupled.json("preview", "webshop") == []


def test_held_documents_end_a_sync_with_1(koppel: Bench) -> None:
    """Also on a later run, until a person has solved it; the answer then books them."""
    koppel.couple(**{**ANSWERS, "vat_mapping": {"NL 0%": "0", "NL 21%": "", "NL 9%": ""}})
    koppel.json("integration", "set", "webshop", 'vat_mapping={"NL 21%": "2"}')
    for _ in range(2):
        found = koppel("sync", "webshop", "--json")
        assert (found.code, found.value["held"]) == (1, 4)
    assert "koppel issues" in koppel("sync", "webshop").out
    koppel.json("integration", "set", "webshop", "--accept-suggestions")
    assert koppel.json("sync", "webshop")["booked"] == 4


def test_history_tells_what_became_of_each_document(coupled: Bench) -> None:
    """With the number and the key in the package."""
    coupled.json("sync", "webshop")
    rows = coupled.json("history", "webshop", "--state", "booked")
    members = {
        "document", "number", "kind", "state", "reason", "reference", "target_id", "target_number", "target_url",
        "total_incl", "attempts", "booked_at",
    }  # fmt: skip
    assert all(members <= set(row) for row in rows)
    assert {row["target_id"] for row in rows} == {entry["EntryID"] for entry in coupled.books.division().entries}
    assert coupled.json("history", "webshop", "--state", "held") == []


def test_issues_lead_to_the_setting_that_solves_them(koppel: Bench) -> None:
    """One issue per row that documents wait for."""
    koppel.couple(**ANSWERS)
    koppel.json("integration", "set", "webshop", 'vat_mapping={"NL 21%": "2"}')
    koppel("sync", "webshop")
    found = koppel.json("issues")
    assert ("webshop", "vat_mapping", "NL-9") in [(one["integration"], one["step"], one["row"]) for one in found]
    assert "NL 9%" in koppel("issues").out


def test_nothing_to_look_at_is_said(coupled: Bench) -> None:
    """In one sentence, or an empty list."""
    assert coupled.json("issues") == []
    assert coupled("issues").out == "Nothing needs you.\n"


def test_a_retry_tries_again_and_ends_like_a_sync(koppel: Bench) -> None:
    """A document that is still held ends it with 1."""
    koppel.couple(**ANSWERS)
    koppel.json("integration", "set", "webshop", 'vat_mapping={"NL 21%": "2"}')
    koppel("sync", "webshop")
    found = koppel("retry", "webshop", "50", "--json")
    assert (found.code, found.value["held"]) == (1, 4)
    koppel.json("integration", "set", "webshop", "--accept-suggestions")
    assert make_due(koppel.home, "webshop") == 4
    assert koppel.json("retry", "webshop")["booked"] == 4


def test_a_refused_key_ends_a_sync_with_3(coupled: Bench) -> None:
    """The sentence says what to do, and nothing counts as failed."""
    coupled.books.revoke()
    found = coupled("sync", "webshop", "--json")
    assert (found.code, found.value["failed"]) == (3, 0)
    assert "log in again" in found.err


@pytest.mark.parametrize("command", ["sync", "retry"])
def test_a_draft_does_not_run(koppel: Bench, command: str) -> None:
    """It has no day to begin at."""
    koppel.connect_shop()
    koppel.connect_books()
    koppel.json("integration", "add", "webshop", "--source", "shop", "--target", "books")
    found = koppel(command, "webshop")
    assert (found.code, found.err) == (
        2, "webshop has not been activated yet: `koppel integration activate webshop`.\n",
    )  # fmt: skip


def test_a_terminal_shows_a_bar(coupled: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """On stderr, and not when JSON was asked for."""
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    assert "to book" in coupled("sync", "webshop").err
    assert coupled("sync", "webshop", "--json").err == ""
