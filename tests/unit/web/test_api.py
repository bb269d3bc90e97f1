"""The JSON API: tokens, languages, errors, and the same objects as the command line prints."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from koppel.connections import manage
from koppel.steps.evaluate import to_json
from koppel.sync import history, integrations, issues, preview, runs, shapes
from koppel.web.tokens import make_token
from unit.web.visiting import Visitor
from unit.web.walking import calls_of
from unit.web.world import ANSWERS, Pages, keys, orders


class Program:
    """Something that calls the API with a token."""

    def __init__(self, pages: Pages) -> None:
        self.client = pages.app.test_client()
        self.headers = {"Authorization": f"Bearer {make_token(pages.home, 1, 'test')}", "Accept-Language": "en"}

    def call(self, method: str, path: str, **more: Any) -> Any:
        """One call and its response; `json` is the body."""
        return self.client.open(f"/api/v1{path}", method=method, headers=self.headers, **more)

    def get(self, path: str) -> Any:
        """What a GET gives."""
        answer = self.call("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json


@pytest.fixture
def program(pages: Pages, admin: Visitor) -> Program:
    """With a token of the administrator."""
    return Program(pages)


@pytest.fixture
def booked(pages: Pages, program: Program) -> Pages:
    """Some documents booked, some held, some skipped."""
    pages.shop.put(*orders())
    pages.couple({**ANSWERS, "vat_mapping": {"NL-9": "L"}}, activate=True)
    pages.run()
    return pages


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer nonsense", "Basic dXNlcjpwYXNz"])
def test_without_a_token_there_is_nothing(pages: Pages, admin: Visitor, header: str | None) -> None:
    """Not with a browser's login either: 401 says what to send."""
    headers = {"Authorization": header, "Accept-Language": "en"} if header else {"Accept-Language": "en"}
    answer: Any = admin.client.get("/api/v1/connectors", headers=headers)
    assert answer.status_code == 401
    assert "Authorization: Bearer" in answer.json["error"]


def test_every_path_is_closed(pages: Pages, admin: Visitor) -> None:
    """Each of them, except the description."""
    for _, method, path in calls_of(pages.app):
        assert (path, admin.client.open(path, method=method).status_code) == (path, 401)


def test_the_description_is_openapi(pages: Pages, admin: Visitor) -> None:
    """Every path with its answers, and how to sign in."""
    found: Any = admin.client.get("/api/v1/openapi.json").json
    assert found["openapi"] == "3.1.0"
    assert found["components"]["securitySchemes"]["token"] == {"type": "http", "scheme": "bearer"}
    assert "/api/v1/integrations/{name}/steps" in found["paths"]
    assert "PreviewSchema".removesuffix("Schema") in found["components"]["schemas"]


def test_the_language_is_what_the_caller_asks_for(pages: Pages, program: Program) -> None:
    """Else that of the token's owner."""
    pages.couple({})
    program.headers["Accept-Language"] = "nl"
    assert program.get("/integrations/webshop/steps")[0]["label"] == "Orderstatussen"
    del program.headers["Accept-Language"]
    assert program.get("/integrations/webshop/steps")[0]["label"] == "Order statuses"


def test_everything_is_given_as_the_command_line_prints_it(booked: Pages, program: Program) -> None:
    """No field is lost on the way: answers equal the shapes that the commands use."""
    home, own = booked.home, "/integrations/webshop"
    assert program.get("/connectors") == shapes.connectors(home.plugins, "en")
    assert program.get("/connections") == [shapes.connection(view, "en") for view in manage.listing(home)]
    assert program.get("/integrations") == [shapes.integration(view, "en") for view in integrations.listing(home)]
    assert program.get(f"{own}/steps") == [to_json(view, "en") for view in integrations.steps(home, "webshop")]
    found = [shapes.preview_document(view, "en") for view in preview.preview(home, "webshop")]
    assert program.get(f"{own}/preview") == found
    assert program.get(f"{own}/history") == [shapes.history_row(r, "en") for r in history.history(home, "webshop")]
    assert program.get(f"{own}/runs") == [shapes.run(view, "en") for view in runs.latest_runs(home, "webshop")]
    assert program.get("/runs/1") == shapes.run(runs.show_run(home, 1), "en")
    assert program.get("/issues") == [shapes.issue(view, "en") for view in issues.open_issues(home)]
    assert program.get("/issues") != []


def test_a_booked_document_is_given_whole(pages: Pages, program: Program) -> None:
    """With its booking, lines and attempts."""
    pages.shop.put(*orders())
    pages.couple(activate=True)
    pages.run()
    found = program.get("/integrations/webshop/history/order:1001")
    assert found == shapes.document(history.document(pages.home, "webshop", "order:1001"), "en")
    assert found["booking"]["lines"][0]["net"] == "100.00"
    assert [one["outcome"] for one in found["attempted"]] == ["created"]


def test_the_history_can_be_narrowed(booked: Pages, program: Program) -> None:
    """By state, search, limit and offset; a state that does not exist is refused."""
    own = "/integrations/webshop/history"
    assert [row["number"] for row in program.get(f"{own}?state=skipped")] == ["1004"]
    assert [row["number"] for row in program.get(f"{own}?limit=1&offset=1")] == ["1004"]
    assert program.call("GET", f"{own}?state=odd").status_code == 422
    assert program.call("GET", f"{own}?limit=0").json["errors"] == {
        "query": {"limit": ["Must be greater than or equal to 1 and less than or equal to 1000."]}
    }


def test_a_connection_from_beginning_to_end(pages: Pages, program: Program) -> None:
    """Added, verified, shown, removed."""
    body = {"connector": "test-shop", "name": "shop", "fields": keys("https://shop.test")}
    added = program.call("POST", "/connections", json=body)
    assert (added.status_code, added.json["state"], added.json["account"]) == (201, "verified", "Mugs & More")
    assert program.call("POST", "/connections/shop/verify", json={}).json["state"] == "verified"
    assert program.get("/connections/shop") == added.json
    assert program.call("DELETE", "/connections/shop").status_code == 204
    assert manage.listing(pages.home) == []


def test_a_login_through_the_api(pages: Pages, program: Program) -> None:
    """First where to go, then the address that one landed on."""
    body = {"connector": "login-books", "name": "books", "fields": {"client_id": "c", "client_secret": "s-123456"}}
    assert program.call("POST", "/connections", json=body).json["state"] == "authorize"
    begun = program.call("POST", "/connections/books/authorize", json={}).json
    assert sorted(begun) == ["authorize_url", "redirect_uri"]
    state = parse_qs(urlsplit(begun["authorize_url"]).query)["state"][0]
    landed = f"{begun['redirect_uri']}?code=good-code&state={state}"
    done = program.call("POST", "/connections/books/authorize", json={"redirected": landed}).json
    assert (done["name"], done["state"], done["account"]) == ("books", "verified", "Mugs & More B.V.")


def test_an_integration_from_beginning_to_end(pages: Pages, program: Program, runs_asked: list[dict[str, Any]]) -> None:
    """Coupled, answered with suggestions, activated, run, paused, removed."""
    pages.connect()
    own = "/integrations/webshop"
    body = {"name": "webshop", "source": "shop", "target": "books"}
    assert program.call("POST", "/integrations", json=body).json["state"] == "draft"
    answers = {"administration": "1", "journal": "70"}
    assert program.call("PATCH", f"{own}/steps", json={"answers": answers}).status_code == 200
    program.call("PATCH", f"{own}/steps", json={"answers": {}, "accept_suggestions": True})
    assert program.call("POST", f"{own}/activate").json["state"] == "active"
    started = program.call("POST", f"{own}/runs")
    assert (started.status_code, started.json["state"]) == (202, "queued")
    assert runs_asked == [{"name": "webshop", "trigger": "api"}]
    assert program.call("POST", f"{own}/pause").json["state"] == "paused"
    assert program.call("DELETE", own).status_code == 204


def test_refused_answers_come_with_an_error_per_step_and_row(pages: Pages, program: Program) -> None:
    """And nothing is changed."""
    pages.couple({"administration": "1"})
    body = {"answers": {"journal": "x", "vat_mapping": {"NL-21": "nope"}, "group_lines": True}}
    answer = program.call("PATCH", "/integrations/webshop/steps", json=body)
    assert answer.status_code == 422
    assert answer.json["kind"] == "StepsRefused"
    assert "not in the list" in answer.json["errors"]["journal"]["error"]
    assert "not in the list" in answer.json["errors"]["vat_mapping"]["row_errors"]["NL-21"]
    assert integrations.show(pages.home, "webshop").state == "draft"
    step = next(one for one in program.get("/integrations/webshop/steps") if one["key"] == "group_lines")
    assert step["value"] is False


def test_trying_again_gives_how_many_and_the_run(
    booked: Pages, program: Program, runs_asked: list[dict[str, Any]]
) -> None:
    """Nothing to do gives no run."""
    own = "/integrations/webshop/retry"
    answer = program.call("POST", own, json={"documents": ["order:1001"]})
    assert (answer.status_code, answer.json["due"]) == (202, 1)
    assert runs_asked[0]["only"] == ["order:1001"]
    assert program.call("POST", own, json={"documents": ["order:1004"]}).json == {"due": 0, "run": None}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/connections/x"), ("DELETE", "/connections/x"), ("POST", "/connections/x/verify"),
        ("GET", "/integrations/x"), ("GET", "/integrations/x/steps"), ("POST", "/integrations/x/activate"),
        ("GET", "/integrations/x/preview"), ("POST", "/integrations/x/runs"), ("GET", "/integrations/x/history"),
        ("GET", "/runs/99"), ("GET", "/nothing"),
    ],
)  # fmt: skip
def test_what_does_not_exist_is_404_in_json(program: Program, method: str, path: str) -> None:
    """Never a page of HTML."""
    answer = program.call(method, path)
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.json["error"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"connector": "nothing", "name": "x", "fields": {}}, 422),
        ({"name": "x", "fields": {}}, 422),
        ({"connector": "test-shop", "name": "x", "fields": {}, "surprise": 1}, 422),
        ("no json", 400),
    ],
)
def test_a_wrong_body_is_refused(pages: Pages, program: Program, body: Any, status: int) -> None:
    """With what is wrong with it."""
    more = {"json": body} if isinstance(body, dict) else {"data": body, "content_type": "application/json"}
    answer = program.call("POST", "/connections", **more)
    assert (answer.status_code, bool(answer.json["error"])) == (status, True)
    assert manage.listing(pages.home) == []


@pytest.mark.parametrize(
    ("query", "field", "told"),
    [
        ("limit=0", "limit", "Moet minstens 1 en hoogstens 1000 zijn."),
        ("limit=x", "limit", "Dit is geen geheel getal."),
        ("sate=booked", "sate", "Dit veld bestaat niet."),
        ("state=odd", "state", "Moet een van deze zijn: planned, sending, booked, held, skipped, failed."),
    ],
)
def test_what_is_wrong_with_a_call_is_told_in_dutch_too(
    pages: Pages, program: Program, query: str, field: str, told: str
) -> None:
    """The library that looks at calls speaks English only."""
    pages.couple()
    program.headers["Accept-Language"] = "nl"
    answer = program.call("GET", f"/integrations/webshop/history?{query}")
    assert (answer.status_code, answer.json["errors"]) == (422, {"query": {field: [told]}})


def test_a_browser_cannot_be_used_against_the_api(admin: Visitor) -> None:
    """A form of another site, sent with the cookies of a login, does nothing."""
    answer = admin.client.post("/api/v1/integrations", json={"name": "x", "source": "a", "target": "b"})
    assert answer.status_code == 401
