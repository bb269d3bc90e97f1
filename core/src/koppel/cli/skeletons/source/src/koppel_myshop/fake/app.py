"""My Shop as a WSGI app: it refuses what the service refuses."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Final

from werkzeug.wrappers import Request, Response

from koppel.testing import Fake
from koppel_myshop.fake.samples import sample_orders

_RATES: Final = [{"country": "NL", "percent": "21"}, {"country": "NL", "percent": "9"}]
_STATUSES: Final = [
    {"key": key, "name": name}
    for key, name in (("open", "Open"), ("paid", "Paid"), ("shipped", "Shipped"), ("refunded", "Refunded"))
]
_SHOP: Final = {"id": "shop-1", "name": "My Shop, Utrecht", "country": "NL", "currency": "EUR"}
_ORDERS: Final = "/v1/orders"
_MOST: Final = 100


@dataclass(kw_only=True)
class MyShopFake(Fake):
    """A shop with one key. `orders` are its orders and refunds by number; change them to play what happens there."""

    api_key: str = "myshop-key-0001"
    orders: dict[int, dict[str, Any]] = field(default_factory=lambda: {order["id"]: order for order in sample_orders()})

    def respond(self, request: Request) -> Response:
        """Answer as the service would."""
        if request.headers.get("Authorization") != f"Bearer {self.api_key}":
            return _answer({"error": "unknown key"}, 401)
        if request.method != "GET":
            return _answer({"error": "read only"}, 405)
        fixed: dict[str, Any] = {"/v1/me": _SHOP, "/v1/vat-rates": _RATES, "/v1/statuses": _STATUSES}
        if request.path in fixed:
            return _answer(fixed[request.path])
        if request.path == _ORDERS:
            return self._list(request)
        found = self.orders.get(_number(request.path))
        return _answer(found) if found else _answer({"error": "not found"}, 404)

    def _list(self, request: Request) -> Response:
        """Sorted by change, then by number; rows after the given pair. An unknown parameter is refused."""
        given = request.args
        unknown = set(given) - {"changed_since", "after", "newest", "limit"}
        limit = int(given.get("limit", _MOST))
        if unknown or not 1 <= limit <= _MOST:
            return _answer({"error": f"bad request: {', '.join(sorted(unknown)) or 'limit'}"}, 400)
        rows = sorted(self.orders.values(), key=lambda order: (order["changed_at"], order["id"]))
        if given.get("newest"):
            return _answer(list(reversed(rows))[:limit])
        begin = (given.get("changed_since", ""), int(given.get("after", 0)))
        return _answer([order for order in rows if (order["changed_at"], order["id"]) > begin][:limit])


def _number(path: str) -> int:
    tail = path.removeprefix(f"{_ORDERS}/")
    return int(tail) if tail.isdigit() else 0


def _answer(data: Any, status: int = 200) -> Response:
    return Response(json.dumps(data), status, mimetype="application/json")
