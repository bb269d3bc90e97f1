"""Values of answers, as vendors write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from koppel.api import day_of, moment_of, money_of, path_and_query, text_of


@pytest.mark.parametrize(("value", "meant"), [("2  ", "2"), (7, "7"), ("", ""), (None, "")])
def test_a_text_has_no_blanks_around_it(value, meant):
    """Null is as empty as no text."""
    assert text_of(value) == meant


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        (Decimal("61.699999999999996"), "61.70"),
        ("121.005", "121.01"),
        (61, "61.00"),
        (Decimal("-0.1"), "-0.10"),
        (None, None),
        (1.5, None),
        (True, None),
        ("", None),
        ("abc", None),
    ],
)
def test_amounts_are_read_exactly_whatever_they_are_written_as(value, meant):
    """Numbers and numeric texts, rounded to the cents that they mean; a binary float never gets through."""
    found = money_of(value)

    assert (None if found is None else str(found)) == meant


@pytest.mark.parametrize(
    ("value", "meant"),
    [("2026-03-01T00:00:00", date(2026, 3, 1)), ("2026-03-01", date(2026, 3, 1)), ("x", None), (None, None)],
)
def test_a_day_is_read_without_its_time(value, meant):
    """Midnight of nowhere stays that day."""
    assert day_of(value) == meant


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("2026-03-01T12:00:00", datetime(2026, 3, 1, 12, tzinfo=UTC)),
        ("2026-03-01T12:00:00.5+01:00", datetime(2026, 3, 1, 11, 0, 0, 500000, tzinfo=UTC)),
        ("2026-03-01", None),
        ("soon, or perhaps later", None),
        (20260301, None),
        (None, None),
    ],
)
def test_a_moment_without_a_zone_is_utc(value, meant):
    """A day alone is no moment: midnight would be made up."""
    assert moment_of(value) == meant


@pytest.mark.parametrize("host", ["https://api.vendor.example", "https://proxy.example/Vendor"])
def test_the_next_page_is_asked_for_on_our_own_address(host):
    """A page address names the vendor's host; a connection through a proxy keeps to the proxy."""
    assert (
        path_and_query(f"{host}/api/v1/Accounts?$skiptoken=guid'7'", "/api/") == "/api/v1/Accounts?$skiptoken=guid'7'"
    )
    assert path_and_query(f"{host}/api/v1/Accounts", "/api/") == "/api/v1/Accounts"
