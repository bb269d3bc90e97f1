"""My Books as a WSGI app: it refuses what the service refuses."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Final

from werkzeug.wrappers import Request, Response

from koppel.testing import Fake
from koppel_mybooks.fake.entries import LEDGERS, VAT_CODES, Entry, Refused, entry_of

_COMPANY: Final = {"id": "company-1", "name": "Example BV", "country": "NL"}
_MOST: Final = 100
_CUSTOMER: Final = frozenset({"key", "name", "email", "vat_number"})


@dataclass(kw_only=True)
class MyBooksFake(Fake):
    """A company with one key. `entries` are its books by number; change them to play what people do by hand."""

    api_key: str = "mybooks-key-0001"
    entries: dict[int, Entry] = field(default_factory=dict)
    customers: dict[int, dict[str, Any]] = field(default_factory=dict)

    def respond(self, request: Request) -> Response:
        """Answer as the service would."""
        if request.headers.get("Authorization") != f"Bearer {self.api_key}":
            return _answer({"error": "unknown key"}, 401)
        try:
            return self._write(request) if request.method == "POST" else self._read(request)
        except Refused as refused:
            return _answer({"error": str(refused)}, 422)

    def _read(self, request: Request) -> Response:
        fixed: dict[str, Any] = {"/v1/me": _COMPANY, "/v1/vat-codes": list(VAT_CODES), "/v1/ledgers": list(LEDGERS)}
        if request.path in fixed:
            return _answer(fixed[request.path])
        if request.path == "/v1/customers":
            return _answer([row for row in self.customers.values() if row["key"] == request.args.get("key")])
        if request.path == "/v1/entries":
            return _answer([entry.shown() for entry in self._chosen(request)])
        found = self.entries.get(_number(request.path))
        return _answer(found.shown()) if found else _answer({"error": "not found"}, 404)

    def _chosen(self, request: Request) -> list[Entry]:
        given = request.args
        unknown = set(given) - {"reference", "from", "to", "after", "limit"}
        limit = int(given.get("limit", _MOST))
        if unknown or not 1 <= limit <= _MOST:
            raise Refused(f"bad request: {', '.join(sorted(unknown)) or 'limit'}")
        wanted, after = set(given.getlist("reference")), int(given.get("after", 0))
        begin, until = given.get("from", ""), given.get("to", "9999")
        return [
            entry
            for entry in self.entries.values()
            if entry.id > after and begin <= entry.day <= until and (not wanted or entry.reference in wanted)
        ][:limit]

    def _write(self, request: Request) -> Response:
        body = json.loads(request.get_data() or b"{}")
        if request.path == "/v1/customers":
            if set(body) - _CUSTOMER or not body.get("name"):
                raise Refused("a customer has a key, a name, an email and a vat_number")
            row = {**body, "id": len(self.customers) + 1}
            self.customers[row["id"]] = row
            return _answer(row, 201)
        if request.path != "/v1/entries":
            return _answer({"error": "not found"}, 404)
        if body.get("customer_id") not in self.customers:
            raise Refused("unknown customer")
        entry = entry_of(body, len(self.entries) + 1)
        self.entries[entry.id] = entry
        return _answer(entry.shown(), 201)


def _number(path: str) -> int:
    tail = path.removeprefix("/v1/entries/")
    return int(tail) if tail.isdigit() else 0


def _answer(data: Any, status: int = 200) -> Response:
    return Response(json.dumps(data), status, mimetype="application/json")
