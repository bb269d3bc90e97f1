"""The fake itself: one WSGI app with every endpoint of the REST API, and handles for tests and the demo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from werkzeug.wrappers import Request, Response

from koppel.testing import Fake, LostAnswer

from .administration import Administration
from .invoices import Invoices
from .ledgers import Ledgers
from .mutations import Mutations
from .query import Row
from .refusal import Refusal, bad_request, json_response, security
from .relations import Relations
from .sample import sample_administration
from .sessions import Sessions
from .small import CHANGEABLE, NAMES, Small
from .switches import Switches
from .validate import read_body

SAMPLE_TOKEN: Final = "kpl-voorbeeld-0123456789abcdef"
"""The API token of the sample administration."""


def _now() -> datetime:
    return datetime.now(UTC)


class EBoekhoudenFake(Fake):
    """e-Boekhouden.nl with a sample web shop in it.

    `clock` gives aware UTC time. `books` is the administration and `sessions` who may call, for a test to read or change.
    """

    def __init__(
        self,
        *,
        token: str = SAMPLE_TOKEN,
        clock: Callable[[], datetime] = _now,
        switches: Switches | None = None,
    ) -> None:
        super().__init__()
        self.switches = switches or Switches()
        self.clock = clock
        self.token = token
        self.books: Administration = sample_administration(clock, self.switches)
        self.sessions = Sessions(clock=clock, switches=self.switches, tokens={token: None})
        self._refusal: Refusal | None = None
        self._window: tuple[datetime, int] = (clock(), 0)
        self._posts = 0
        self._relations = Relations(self.books)
        self._mutations = Mutations(self.books)
        self._invoices = Invoices(self.books, self._mutations)
        self._ledgers = Ledgers(self.books)
        self._small = Small(self.books)
        self.after.append(self._lose_answers)

    def sign_in(self) -> str:
        """A session's token, as if the API token had just been traded."""
        return self.sessions.open(self.token)

    def revoke_token(self) -> None:
        """The owner removes the API token; sessions that live go on until they end."""
        self.sessions.tokens.pop(self.token)

    def expire_token(self) -> None:
        """The end date of the API token is reached."""
        self.sessions.tokens[self.token] = self.clock()

    def end_sessions(self) -> None:
        """All sessions die before their time."""
        self.sessions.end_all()

    def refuse(self, code: str, *, security_type: int = 0) -> None:
        """Refuse every call of a session with this code, for instance SECURITY_001 (no permission)."""
        self._refusal = security(self.switches.refused_status, code, security_type=security_type)

    def booked(self, number: str) -> Row | None:
        """The sales booking with this invoice number; raises LookupError when there are more."""
        found = [row for row in self._mutations.sent() if row["invoiceNumber"] == number]
        if len(found) > 1:
            raise LookupError(f"{len(found)} bookings have the number {number}")
        return found[0] if found else None

    def invoice(self, number: str) -> Row | None:
        """The invoice with this number."""
        return next((row for row in self.books.invoices.values() if row["invoiceNumber"] == number), None)

    def respond(self, request: Request) -> Response:
        """Answer as e-Boekhouden.nl would."""
        try:
            return self._answered(request)
        except Refusal as refusal:
            return refusal.response(self.switches)

    def _answered(self, request: Request) -> Response:
        parts = request.path.strip("/").split("/")
        if parts[0] != "v1" or len(parts) < 2:
            return Response(status=404)
        self._throttle()
        if parts[1:] == ["session"] and request.method == "POST":
            return json_response(self.sessions.start(read_body(request)))
        header = request.headers.get("Authorization", "")
        self.sessions.check(header)
        if parts[1:] == ["session"] and request.method == "DELETE":
            self.sessions.end(header)
            return Response(status=204)
        if self._refusal is not None:
            raise self._refusal
        return self._resource(request, parts[1], parts[2:])

    def _resource(self, request: Request, name: str, rest: list[str]) -> Response:
        if name == "member":
            raise bad_request("MEM_056")
        if name == "administration" and request.method == "GET" and rest in ([], ["linked"]):
            return json_response(self._small.administrations(linked=bool(rest)))
        if rest == ["invoice", "outstanding"] and name == "mutation" and request.method == "GET":
            return json_response(self._ledgers.outstanding(request.args))
        if rest == ["groups"] and name == "product" and request.method == "GET":
            return json_response(self._small.groups())
        if not rest:
            return self._whole(request, name)
        if not rest[0].isdigit():
            return Response(status=404)
        key = int(rest[0])
        if rest[1:] == ["balance"] and name == "ledger" and request.method == "GET":
            return json_response(self._ledgers.balance(key, request.args))
        return self._one(request, name, key) if len(rest) == 1 else Response(status=404)

    def _whole(self, request: Request, name: str) -> Response:
        large: dict[str, Relations | Mutations | Invoices | Ledgers] = {
            "relation": self._relations,
            "mutation": self._mutations,
            "invoice": self._invoices,
            "ledger": self._ledgers,
        }
        if request.method == "GET":
            if name in large:
                return json_response(large[name].page(request.args))
            return json_response(self._small.page(name, request.args)) if name in NAMES else Response(status=404)
        if request.method != "POST" or (name not in large and name not in CHANGEABLE):
            return Response(status=405 if name in large or name in NAMES else 404)
        body = read_body(request)
        made = large[name].create(body) if name in large else self._small.create(name, body)
        return json_response(made, self.switches.post_status)

    def _one(self, request: Request, name: str, key: int) -> Response:
        match (request.method, name):
            case ("GET", "relation"):
                return json_response(self._relations.get(key))
            case ("GET", "mutation"):
                return json_response(self._mutations.get(key))
            case ("GET", "invoice"):
                return json_response(self._invoices.get(key))
            case ("GET", "ledger"):
                return json_response(self._ledgers.get(key))
            case ("PATCH", "relation"):
                self._relations.change(key, read_body(request))
            case ("PATCH", "ledger"):
                self._ledgers.change(key, read_body(request))
            case ("GET", other) if other in CHANGEABLE:
                return json_response(self._small.get(other, key))
            case ("PATCH", other) if other in CHANGEABLE:
                self._small.change(other, key, read_body(request))
            case ("DELETE", other) if other in CHANGEABLE:
                self._small.remove(other, key)
            case _:
                return Response(status=405)
        return Response(status=self.switches.empty_status)

    def _throttle(self) -> None:
        """Too many calls in one minute are refused, counted from the first of them."""
        most = self.switches.throttle_after
        if most is None:
            return
        began, calls = self._window
        if (self.clock() - began).total_seconds() >= 60:
            began, calls = self.clock(), 0
        self._window = (began, calls + 1)
        if calls >= most:
            raise Refusal(429, retry_after_s=self.switches.retry_after_s)

    def _lose_answers(self, request: Request, response: Response) -> Response:
        """Drop the answer to every n-th POST that made something, after it was kept."""
        every = self.switches.lose_every_nth_post
        made = request.method == "POST" and response.status_code < 300 and not request.path.endswith("/session")
        if every and made:
            self._posts += 1
            if self._posts % every == 0:
                raise LostAnswer
        return response
