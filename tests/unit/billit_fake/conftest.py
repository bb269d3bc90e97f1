"""What the tests of the fake Billit share: a clock that stands still, and a client that is signed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from koppel.testing.clock import Clock
from koppel_billit.fake import DUTCH, BillitFake, Switches

REDIRECT = "https://shop.example/koppel/callback"
LINE = {"Quantity": 1, "UnitPriceExcl": 100, "VATPercentage": 21, "Description": "Mug"}


@dataclass
class Caller:
    """A client of the fake with an API key, for one company."""

    fake: BillitFake
    clock: Clock
    company: int = DUTCH

    def __post_init__(self) -> None:
        self.client = Client(self.fake)

    def headers(self, **more: str) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return {"ApiKey": self.fake.api_key, "PartyID": str(self.company), **named}

    def get(self, path: str, **query: str) -> TestResponse:
        return self.client.get(f"/v1/{path}", query_string=query, headers=self.headers())

    def post(self, path: str, body: Any, **headers: str) -> TestResponse:
        return self.client.post(f"/v1/{path}", json=body, headers=self.headers(**headers))

    def patch(self, path: str, body: Any) -> TestResponse:
        return self.client.patch(f"/v1/{path}", json=body, headers=self.headers())

    def delete(self, path: str) -> TestResponse:
        return self.client.delete(f"/v1/{path}", headers=self.headers())

    def filtered(self, path: str, where: str, **query: str) -> TestResponse:
        return self.client.get(f"/v1/{path}", query_string={"$filter": where, **query}, headers=self.headers())

    def customer(self, number: str = "1000") -> int:
        parties = self.fake.company(self.company).parties.values()
        return next(int(row["PartyID"]) for row in parties if row.get("Nr") == number)

    def order(self, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
        """A document that the service takes; None takes a member out."""
        known = {
            "OrderType": "Invoice",
            "OrderDirection": "Income",
            "OrderDate": "2026-03-01",
            "ExpiryDate": "2026-03-31",
            "Customer": {"PartyID": self.customer()},
            "OrderLines": list(lines) or [LINE],
        }
        return {name: value for name, value in {**known, **more}.items() if value is not None}

    def book(self, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
        """The document as it is shown whole."""
        response = self.post("orders", self.order(*lines, **more))
        assert response.status_code == 200, response.text
        found: Any = self.get(f"orders/{response.json}").json
        return dict(found)

    def refused(self, *lines: dict[str, Any], **more: Any) -> str:
        """The code of the refusal of a document."""
        return code_of(self.post("orders", self.order(*lines, **more)))


def code_of(response: TestResponse, status: int = 400) -> str:
    """The code of a refusal with the expected status, in the service's own shape."""
    assert response.status_code == status, response.text
    body: Any = response.json
    (error,) = body["errors"]
    assert set(error) == {"Code", "Description"}
    return str(error["Code"])


@pytest.fixture
def make(clock: Clock) -> Callable[..., Caller]:
    """Makes a signed-in caller of a fake with the given switches or settings."""

    def build(switches: Switches | None = None, *, company: int = DUTCH, **options: Any) -> Caller:
        options.setdefault("companies", (company,))
        fake = BillitFake(clock=clock, switches=switches, redirect_uris=[REDIRECT], **options)
        return Caller(fake, clock, company)

    return build


@pytest.fixture
def shop(make: Callable[..., Caller]) -> Caller:
    """A caller of the fake with everything at its default."""
    return make()
