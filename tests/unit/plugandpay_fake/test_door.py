"""The door of the service: headers, key, rights, addresses, limits and pages instead of data."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from koppel_plugandpay.fake import PlugAndPayFake

Ask = Callable[..., TestResponse]


def test_who_am_i(shop: PlugAndPayFake, ask: Ask) -> None:
    """A key tells whose shop it is."""
    answer = ask(shop, "/auth/tenants/me")
    assert answer.get_json() == {"data": {"id": 4021, "name": "Voorbeeld Academie", "plan": "premium"}}


@pytest.mark.parametrize("accept", [None, "*/*", "text/html"])
def test_a_wrong_accept_leads_to_a_page(shop: PlugAndPayFake, ask: Ask, accept: str | None) -> None:
    """Not an error but a redirect to where a person would log in."""
    answer = ask(shop, "/orders", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["Location"]) == (302, "https://admin.plugandpay.com/login")


@pytest.mark.parametrize(("strict", "status"), [(True, 403), (False, 200)])
def test_user_agent(ask: Ask, strict: bool, status: int) -> None:
    """The documented User-Agent is asked for, or it is not: sources disagree."""
    shop = PlugAndPayFake(strict_user_agent=strict)
    assert ask(shop, "/orders", headers={"User-Agent": "curl"}).status_code == status


@pytest.mark.parametrize("sent", [None, "Bearer other", "Basic eHg="])
def test_a_wrong_key(shop: PlugAndPayFake, ask: Ask, sent: str | None) -> None:
    """401 with nothing but a message."""
    answer = ask(shop, "/orders", headers={"Authorization": sent})
    assert (answer.status_code, answer.get_json()) == (401, {"message": "Unauthenticated."})


def test_a_key_without_rights(ask: Ask) -> None:
    """It knows whose it is, and sees nothing else."""
    shop = PlugAndPayFake(key_may_read=False)
    assert ask(shop, "/auth/tenants/me").status_code == 200
    assert ask(shop, "/orders").status_code == 403


@pytest.mark.parametrize("path", ["/invoices", "/tenant", "/orders/1", "/orders/900301/payments", "/orders/x"])
def test_addresses_that_are_not_there(shop: PlugAndPayFake, ask: Ask, path: str) -> None:
    """Unknown numbers, and addresses that are often guessed."""
    assert ask(shop, path).status_code == 404


def test_limit(shop: PlugAndPayFake, ask: Ask) -> None:
    """After so many calls the service says how long to wait."""
    shop.too_many(after=1)
    assert ask(shop, "/orders").status_code == 200
    answer = ask(shop, "/orders")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")


def test_throttle_passes(shop: PlugAndPayFake, ask: Ask) -> None:
    """A burst of refusals ends by itself."""
    shop.throttle(times=1)
    assert [ask(shop, "/orders").status_code for _ in range(2)] == [429, 200]


def test_pages_instead_of_data(shop: PlugAndPayFake, ask: Ask) -> None:
    """Maintenance and a login page are HTML, whatever was asked for."""
    shop.maintenance(times=1)
    shop.login_page(times=1)
    answers = [ask(shop, "/orders") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503, 200, 200]
    assert [answer.mimetype for answer in answers] == ["text/html", "text/html", "application/json"]


def test_tax_rates(shop: PlugAndPayFake, ask: Ask) -> None:
    """All rates, or those of one country, without pages."""
    rates = ask(shop, "/tax-rates?country=NL").get_json()
    assert rates == {
        "data": [
            {"id": 11, "country": "NL", "percentage": "21.0"},
            {"id": 12, "country": "NL", "percentage": "9.0"},
            {"id": 89, "country": "NL", "percentage": "0.0"},
        ]
    }


def test_products_tell_their_ledger_as_a_number(shop: PlugAndPayFake, ask: Ask) -> None:
    """In the list of products a number, in an order a text."""
    assert ask(shop, "/products/5101").get_json()["data"]["ledger"] == 8010
    items = ask(shop, "/orders/900301?include=items,products").get_json()["data"]["items"]
    assert items[0]["product"]["ledger"] == "8010"
    assert ask(shop, "/products").get_json()["meta"]["total"] == 8
