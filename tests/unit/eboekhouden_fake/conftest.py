"""What the tests of the fake e-Boekhouden.nl share: a clock that stands still, and a client with a session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from koppel.testing.clock import Clock
from koppel_eboekhouden.fake import EBoekhoudenFake, Switches


@dataclass
class Caller:
    """A client of the fake with a session."""

    fake: EBoekhoudenFake
    session: str = ""

    def __post_init__(self) -> None:
        self.client = Client(self.fake)
        self.session = self.session or self.fake.sign_in()

    def call(self, method: str, path: str, body: Any = None, query: Any = None, **headers: str) -> TestResponse:
        sent = {"Authorization": self.session, **headers}
        content = {} if body is None else {"json": body}
        return self.client.open(f"/v1/{path}", method=method, headers=sent, query_string=query, **content)

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.call("GET", path, query=query)

    def items(self, path: str, **query: Any) -> list[dict[str, Any]]:
        response = self.get(path, **query)
        assert response.status_code == 200, response.text
        told: Any = response.json
        assert told["count"] == len(told["items"])
        return list(told["items"])

    def post(self, path: str, body: Any) -> TestResponse:
        return self.call("POST", path, body)

    def made(self, path: str, body: Any) -> dict[str, Any]:
        response = self.post(path, body)
        assert response.status_code in (200, 201), response.text
        told: Any = response.json
        return dict(told)

    def refused(self, path: str, body: Any) -> str:
        """The code of a refusal of a POST."""
        return code_of(self.post(path, body))

    def ledger(self, code: str) -> int:
        return self.fake.books.ledger(code)["id"]

    def relation(self, code: str = "00001") -> int:
        return self.fake.books.relation(code)["id"]

    def row(self, amount: float = 121, code: str = "HOOG_VERK_21", ledger: str = "8000", **more: Any) -> dict[str, Any]:
        return {"ledgerId": self.ledger(ledger), "vatCode": code, "amount": amount, **more}

    def sale(self, *rows: dict[str, Any], **more: Any) -> dict[str, Any]:
        """A sales mutation that the service takes; None takes a field out."""
        known = {
            "type": 2,
            "date": "2026-03-02",
            "ledgerId": self.ledger("1300"),
            "relationId": self.relation(),
            "invoiceNumber": "WS-1",
            "inExVat": "IN",
            "rows": list(rows) or [self.row()],
        }
        return {name: value for name, value in {**known, **more}.items() if value is not None}

    def item(self, **more: Any) -> dict[str, Any]:
        known = {"quantity": 2, "description": "Mug", "pricePerUnit": 12.10, "vatCode": "HOOG_VERK_21"}
        return {"ledgerId": self.ledger("8000"), **known, **more}

    def bill(self, *items: dict[str, Any], **more: Any) -> dict[str, Any]:
        """An invoice that the service takes."""
        template = next(row["id"] for row in self.fake.books.templates.values() if row["active"])
        known = {"relationId": self.relation(), "date": "2026-03-02", "termOfPayment": 14, "inExVat": "IN"}
        body = {**known, "templateId": template, "items": list(items) or [self.item()], **more}
        return {name: value for name, value in body.items() if value is not None}


def code_of(response: TestResponse, status: int = 400) -> str:
    """The code of a refusal with the expected status."""
    assert response.status_code == status, response.text
    told: Any = response.json
    assert told["status"] == status
    return str(told.get("code", told["title"]))


@pytest.fixture
def clock() -> Clock:
    """A Monday morning in March 2026."""
    return Clock()


@pytest.fixture
def make(clock: Clock) -> Callable[..., Caller]:
    """Makes a caller of a fake with the given switches."""
    return lambda **switches: Caller(EBoekhoudenFake(clock=clock, switches=Switches(**switches)))


@pytest.fixture
def books(make: Callable[..., Caller]) -> Caller:
    """A caller of the fake with every switch at its default."""
    return make()


@pytest.fixture
def refusal() -> Callable[..., str]:
    """Reads the code of a refusal."""
    return code_of
