"""The REST API below /v1: which call does what, and the memory of idempotency keys."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from werkzeug.wrappers import Request, Response

from . import lists, orders, parties, sending, views
from .access import Access
from .answers import empty_answer, json_answer, refused
from .company import Company
from .peppol import Directory
from .refusal import GENERIC, Refusal, bad
from .switches import Switches
from .values import Reader, read_object

_PARTICIPANT: Final = re.compile(r"/v1/peppol/participantInformation/(?P<id>[^/]+)", re.IGNORECASE)
_ACCOUNT: Final = "/v1/account/accountinformation"
_USED: Final = "Idempotent token already exists"


@dataclass(slots=True, kw_only=True)
class Api:
    """The REST half of the fake."""

    access: Access
    directory: Directory
    switches: Switches

    def respond(self, request: Request) -> Response:
        """Answer one call."""
        try:
            return self._respond(request)
        except Refusal as refusal:
            return refused(refusal, self.switches)

    def _respond(self, request: Request) -> Response:
        participant = _PARTICIPANT.fullmatch(request.path)
        if participant:
            return json_answer(self.directory.information(participant["id"]))
        self.access.check(request)
        if request.path.lower() == _ACCOUNT:
            return json_answer(self.access.account())
        company = self.access.company(request)
        call = Calls(request, company, self.directory, Reader(self.switches))
        return call.once() if request.method in {"POST", "PATCH"} else call.run()


@dataclass(slots=True)
class Calls:
    """One call for one company."""

    request: Request
    company: Company
    directory: Directory
    reader: Reader

    def once(self) -> Response:
        """A write with an idempotency key. The key is kept only when the write was done, and then for good."""
        key = self.request.headers.get(self.company.switches.idempotency_header)
        if key and key in self.company.used_keys:
            raise Refusal(409, (_USED, _USED))
        response = self.run()
        if key:
            self.company.used_keys.add(key)
        return response

    def run(self) -> Response:
        """Find the call by method and path."""
        path = self.request.path.rstrip("/").lower()
        for pattern, verbs in _ROUTES:
            match = re.fullmatch(pattern, path)
            if match:
                handler = verbs.get(self.request.method)
                if handler is None:
                    raise Refusal(405, (GENERIC, "The requested resource does not support this method."))
                return handler(self, *(int(part) for part in match.groups()))
        raise Refusal(404, (GENERIC, "No HTTP resource was found."))

    def list_orders(self) -> Response:
        company = self.company
        rows = company.orders.values()
        return json_answer(lists.page(self.request, "orders", rows, lambda row: views.summary(company, row)))

    def list_deleted(self) -> Response:
        company = self.company
        rows = company.deleted.values()
        return json_answer(lists.page(self.request, "orders", rows, lambda row: views.summary(company, row)))

    def create_order(self) -> Response:
        return self._created("OrderID", orders.create(self.company, self.reader, self._body()))

    def show_order(self, number: int) -> Response:
        return json_answer(views.whole(self.company, self.company.order(number)))

    def patch_order(self, number: int) -> Response:
        orders.patch(self.company, self.reader, number, self._body())
        return empty_answer()

    def delete_order(self, number: int) -> Response:
        return json_answer(orders.delete(self.company, number))

    def pay_order(self, number: int) -> Response:
        orders.post_payment(self.company, self.reader, number, self._body())
        return empty_answer()

    def send(self) -> Response:
        strict = self.request.headers.get("StrictTransportType", "").lower() == "true"
        sending.send(self.company, self.directory, self.reader, self._body(), strict=strict)
        return json_answer("OK")

    def list_parties(self) -> Response:
        return json_answer(lists.page(self.request, "parties", self.company.parties.values(), views.party))

    def create_party(self) -> Response:
        return self._created("PartyID", parties.create(self.company, self.reader, self._body()))

    def show_party(self, number: int) -> Response:
        return json_answer(views.party(self.company.party(number)))

    def patch_party(self, number: int) -> Response:
        parties.patch(self.company, self.reader, number, self._body())
        return empty_answer()

    def next_number(self) -> Response:
        values = self.reader.read("SequenceRequest", self._body())
        if values.get("SequenceType") is None:
            raise bad(GENERIC, "SequenceType is required")
        return json_answer(self.company.next_number(values["SequenceType"], consume=values.get("Consume") is True))

    def _body(self) -> dict[str, object]:
        return read_object(self.request.get_data())

    def _created(self, name: str, number: int) -> Response:
        shapes = {"number": number, "text": str(number), "object": {name: number}}
        return json_answer(shapes[self.company.switches.created_answer])


Handler = Callable[..., Response]
_ROUTES: Final[tuple[tuple[str, dict[str, Handler]], ...]] = (
    (r"/v1/orders", {"GET": Calls.list_orders, "POST": Calls.create_order}),
    (r"/v1/orders/deleted", {"GET": Calls.list_deleted}),
    (r"/v1/orders/commands/send", {"POST": Calls.send}),
    (r"/v1/orders/(\d+)", {"GET": Calls.show_order, "PATCH": Calls.patch_order, "DELETE": Calls.delete_order}),
    (r"/v1/orders/(\d+)/payments", {"POST": Calls.pay_order}),
    (r"/v1/parties", {"GET": Calls.list_parties, "POST": Calls.create_party}),
    (r"/v1/parties/(\d+)", {"GET": Calls.show_party, "PATCH": Calls.patch_party}),
    (r"/v1/account/sequences", {"POST": Calls.next_number}),
)
