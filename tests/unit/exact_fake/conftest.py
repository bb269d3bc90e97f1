"""What the tests of the fake Exact Online share: a clock that stands still, and a client that is signed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from koppel_exact.fake import ExactFake, Switches

REDIRECT = "https://shop.example/koppel/callback"


@dataclass
class Clock:
    """Time as the fake sees it, moved by hand."""

    now: datetime = datetime(2026, 3, 2, 9, 0, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_s(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Caller:
    """A client of the fake with an access token, asking for JSON."""

    fake: ExactFake
    clock: Clock
    division: int = 1234567
    tokens: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = Client(self.fake)
        self.tokens = self.tokens or self.fake.sign_in()

    def headers(self, **more: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens['access_token']}", "Accept": "application/json", **more}

    def url(self, path: str) -> str:
        return path if path.startswith(("/", "http")) else f"/api/v1/{self.division}/{path}"

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(self.url(path), headers=self.headers(**headers))

    def post(self, path: str, body: Any, **headers: str) -> TestResponse:
        return self.client.post(self.url(path), json=body, headers=self.headers(**headers))

    def put(self, path: str, body: Any, **headers: str) -> TestResponse:
        return self.client.put(self.url(path), json=body, headers=self.headers(**headers))

    def delete(self, path: str) -> TestResponse:
        return self.client.delete(self.url(path), headers=self.headers())

    def rows(self, path: str) -> list[dict[str, Any]]:
        response = self.get(path)
        assert response.status_code == 200, response.text
        assert response.json is not None
        return response.json["d"]["results"]

    def token(self, **form: str) -> TestResponse:
        known = {"client_id": "app", "client_secret": "secret"}
        return self.client.post("/api/oauth2/token", data={**known, **form})

    def account(self, code: str) -> str:
        return self._id("Accounts", code)

    def ledger(self, code: str) -> str:
        return self._id("GLAccounts", code)

    def item(self, code: str) -> str:
        return self._id("Items", code)

    def _id(self, table: str, code: str) -> str:
        row = self.fake.division(self.division).one(table, Code=code)
        assert row is not None, code
        return row["ID"]

    def entry(self, *lines: dict[str, Any], **header: Any) -> dict[str, Any]:
        """A sales entry that the service takes; None takes a field out."""
        known = {"Journal": "70", "Customer": self.account("1000"), "EntryDate": "2026-01-31", "YourRef": "WEB-1"}
        body = {**known, "SalesEntryLines": list(lines) or [self.line()], **header}
        return {name: value for name, value in body.items() if value is not None}

    def line(self, amount: float = 100, vat_code: str = "2", ledger: str = "8000", **more: Any) -> dict[str, Any]:
        return {"GLAccount": self.ledger(ledger), "VATCode": vat_code, "AmountFC": amount, **more}

    def book(self, *lines: dict[str, Any], **header: Any) -> dict[str, Any]:
        """The entry as the fake keeps it."""
        response = self.post("salesentry/SalesEntries", self.entry(*lines, **header))
        assert response.status_code == 201, response.text
        assert response.json is not None
        key = response.json["d"]["EntryID"]
        return next(entry for entry in self.fake.division(self.division).entries if entry["EntryID"] == key)

    def refused(self, *lines: dict[str, Any], **header: Any) -> str:
        """The text of the refusal of an entry."""
        return refusal(self.post("salesentry/SalesEntries", self.entry(*lines, **header)))


def refusal(response: TestResponse, status: int = 500) -> str:
    """The message of a refusal with the expected status, in the service's own envelope."""
    assert response.status_code == status, response.text
    assert response.json is not None
    error = response.json["error"]
    assert (error["code"], error["message"]["lang"]) == ("", "")
    return error["message"]["value"]


@pytest.fixture
def clock() -> Clock:
    """A Monday morning in March 2026."""
    return Clock()


@pytest.fixture
def make(clock: Clock) -> Callable[..., Caller]:
    """Makes a signed-in caller of a fake with the given switches or limits."""

    def build(switches: Switches | None = None, **options: Any) -> Caller:
        known = {"client_id": "app", "client_secret": "secret", "redirect_uris": [REDIRECT]}
        generous = {"minutely_limit": 10_000, "errors_per_hour": 1000}
        return Caller(ExactFake(clock=clock, switches=switches, **{**known, **generous, **options}), clock)

    return build


@pytest.fixture
def shop(make: Callable[..., Caller]) -> Caller:
    """A caller of the fake with everything at its default, but for the limits."""
    return make()


@pytest.fixture
def refused() -> Callable[..., str]:
    """Reads the message of a refusal."""
    return refusal
