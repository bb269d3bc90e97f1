"""OAuth 2: the login page, codes of ten minutes, tokens as JSON, refresh tokens that work once."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from koppel_billit.fake import Switches
from unit.billit_fake.conftest import REDIRECT, code_of

SECRET = "billit-secret-0123456789"


def login(shop, **changes):
    query = {"client_id": "koppel", "redirect_uri": REDIRECT, "state": "s1", **changes}
    return shop.client.get("/Account/Logon", query_string={key: value for key, value in query.items() if value})


def landed(response):
    return {key: values[0] for key, values in parse_qs(urlsplit(response.headers["Location"]).query).items()}


def trade(shop, **changes):
    body = {
        "grant_type": "authorization_code",
        "client_id": "koppel",
        "client_secret": SECRET,
        "redirect_uri": REDIRECT,
    }
    return shop.client.post("/OAuth2/token", json={**body, **changes})


def refresh(shop, token, **changes):
    return trade(shop, grant_type="refresh_token", refresh_token=token, **changes)


def test_a_login_sends_the_browser_back_with_a_code_and_the_state(shop):
    """To the registered address."""
    response = login(shop)

    assert response.status_code == 302
    assert response.headers["Location"].startswith(f"{REDIRECT}?")
    assert landed(response)["state"] == "s1"


def test_a_login_without_client_is_no_oauth_request(shop):
    """Nor is one with an address that is not registered."""
    assert login(shop, client_id=None).text == "Invalid OAuth2 request"
    assert login(shop, redirect_uri=f"{REDIRECT}/").status_code == 400


def test_a_login_without_redirect_address_is_the_ordinary_page(shop):
    """No redirect happens."""
    assert login(shop, redirect_uri=None).status_code == 200


def test_whatever_follows_an_ampersand_in_the_state_is_lost(shop):
    """A state is one token."""
    assert landed(login(shop, state="a&b"))["state"] == "a"


def test_a_user_may_refuse(shop):
    """The browser comes back with an error."""
    shop.fake.tokens.approves = False

    assert landed(login(shop))["error"] == "access_denied"


def test_a_code_buys_tokens_once(shop):
    """An hour of access and a refresh token; the same code again is refused."""
    code = landed(login(shop))["code"]
    answer = trade(shop, code=code)

    assert (answer.json["token_type"], answer.json["expires_in"]) == ("Bearer", 3600)
    assert code_of(trade(shop, code=code), 401) == "InvalidAccessToken"


def test_a_code_lives_ten_minutes(shop, clock):
    """Then it is refused."""
    code = landed(login(shop))["code"]
    clock.advance(minutes=10)

    assert trade(shop, code=code).status_code == 401


def test_a_refresh_token_works_exactly_once(shop):
    """Each renewal gives a new pair; the old access token stays good until its hour is over."""
    first = shop.fake.tokens.sign_in()
    second = refresh(shop, first["refresh_token"])

    assert second.status_code == 200
    assert refresh(shop, first["refresh_token"]).status_code == 401
    assert refresh(shop, second.json["refresh_token"]).status_code == 200
    assert (
        shop.client.get("/v1/orders", headers={"Authorization": f"Bearer {first['access_token']}"}).status_code == 200
    )


def test_another_clients_secret_refreshes_nothing(shop):
    """And the token is not spent by the attempt."""
    token = shop.fake.tokens.sign_in()["refresh_token"]
    assert refresh(shop, token, client_secret="wrong").status_code == 401

    assert refresh(shop, token).status_code == 200


@pytest.mark.parametrize(("mood", "status"), [("refused", 400), ("accepted", 200)])
def test_tokens_are_asked_for_by_json(make, mood, status):
    """Whether a form works too is not known."""
    shop = make(Switches(form_tokens=mood))
    form = {"grant_type": "refresh_token", "client_id": "koppel", "client_secret": SECRET}
    form["refresh_token"] = shop.fake.tokens.sign_in()["refresh_token"]

    assert shop.client.post("/OAuth2/token", data=form).status_code == status


def test_an_authorization_header_spoils_the_request(shop):
    """The client proves itself in the body alone."""
    token = shop.fake.tokens.sign_in()["refresh_token"]
    body = {"grant_type": "refresh_token", "client_id": "koppel", "client_secret": SECRET, "refresh_token": token}

    assert shop.client.post("/OAuth2/token", json=body, headers={"Authorization": "Basic eDp5"}).status_code == 401


@pytest.mark.parametrize("missing", ["code", "redirect_uri", "client_secret", "grant_type"])
def test_every_member_is_needed(shop, missing):
    """400 for one that is missing."""
    assert trade(shop, **{"code": landed(login(shop))["code"], missing: None}).status_code == 400


def test_a_refused_token_may_be_told_in_the_standards_words(make):
    """The body and the status are not documented."""
    shop = make(Switches(token_error_body="rfc6749", token_error_status=400))

    assert refresh(shop, "x").json["error"] == "invalid_grant"
    assert refresh(shop, "x").status_code == 400
