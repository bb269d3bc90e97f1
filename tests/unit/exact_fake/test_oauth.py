"""Section 1 of the API file: authorization, tokens, their lifetimes and every way in which they fail."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from koppel_exact.fake import Switches

REDIRECT = "https://shop.example/koppel/callback"
ASK = {"client_id": "app", "redirect_uri": REDIRECT, "response_type": "code", "state": "s1"}
CHAIN = "Token is not allowed, because of invalid or empty chainId"


def consent(shop, **changes):
    return shop.client.get("/api/oauth2/auth", query_string={**ASK, **changes})


def code_of(response):
    return parse_qs(urlsplit(response.headers["Location"]).query)["code"][0]


def exchange(shop, code, uri=REDIRECT):
    return shop.token(grant_type="authorization_code", code=code, redirect_uri=uri)


def refresh(shop, token):
    return shop.token(grant_type="refresh_token", refresh_token=token)


def test_consent_sends_back_a_code_and_the_state(shop):
    """The browser comes back to the registered address with a percent-encoded code and the state."""
    response = consent(shop)
    assert response.status_code == 302
    assert response.headers["Location"].startswith(f"{REDIRECT}?code=")
    assert "%21" in response.headers["Location"]
    assert "!" in code_of(response)
    assert "state=s1" in response.headers["Location"]


@pytest.mark.parametrize(
    "change",
    [{"client_id": "other"}, {"redirect_uri": f"{REDIRECT}/"}, {"response_type": "token"}],
)
def test_a_registration_that_does_not_match_gets_no_code(shop, change):
    """Client, redirect address (to the character) and response type must be the registered ones."""
    assert consent(shop, **change).status_code == 400


def test_a_code_buys_a_pair_of_tokens(shop):
    """The answer has both tokens and a lifetime written as text."""
    answer = exchange(shop, code_of(consent(shop))).json
    assert answer["expires_in"] == "600"
    assert answer["token_type"].lower() == "bearer"
    shop.tokens = answer
    assert shop.get("/api/v1/current/Me").status_code == 200


def test_a_code_is_used_up_by_one_exchange(shop):
    """Posting a code again is a bad request with an empty body."""
    code = code_of(consent(shop))
    exchange(shop, code)
    again = exchange(shop, code)
    assert (again.status_code, again.data) == (400, b"")


@pytest.mark.parametrize(("lifetime", "status"), [(120, 400), (180, 200)])
def test_a_code_lives_two_minutes_or_three(make, clock, lifetime, status):
    """A code dies after the seconds of the switch."""
    shop = make(Switches(code_lifetime_s=lifetime))
    code = code_of(consent(shop))
    clock.pass_s(150)
    assert exchange(shop, code).status_code == status


def test_two_consents_at_once_break_the_first(shop):
    """A code of an older consent belongs to no chain."""
    first = code_of(consent(shop))
    consent(shop)
    answer = exchange(shop, first)
    assert answer.status_code == 400
    assert answer.json == {"error": "invalid_grant", "error_description": CHAIN}


def test_a_new_consent_ends_the_chain_of_the_old_tokens(shop):
    """After signing in again the old refresh token is of no chain."""
    old = shop.tokens["refresh_token"]
    shop.fake.sign_in()
    assert refresh(shop, old).json["error_description"] == CHAIN


@pytest.mark.parametrize(
    "form",
    [
        {"client_secret": "wrong"},
        {"client_id": "other"},
        {"grant_type": "password"},
        {"refresh_token": ""},
    ],
)
def test_a_wrong_client_or_a_missing_field_is_an_invalid_request(shop, form):
    """Whatever is wrong in the form, the answer is the same."""
    known = {"grant_type": "refresh_token", "refresh_token": shop.tokens["refresh_token"]}
    answer = shop.token(**{**known, **form})
    assert (answer.status_code, answer.json) == (400, {"error": "invalid_request"})


def test_the_exchange_needs_the_same_redirect_address(shop):
    """The address of the exchange must be the one of the consent."""
    assert exchange(shop, code_of(consent(shop)), f"{REDIRECT}/").status_code == 400


def test_a_refresh_gives_a_new_pair_and_burns_the_old_token(shop, clock):
    """Each refresh token works once; the second time says so with a 401."""
    clock.pass_s(570)
    first = refresh(shop, shop.tokens["refresh_token"])
    assert first.json["refresh_token"] != shop.tokens["refresh_token"]
    again = refresh(shop, shop.tokens["refresh_token"])
    assert again.status_code == 401
    assert again.json == {"error": "unauthorized_client", "error_description": "Old refresh token used."}


def test_a_refresh_before_570_seconds_is_refused_with_a_reason(shop, clock):
    """One second too early is too early; the token stays valid."""
    clock.pass_s(569)
    early = refresh(shop, shop.tokens["refresh_token"])
    text = "Rate limit exceeded: access_token not expired"
    assert early.status_code == 400
    assert early.json == {"error": "access_denied", "error_description": text}
    assert early.headers["Reason"] == f"TooEarlyToRefreshTokens: {text}"
    clock.pass_s(1)
    assert refresh(shop, shop.tokens["refresh_token"]).status_code == 200


def test_an_early_refresh_can_burn_the_token_and_be_a_401(make, clock):
    """The switches give the other reported behaviour."""
    shop = make(Switches(refresh_after_early="burned", early_refresh_status=401))
    assert refresh(shop, shop.tokens["refresh_token"]).status_code == 401
    clock.pass_s(600)
    assert refresh(shop, shop.tokens["refresh_token"]).json["error"] == "unauthorized_client"


@pytest.mark.parametrize(("body", "data"), [("invalid_grant", b'{"error": "invalid_grant"}'), ("empty", b"")])
def test_a_refresh_token_dies_after_thirty_idle_days(make, clock, body, data):
    """Only a new consent helps then."""
    shop = make(Switches(stale_refresh_body=body))
    clock.pass_s(30 * 86400)
    stale = refresh(shop, shop.tokens["refresh_token"])
    assert (stale.status_code, stale.data) == (400, data)


def test_an_access_token_lives_600_seconds(shop, clock):
    """At the last second it works, then it is a 401."""
    clock.pass_s(599)
    assert shop.get("/api/v1/current/Me").status_code == 200
    clock.pass_s(1)
    assert shop.get("/api/v1/current/Me").status_code == 401


def test_a_test_can_expire_the_access_tokens(shop):
    """Afterwards calls fail and a refresh works at once."""
    shop.fake.expire_access_tokens()
    assert shop.get("/api/v1/current/Me").status_code == 401
    assert refresh(shop, shop.tokens["refresh_token"]).status_code == 200


def test_a_withdrawn_app_has_no_tokens_left(shop):
    """Neither token works after the user withdrew the app."""
    shop.fake.revoke()
    assert shop.get("/api/v1/current/Me").status_code == 401
    assert refresh(shop, shop.tokens["refresh_token"]).json == {"error": "invalid_grant"}


def test_ten_early_refreshes_block_the_token_endpoint(make):
    """Early renewals count as errors."""
    shop = make(errors_per_hour=10)
    for _ in range(10):
        refresh(shop, shop.tokens["refresh_token"])
    assert refresh(shop, shop.tokens["refresh_token"]).status_code == 429


def test_client_credentials_may_come_as_basic_authentication(shop, clock):
    """One client sends them in the header."""
    clock.pass_s(570)
    form = {"grant_type": "refresh_token", "refresh_token": shop.tokens["refresh_token"]}
    assert shop.client.post("/api/oauth2/token", data=form, auth=("app", "secret")).status_code == 200
