"""The JSON objects that commands and API share: exact amounts, days and moments, and what stands in each."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from koppel.connections import manage
from koppel.errors import RateLimited, Rejected, SettingsProblem
from koppel.home import Home
from koppel.plugins import Plugins, Problem
from koppel.steps.errors import FieldErrors
from koppel.sync import history, preview, runs, shapes
from koppel.sync.integrations import StepsRefused
from koppel.text import same
from unit.web.world import Pages, make_pages, orders


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("100", "100.00"),
        ("24.7700", "24.77"),
        ("1E+2", "100.00"),
        ("-0.00", "0.00"),
        ("24.765", "24.765"),
        ("-5.1", "-5.10"),
    ],
)
def test_amounts_have_two_decimals_and_lose_nothing(value: str, text: str) -> None:
    """More only where rounding would change the amount."""
    assert shapes.amount_text(Decimal(value)) == text
    assert shapes.amount_text(None) is None


def test_days_and_moments_are_iso() -> None:
    """Moments in UTC, whole seconds, ending in Z."""
    amsterdam = timezone(timedelta(hours=2))
    assert shapes.day_text(date(2026, 6, 1)) == "2026-06-01"
    assert shapes.moment_text(datetime(2026, 6, 1, 12, 0, 5, 7, tzinfo=amsterdam)) == "2026-06-01T10:00:05Z"
    assert (shapes.day_text(None), shapes.moment_text(None)) == (None, None)


def test_a_connector_and_a_broken_plugin(pages: Pages) -> None:
    """The contract's keys; a plugin that brought nothing is listed with its problem, key null."""
    plugins = pages.home.plugins
    broken = Plugins(
        manager=plugins.manager,
        installed=plugins.installed,
        problems=(Problem(plugin="koppel-broken", sentence=same("It cannot be loaded.")),),
    )
    listed = shapes.connectors(broken, "en")
    shop = next(one for one in listed if one["key"] == "test-shop")
    assert list(shop) == ["key", "role", "title", "plugin", "version", "auth", "problems"]
    assert shop["auth"][0]["method"] == "key_secret_url"
    assert shop["auth"][0]["fields"][1] == {"key": "consumer_key", "label": "Key", "secret": True, "required": True}
    assert (listed[-1]["key"], listed[-1]["problems"]) == (None, ["It cannot be loaded."])


def test_a_connection_has_only_what_there_is(pages: Pages) -> None:
    """No address and no error unless there is one."""
    pages.connect()
    assert shapes.connection(manage.show(pages.home, "shop"), "en") == {
        "name": "shop", "connector": "test-shop", "state": "verified", "account": "Mugs & More",
    }  # fmt: skip
    waiting = manage.add(pages.home, "login-books", "other", {"client_id": "c", "client_secret": "s-123456"})
    assert shapes.connection(waiting, "en")["authorize_url"].startswith("https://login.test/auth?")


def test_a_preview_and_the_history_of_the_same_document(sqlite_home: Home) -> None:
    """Equal totals, the lines with their codes, the reason as a code and in words."""
    pages = make_pages(sqlite_home)
    pages.shop.put(*orders())
    pages.couple(activate=True)
    shown = {
        one.number: shapes.preview_document(one, "nl")
        for one in preview.preview(sqlite_home, "webshop", document="1005")
    }
    assert (shown["1005"]["total_excl"], shown["1005"]["total_vat"], shown["1005"]["total_incl"]) == (
        "900.00",
        "189.00",
        "1089.00",
    )
    line = shown["1005"]["lines"][0]
    assert line["vat_code"] == {"value": "H", "label": "High 21%"}
    assert line["boxes"] == [{"box": "1a", "base": "900.00", "vat": "189.00"}]
    pages.run()
    rows = {row.document: shapes.history_row(row, "nl") for row in history.history(sqlite_home, "webshop")}
    assert (rows["order:1005"]["state"], rows["order:1005"]["total_incl"]) == ("booked", "1089.00")
    assert (rows["order:1004"]["state"], rows["order:1004"]["reason"]) == ("skipped", "status_not_selected")
    assert "orderstatussen" in rows["order:1004"]["sentence"]


def test_the_counts_of_a_run(pages: Pages) -> None:
    """Every name is there, also at zero; waiting only when it waits."""
    counts = shapes.run_counts({"read": 3, "booked": 2, "calls_source": 4})
    assert counts == {
        "read": 3, "booked": 2, "held": 0, "skipped": 0, "failed": 0, "unchanged": 0,
        "calls": {"source": 4, "target": 0},
    }  # fmt: skip
    until = datetime(2026, 6, 1, 10, tzinfo=UTC)
    assert shapes.run_counts({}, until)["waiting_until"] == "2026-06-01T10:00:00Z"
    pages.couple(activate=True)
    assert shapes.run(runs.show_run(pages.home, pages.run()), "en")["state"] == "done"


def test_errors_carry_what_leads_to_the_cure() -> None:
    """The step and row, the errors of a form, the moment to come back, the fields that were refused."""
    refused = StepsRefused({"journal": FieldErrors(rows={"a": same("No.")})}, same("Not yet."))
    assert shapes.error(refused, "en") == {
        "kind": "StepsRefused", "error": "Not yet.", "step": "journal", "row": None,
        "errors": {"journal": {"error": None, "row_errors": {"a": "No."}}},
    }  # fmt: skip
    assert shapes.error(SettingsProblem("vat_mapping", row="NL-21"), "en")["row"] == "NL-21"
    until = datetime(2026, 6, 1, 10, tzinfo=UTC)
    assert shapes.error(RateLimited(until, service="X"), "en")["until"] == "2026-06-01T10:00:00Z"
    assert shapes.error(Rejected(fields={"Date": "closed"}, service="X", message="m"), "en")["fields"] == {
        "Date": "closed"
    }
