"""Section 1: API tokens are traded for sessions, and sessions end."""

from __future__ import annotations

import pytest


def start(books, **body):
    known = {"accessToken": books.fake.token, "source": "Koppel"}
    return books.client.post("/v1/session", json={k: v for k, v in {**known, **body}.items() if v is not None})


def test_a_token_is_traded_for_a_session(books):
    """The answer holds a token and its life of an hour."""
    answer = start(books)
    assert answer.status_code == 200
    assert answer.json["expiresIn"] == 3600
    books.session = answer.json["token"]
    assert books.get("ledger", limit=1).status_code == 200


@pytest.mark.parametrize("prefix", ["", "Bearer "])
def test_the_session_goes_bare_or_as_bearer(books, prefix):
    """Both forms work with clients that are in use."""
    assert books.call("GET", "unit", Authorization=prefix + books.session).status_code == 200


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"source": None}, "API_SESSION_001"),
        ({"source": "pp-cli"}, "API_SESSION_002"),
        ({"source": "elevenchars"}, "API_SESSION_002"),
        ({"accessToken": ""}, "API_SESSION_003"),
    ],
)
def test_what_a_session_needs(books, refusal, body, code):
    """A source of 1 to 10 letters, digits, underscores and spaces, and a token."""
    assert refusal(start(books, **body)) == code


@pytest.mark.parametrize("status", [403, 401, 400])
def test_an_unknown_token_fails_to_log_in(make, refusal, status):
    """Title `Login failed`; the status is likely 403."""
    books = make(login_failed_status=status)
    answer = start(books, accessToken="other")
    assert refusal(answer, status) == "Login failed"
    assert (answer.json["type"], answer.json["securityType"]) == ("security", 0)


def test_a_token_with_an_end_date_stops(books, refusal):
    """API_SESSION_004; sessions that live go on."""
    books.fake.expire_token()
    assert refusal(start(books)) == "API_SESSION_004"
    assert books.get("unit").status_code == 200


@pytest.mark.parametrize(("body", "text"), [("empty", ""), ("security_010", "SECURITY_010")])
def test_a_session_ends_with_its_time(make, clock, body, text):
    """After its life every call is 401, with an empty body or a code."""
    books = make(session_life_s=60, dead_session_body=body)
    clock.advance(seconds=59)
    assert books.get("unit").status_code == 200
    clock.advance(seconds=1)
    answer = books.get("unit")
    assert answer.status_code == 401
    assert text in answer.text
    assert bool(answer.text) is bool(text)


def test_a_session_can_be_revoked(books):
    """DELETE kills the token; a second one is 401."""
    assert books.call("DELETE", "session").status_code == 204
    assert books.call("DELETE", "session").status_code == 401


@pytest.mark.parametrize(("sessions", "status"), [("many", 200), ("one", 401)])
def test_whether_sessions_live_side_by_side(make, sessions, status):
    """Nobody knows, so both can be had."""
    books = make(sessions=sessions)
    start(books)
    assert books.get("unit").status_code == status


@pytest.mark.parametrize(("tells", "names"), [(True, {"token", "expiresIn"}), (False, {"token"})])
def test_a_session_may_keep_silent_about_its_life(make, tells, names):
    """A client falls back to a life of its own then."""
    assert set(start(make(tells_lifetime=tells)).json) == names


@pytest.mark.parametrize(("status", "kind"), [(403, 1), (400, 0)])
def test_a_token_without_rights_is_refused_everywhere(make, refusal, status, kind):
    """The security shape carries its type."""
    books = make(refused_status=status)
    books.fake.refuse("SECURITY_001", security_type=kind)
    answer = books.get("ledger")
    assert refusal(answer, status) == "SECURITY_001"
    assert answer.json["securityType"] == kind


@pytest.mark.parametrize(
    ("accountant", "linked_for", "own", "linked"),
    [
        (False, "accountants", "EP_001", "EP_001"),
        (False, "others", "EP_001", 200),
        (True, "accountants", 200, 200),
        (True, "others", 200, "EP_002"),
    ],
)
def test_administrations_are_for_accountants(make, refusal, accountant, linked_for, own, linked):
    """An ordinary token lists none; who may list the linked ones is not known."""
    books = make(accountant=accountant, linked_for=linked_for)
    for path, expected in (("administration", own), ("administration/linked", linked)):
        answer = books.get(path)
        assert (answer.status_code if expected == 200 else refusal(answer)) == expected


@pytest.mark.parametrize(("pause", "header"), [(7, "7"), (None, None)])
def test_bursts_are_throttled(make, clock, pause, header):
    """429 with or without Retry-After, until the minute is over."""
    books = make(throttle_after=2, retry_after_s=pause)
    answers = [books.get("unit") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].headers.get("Retry-After") == header
    clock.advance(seconds=60)
    assert books.get("unit").status_code == 200
