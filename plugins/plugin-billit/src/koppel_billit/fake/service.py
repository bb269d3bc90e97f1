"""The fake Billit: companies with customers, documents and totals as the service computes them, Peppol and payments.

It behaves as the public documentation says; where nobody knows, a switch decides (see `switches`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from werkzeug.wrappers import Request, Response

from koppel.testing import Fake

from . import orders, parties, sample, sending
from .access import Access
from .answers import json_answer
from .api import Api
from .company import Company
from .oauth import TokenServer
from .peppol import Directory
from .switches import Switches
from .values import Row


def _now() -> datetime:
    return datetime.now(UTC)


class BillitFake(Fake):
    """A fake of the service. Tests read and change `company()`; `tick` and `pay` do what time and money do."""

    def __init__(
        self,
        *,
        api_key: str = "billit-key-0123456789",
        client_id: str = "koppel",
        client_secret: str = "billit-secret-0123456789",
        redirect_uris: Sequence[str] = (),
        clock: Callable[[], datetime] = _now,
        switches: Switches | None = None,
        companies: Sequence[int] = (sample.DUTCH,),
        per_minute: int | None = None,
    ) -> None:
        super().__init__()
        self.clock = clock
        self.switches = switches or Switches()
        self.api_key = api_key
        self.client = (client_id, client_secret)
        self.per_minute = per_minute
        self.retry_after: str | None = "30"
        self._moments: list[datetime] = []
        self.directory = Directory()
        self.companies = sample.companies(companies, clock, self.switches, self.directory)
        self.tokens = TokenServer(
            client_id=client_id,
            client_secret=client_secret,
            redirect_uris=tuple(redirect_uris),
            clock=clock,
            switches=self.switches,
        )
        self.access = Access(api_key=api_key, tokens=self.tokens, switches=self.switches, companies=self.companies)
        self._api = Api(access=self.access, directory=self.directory, switches=self.switches)

    def respond(self, request: Request) -> Response:
        path = request.path.lower()
        if path == "/account/logon":
            return self.tokens.authorize(request)
        if path == "/oauth2/token":
            return self.tokens.token(request)
        if path == "/oauth2/revoke":
            self.tokens.revoke()
            return json_answer({})
        return self._too_many() or self._api.respond(request)

    def company(self, number: int | None = None) -> Company:
        """One company, the first unless told otherwise."""
        return self.companies[number] if number else next(iter(self.companies.values()))

    def documents(self, number: int | None = None) -> list[Row]:
        """The documents of a company, in the order in which they were made."""
        return list(self.company(number).orders.values())

    def document(self, number: str) -> Row:
        """The one document with that OrderNumber; raises LookupError when there is not exactly one."""
        found = [row for row in self.documents() if row["OrderNumber"] == number]
        if len(found) != 1:
            raise LookupError(f"{len(found)} documents have the number {number}")
        return found[0]

    def add_party(self, **values: Any) -> Row:
        """A customer that somebody made by hand."""
        return parties.make(self.company(), {"PartyType": parties.CUSTOMER, **values})

    def pay(self, order_id: int, amount: Decimal | None = None, day: datetime | None = None) -> None:
        """Money comes in on a document, all that is due unless told otherwise."""
        company = self.company()
        order = company.order(order_id)
        orders.pay(company, order, amount if amount is not None else order["ToPay"], day or company.now())

    def tick(self, *, success: bool = True) -> None:
        """The network deals with what is queued."""
        for company in self.companies.values():
            for order in company.orders.values():
                if order["CurrentDocumentDeliveryDetails"].get("DocumentDeliveryStatus") == "Pending":
                    sending.deliver(company, order, success=success)

    def _too_many(self) -> Response | None:
        """No limit is documented; with `per_minute` the fake has one."""
        now = self.clock()
        self._moments = [moment for moment in self._moments if now - moment < timedelta(minutes=1)]
        self._moments.append(now)
        if self.per_minute is None or len(self._moments) <= self.per_minute:
            return None
        return Response(status=429, headers={"Retry-After": self.retry_after} if self.retry_after else {})
