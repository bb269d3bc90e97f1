"""Section 4 of the API file: calls per minute and per day, their headers, and the block after too many errors."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from koppel_exact.fake import Switches

LIST = "financial/Journals?$select=Code"


def spend(shop, times, path=LIST):
    return [shop.get(path).status_code for _ in range(times)]


def test_the_vendors_limits_are_the_defaults(make):
    """Sixty calls a minute and five thousand a day, with resets in milliseconds of the next minute and UTC day."""
    headers = make(minutely_limit=60).get(LIST).headers
    assert (headers["X-RateLimit-Minutely-Limit"], headers["X-RateLimit-Limit"]) == ("60", "5000")
    assert (headers["X-RateLimit-Minutely-Remaining"], headers["X-RateLimit-Remaining"]) == ("59", "4999")
    minute = datetime(2026, 3, 2, 9, 1, tzinfo=UTC).timestamp() * 1000
    assert headers["X-RateLimit-Minutely-Reset"] == str(int(minute))
    assert headers["X-RateLimit-Reset"] == str(int(datetime(2026, 3, 3, tzinfo=UTC).timestamp() * 1000))


def test_the_61st_call_of_a_clock_minute_is_refused(make, clock):
    """The body is empty and only the minute's headers come; the next clock minute is free again."""
    shop = make(minutely_limit=60)
    assert set(spend(shop, 60)) == {200}
    response = shop.get(LIST)
    assert (response.status_code, response.data) == (429, b"")
    assert response.headers["X-RateLimit-Minutely-Remaining"] == "0"
    assert "X-RateLimit-Limit" not in response.headers
    assert "Retry-After" not in response.headers
    clock.pass_s(50)
    assert shop.get(LIST).status_code == 200


def test_a_spent_day_shows_only_the_days_headers(make, clock):
    """It lasts to midnight UTC."""
    shop = make(daily_limit=2)
    spend(shop, 2)
    response = shop.get(LIST)
    assert response.status_code == 429
    assert response.headers["X-RateLimit-Remaining"] == "0"
    assert "X-RateLimit-Minutely-Limit" not in response.headers
    clock.now = datetime(2026, 3, 3, tzinfo=UTC)
    shop.tokens = shop.fake.sign_in()
    assert shop.get(LIST).status_code == 200


def test_a_429_may_come_without_headers(make):
    """That was seen in 2019."""
    shop = make(Switches(limit_headers_on_429="none"), daily_limit=0)
    assert not [name for name, _ in shop.get(LIST).headers if name.startswith("X-RateLimit")]


def test_each_division_has_its_own_counters(make):
    """A blocked division does not block another one."""
    shop = make(daily_limit=1)
    assert spend(shop, 2) == [200, 429]
    shop.division = 1234568
    assert spend(shop, 1) == [200]


def test_current_me_is_not_counted(make):
    """It works without budget and carries no limit headers."""
    shop = make(daily_limit=0)
    response = shop.get("/api/v1/current/Me?$select=CurrentDivision")
    assert response.status_code == 200
    assert not [name for name, _ in response.headers if name.startswith("X-RateLimit")]


@pytest.mark.parametrize("status", [429, 403])
def test_ten_errors_block_the_endpoint_for_an_hour(make, clock, status):
    """The block is of this endpoint in this division only, and it has no body."""
    shop = make(Switches(velocity_block_status=status), errors_per_hour=10)
    spend(shop, 10, "financial/Journals?$select=Nonsense")
    blocked = shop.get(LIST)
    assert (blocked.status_code, blocked.data) == (status, b"")
    assert shop.get("vat/VATCodes?$select=Code").status_code == 200
    clock.pass_s(3601)
    shop.tokens = shop.fake.sign_in()
    assert shop.get(LIST).status_code == 200


def test_a_second_block_lasts_longer(make, clock):
    """The block grows when the errors go on."""
    shop = make(errors_per_hour=10)
    for _ in range(2):
        shop.tokens = shop.fake.sign_in()
        spend(shop, 10, "financial/Journals?$select=Nonsense")
        clock.pass_s(3601)
    shop.tokens = shop.fake.sign_in()
    assert shop.get(LIST).status_code == 429


def test_business_refusals_do_not_count_as_errors(make):
    """Only 400, 401, 403 and 404 do."""
    shop = make(errors_per_hour=3)
    answers = [shop.post("salesentry/SalesEntries", {}).status_code for _ in range(5)]
    assert answers == [500] * 5


def test_old_errors_are_forgotten_after_an_hour(make, clock):
    """Nine errors now and one in an hour do no harm."""
    shop = make(errors_per_hour=10)
    spend(shop, 9, "financial/Journals?$select=Nonsense")
    clock.pass_s(3601)
    shop.tokens = shop.fake.sign_in()
    spend(shop, 1, "financial/Journals?$select=Nonsense")
    assert shop.get(LIST).status_code == 200
