"""Who may call: API keys, tokens, companies, rights and limits."""

from __future__ import annotations

import pytest

from koppel_billit.fake import BELGIAN, DUTCH, Switches
from unit.billit_fake.conftest import code_of


def ask(shop, **headers):
    return shop.client.get("/v1/orders", headers=headers)


def test_an_unknown_key_is_refused_by_its_code(shop):
    """401 with ApiKeyNotValid."""
    assert code_of(ask(shop, ApiKey="wrong", PartyID=str(DUTCH)), 401) == "ApiKeyNotValid"


def test_a_call_without_credentials_is_refused(shop):
    """Nothing is shown to strangers."""
    assert ask(shop, PartyID=str(DUTCH)).status_code == 401


@pytest.mark.parametrize("shape", ["errors", "message"])
def test_a_refusal_without_a_known_code_comes_in_one_of_two_shapes(make, shape):
    """The service's own, or that of the framework below it."""
    assert shape.capitalize() in {name.capitalize() for name in ask(make(Switches(error_shape=shape))).json}


def test_a_token_is_as_good_as_a_key_until_it_is_old(shop, clock):
    """An hour, then AccessTokenExpired."""
    token = shop.fake.tokens.sign_in()["access_token"]
    headers = {"Authorization": f"Bearer {token}", "PartyID": str(DUTCH)}
    assert ask(shop, **headers).status_code == 200

    clock.advance(minutes=60)

    assert code_of(ask(shop, **headers), 401) == "AccessTokenExpired"


def test_a_token_is_told_to_be_unknown_or_withdrawn(shop):
    """Two codes of their own."""
    token = shop.fake.tokens.sign_in()["access_token"]
    shop.client.post("/OAuth2/revoke")

    assert code_of(ask(shop, Authorization=f"Bearer {token}"), 401) == "AccessTokenRevoked"
    assert code_of(ask(shop, Authorization="Bearer x"), 401) == "InvalidAccessToken"


def test_a_login_that_sees_one_company_need_not_name_it(shop):
    """PartyID may be left out."""
    assert ask(shop, ApiKey=shop.fake.api_key).status_code == 200


@pytest.mark.parametrize("status", [401, 400])
def test_a_login_that_sees_several_companies_must_name_one(make, status):
    """Which status it gives is not known."""
    shop = make(Switches(missing_company_status=status), companies=(DUTCH, BELGIAN))

    assert ask(shop, ApiKey=shop.fake.api_key).status_code == status


def test_a_company_that_was_not_approved_cannot_be_used(make):
    """Neither one that is unknown, nor one that does not allow the API."""
    shop = make(companies=(DUTCH, BELGIAN))
    shop.fake.access.visible = {DUTCH}
    key = shop.fake.api_key
    assert ask(shop, ApiKey=key, PartyID=str(BELGIAN)).status_code == 401
    shop.fake.company(DUTCH).open_to_api = False

    assert ask(shop, ApiKey=key, PartyID=str(DUTCH)).status_code == 401
    assert ask(shop, ApiKey=key, PartyID="one").status_code == 400


def test_the_account_lists_companies_and_whether_they_allow_the_api(make):
    """Without PartyID; numbers, names, VAT numbers and countries."""
    shop = make(companies=(DUTCH, BELGIAN))
    shop.fake.company(BELGIAN).open_to_api = False
    answer = shop.client.get("/v1/account/accountInformation", headers={"ApiKey": shop.fake.api_key})

    told = [(one["PartyID"], one["CountryCode"], one["APIAllowed"]) for one in answer.json["Companies"]]
    assert told == [(DUTCH, "NL", True), (BELGIAN, "BE", False)]


def test_a_key_without_the_right_to_write_reads_only(shop):
    """A write is refused like something of another company."""
    shop.fake.access.rights.discard("write")

    assert shop.get("orders").status_code == 200
    assert shop.post("orders", shop.order()).status_code == 401


def test_an_unknown_address_or_verb_is_refused(shop):
    """404 and 405."""
    assert shop.get("nothing").status_code == 404
    assert shop.delete("orders").status_code == 405


def test_a_limit_can_be_set(make, clock):
    """With Retry-After, and open again after a minute."""
    shop = make(per_minute=2)
    assert [shop.get("orders").status_code for _ in range(3)] == [200, 200, 429]
    assert shop.get("orders").headers["Retry-After"] == "30"
    clock.advance(minutes=2)

    assert shop.get("orders").status_code == 200
