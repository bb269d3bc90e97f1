"""What a token may do: each operation of the API declares it, also those that are added later."""

from __future__ import annotations

import re

import pytest

from koppel.errors import WrongUse
from koppel.web.api.part import scope_of
from koppel.web.tokens import SCOPES, make_token, tokens_of
from unit.web.visiting import Visitor, readable, said
from unit.web.walking import calls_of
from unit.web.world import Pages

RUNS = {"api_runs.start", "api_runs.try_again"}
"""Calls that start runs; whoever adds one lists it here."""


def test_every_operation_needs_what_it_does(pages: Pages) -> None:
    """Looking needs read, starting runs needs run, everything else write; the walk finds each of them."""
    found = {
        (str(rule.endpoint), method): scope_of(pages.app.view_functions[rule.endpoint], method)
        for rule, method, _ in calls_of(pages.app)
    }
    assert len(found) > 25
    assert {endpoint for (endpoint, method), scope in found.items() if method == "GET" and scope != "read"} == set()
    assert {endpoint for (endpoint, method), scope in found.items() if method != "GET" and scope == "read"} == set()
    assert {endpoint for (endpoint, _), scope in found.items() if scope == "run"} >= RUNS


@pytest.mark.parametrize("lacking", SCOPES)
def test_no_call_passes_without_its_scope(pages: Pages, admin: Visitor, lacking: str) -> None:
    """403 for each of them, whatever else the token may, and nothing is done; with the scope it is not 403."""
    token = make_token(pages.home, 1, "narrow", scopes=[scope for scope in SCOPES if scope != lacking])
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
    for rule, method, path in calls_of(pages.app):
        needed = scope_of(pages.app.view_functions[rule.endpoint], method)
        answer = admin.client.open(path, method=method, headers=headers, json={} if method != "GET" else None)
        assert (path, method, answer.status_code == 403) == (path, method, needed == lacking)


@pytest.mark.parametrize(
    ("language", "told"), [("en", "This token may not do this: it lacks write"), ("nl", "write ontbreekt")]
)
def test_the_refusal_says_what_is_missing(pages: Pages, admin: Visitor, language: str, told: str) -> None:
    """In the language of the call."""
    headers = {
        "Authorization": f"Bearer {make_token(pages.home, 1, 'x', scopes=['read'])}",
        "Accept-Language": language,
    }
    answer = admin.client.delete("/api/v1/connections/x", headers=headers)
    assert (answer.status_code, answer.json["kind"], told in answer.json["error"]) == (403, "NotAllowed", True)  # type: ignore[index]


def test_the_description_names_the_scope(admin: Visitor) -> None:
    """With each operation, beside the ways in which it can be refused."""
    found = admin.client.get("/api/v1/openapi.json").json
    assert found is not None
    assert found["paths"]["/api/v1/integrations/{name}/runs"]["post"]["security"] == [{"token": ["run"]}]
    assert found["paths"]["/api/v1/issues"]["get"]["security"] == [{"token": ["read"]}]
    assert {"401", "403", "404", "422"} <= found["paths"]["/api/v1/connections/{name}"]["get"]["responses"].keys()


def test_every_operation_has_a_name_of_its_own(admin: Visitor) -> None:
    """Programs that are made from the description name their functions after it."""
    found = admin.client.get("/api/v1/openapi.json").json
    assert found is not None
    names = [
        operation["operationId"]
        for path in found["paths"].values()
        for method, operation in path.items()
        if method != "parameters"
    ]
    assert len(names) == len(set(names)) > 25


def test_a_token_gets_what_was_chosen(pages: Pages, admin: Visitor) -> None:
    """And the page shows it, with when it expires and when it was used."""
    admin.send("/account/tokens", {"name": "reports", "days": "90", "scope": ["read", "run"]})
    assert tokens_of(pages.home, 1)[0].scopes == ("read", "run")
    page = readable(admin.get("/account/"))
    assert re.search(r"reports read, run .* never Revoke", page)


@pytest.mark.parametrize("scopes", [[], ["everything"], ["read", "admin"]])
def test_a_token_that_may_nothing_is_not_made(pages: Pages, admin: Visitor, scopes: list[str]) -> None:
    """Nor one with a scope that does not exist."""
    answer = admin.send("/account/tokens", {"name": "x", "days": "30", "scope": scopes})
    assert (answer.status_code, "Choose what the token may do" in said(answer)) == (422, True)
    with pytest.raises(WrongUse):
        make_token(pages.home, 1, "x", scopes=scopes)
    assert tokens_of(pages.home, 1) == []


def test_a_lifetime_that_is_not_offered_is_the_shortest(pages: Pages, admin: Visitor) -> None:
    """A forged form gets no token that lives for ever by mistake."""
    admin.send("/account/tokens", {"name": "x", "days": "99999", "scope": ["read"]})
    assert tokens_of(pages.home, 1)[0].expires_at is not None


def test_tokens_from_before_may_everything(pages: Pages, admin: Visitor) -> None:
    """As they could when they were made."""
    make_token(pages.home, 1, "old")
    assert tokens_of(pages.home, 1)[0].scopes == SCOPES
