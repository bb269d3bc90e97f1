"""A source that talks to a fake shop, and what tests of it share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from koppel.api import Account, Batch, Context, Document, Since
from koppel.http.signing import Query
from koppel.testing.clock import Clock
from koppel_mijnwebwinkel import MijnwebwinkelSource
from koppel_mijnwebwinkel.fake import MijnwebwinkelFake, generate
from support.handed import NoMemory

NOON = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
APRIL = datetime(2026, 3, 31, 22, 0, tzinfo=UTC)

ACCOUNT = Account(
    key="1a2b3c4d-0000-4000-8000-00000000a001",
    name="Koffiewinkel De Kan",
    country="NL",
    currency="EUR",
    data={"credit_statuses": "9,10,11"},
)


@dataclass
class Read:
    """What a reading gave."""

    batches: list[Batch] = field(default_factory=list)

    @property
    def documents(self) -> list[Document]:
        return [document for batch in self.batches for document in batch.documents]

    @property
    def keys(self) -> list[str]:
        return [document.key for document in self.documents]

    @property
    def cursor(self) -> str:
        return self.batches[-1].cursor


@dataclass
class World:
    """A fake shop, the clock that both sides go by, and a connected source."""

    fake: MijnwebwinkelFake
    clock: Clock
    make_client: Callable[..., Any]
    account: Account | None = ACCOUNT

    def source(self, *, account: Account | None = ACCOUNT, **tokens: str) -> MijnwebwinkelSource:
        """A source that is signed in with the fake's tokens, or with others."""
        given = {"token": self.fake.token, "partner_token": self.fake.partner_token, **tokens}
        client = self.make_client(
            self.fake,
            MijnwebwinkelSource,
            service="Mijnwebwinkel",
            base_url="https://api.myonlinestore.com",
            headers=dict(MijnwebwinkelSource.headers),
            signer=Query({name: value for name, value in given.items() if value}),
            now=self.clock,
        )
        return MijnwebwinkelSource(Context(client=client, memory=NoMemory(), account=account))

    def read(
        self,
        cursor: str | None = None,
        *,
        start_at: datetime = LONG_AGO,
        between: Callable[[int], None] | None = None,
        batches: int | None = None,
    ) -> Read:
        """Read everything, or so many batches; `between` is called after each."""
        found = Read()
        for count, batch in enumerate(self.source().documents(Since(start_at=start_at, cursor=cursor))):
            found.batches.append(batch)
            if between is not None:
                between(count)
            if batches is not None and count + 1 >= batches:
                break
        return found

    def document(self, number: str) -> Document:
        """One order, as a document."""
        found = self.source().document(f"order:{number}")
        assert found is not None
        return found

    def sell(self, count: int, **options: Any) -> list[str]:
        """Sell so often; the keys of the documents."""
        return [f"order:{order['number']}" for order in generate(self.fake.store, count, **options)]

    def questions(self, path: str = "orders") -> list[dict[str, str]]:
        """What was asked of a list, in order."""
        asked = [call for call in self.fake.calls if call.path == f"/v1/{path}"]
        return [{name: values[0] for name, values in parse_qs(call.query).items()} for call in asked]

    def later(self, **span: float) -> datetime:
        """Move the clock."""
        return self.clock.advance(**span)


def plain_order(**changes: Any) -> dict[str, Any]:
    """A small order as the service sends it: a cup of 12.10 and shipping of 6.05, paid with iDEAL."""
    place = {
        "gender": "V", "name": "Sanne de Wit", "company": "", "phone": "0611223344", "street": "Lindelaan",
        "number": "12b", "zipcode": "3512AB", "city": "Utrecht", "country": "Nederland", "country_code": "NL",
    }  # fmt: skip
    order = {
        "number": "1042", "date": "2026-04-14", "time": "20:41:07", "status": 3, "status_changed_date": "2026-04-14",
        "status_changed_time": "20:42:30", "archived": False, "taxed": "include", "locale": "nl_NL", "currency": "EUR",
        "credited_order_number": None, "credit_order_numbers": [], "business_model": "B2C", "tax_region": "NL",
        "tax_strategy": "", "payment_status": "captured", "offline_location_id": None,
        "payment": {"gateway_name": "mollie", "method_name": "ideal", "status": {"id": 1, "text": "Betaald"}},
        "debtor": {
            "id": None, "name": "Sanne de Wit", "company": "", "email": "sanne@example.org", "phone": "",
            "address": {"invoice": {**place, "taxnumber": ""}, "delivery": place},
        },
        "price": {"tax": {"rate": "21.00", "amount": "3.15"}, "total": "18.15"},
        "orderlines": [plain_line(), plain_line("shipping", "6.05", id="l2", description="Verzendkosten")],
        "shipping": [{"country": {"description": "Nederland", "isocode": "NL"}}],
    }  # fmt: skip
    return {**order, **changes}


def plain_line(type_: str = "article", gross: str = "12.10", rate: str = "21.00", **changes: Any) -> dict[str, Any]:
    """A line at one rate."""
    net = f"{float(gross) / (1 + float(rate) / 100):.6f}"
    line: dict[str, Any] = {
        "id": "l1", "type": type_, "quantity": 1, "weight": "0", "description": "Kopje",
        "price": {"rate": rate, "amount": net, "amount_including_tax": gross},
    }  # fmt: skip
    if type_ == "article":
        line["articles"] = [{"id": 4411201, "sku": "KOP", "price": {"amount": net, "rate": rate}, "options": []}]
    return {**line, **changes}


DAY = timedelta(days=1)
