"""Plug&Pay as a WSGI app: the door (headers, key, limits), the addresses behind it, and the switches for what is unknown."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from werkzeug.wrappers import Request, Response

from koppel.testing import Fake
from koppel_plugandpay.fake import query, writing
from koppel_plugandpay.fake.answers import NO_KEY, Refusal, json_answer, not_found, one, page_of
from koppel_plugandpay.fake.filters import chosen, in_order
from koppel_plugandpay.fake.query import Query
from koppel_plugandpay.fake.rendering import Shapes, plain, render
from koppel_plugandpay.fake.rules import Rules
from koppel_plugandpay.fake.samples import fill
from koppel_plugandpay.fake.store import Order, ShopStore, now_utc
from koppel_plugandpay.fake.trouble import TroubleMaker

USER_AGENT: Final = "CustomApiCall/2"
_LOGIN: Final = "https://admin.plugandpay.com/login"
_ORDER: Final = re.compile(r"^/v2/orders/(?P<id>\d+)(?P<rest>/payment|/comments)?$")
_PRODUCT: Final = re.compile(r"^/v2/products/(?P<id>\d+)$")


@dataclass(kw_only=True)
class PlugAndPayFake(TroubleMaker, Fake):
    """A shop with one key. The switches stand for what the API's file leaves open; each default is the likelier way.

    `strict_user_agent` refuses other User-Agents than the documented one. `known_includes` are those the service takes;
    `refuse_unknown_includes` answers 422 to another, else it is passed over. `max_limit` cuts larger pages;
    `default_mode` is what a list shows without `mode`. `filters_in_local_time` reads moments in filters as Dutch time.
    `shuffle_ties` gives rows that sort alike in another order at each call. `shapes` is how orders look.
    `key_may_read` False is a key without rights; `samples` fills the shop with one order of every kind.
    """

    api_key: str = "eyJ0eXAiOiJKV1QifQ.fake.key"
    tenant_id: int = 4021
    tenant_name: str = "Voorbeeld Academie"
    plan: str = "premium"
    key_may_read: bool = True
    strict_user_agent: bool = True
    known_includes: tuple[str, ...] = (*query.PROVEN_INCLUDES, *query.MORE_INCLUDES)
    refuse_unknown_includes: bool = True
    default_limit: int = 25
    max_limit: int = 100
    default_mode: Literal["live", "test"] | None = None
    links_keep_filters: bool = True
    filters_in_local_time: bool = False
    shuffle_ties: bool = False
    paid_at_kept_on_reversal: bool = True
    credit_series: bool = False
    shapes: Shapes = field(default_factory=Shapes)
    samples: bool = True
    clock: Callable[[], datetime] = now_utc
    store: ShopStore = field(init=False)
    rules: Rules = field(init=False)
    _chance: random.Random = field(default_factory=lambda: random.Random(7), init=False, repr=False)  # noqa: S311

    def __post_init__(self) -> None:
        self.store = ShopStore(
            clock=self.clock,
            credit_series=self.credit_series,
            paid_at_kept_on_reversal=self.paid_at_kept_on_reversal,
        )
        self.rules = Rules(tenant_id=self.tenant_id, clock=self.clock)
        if self.samples:
            fill(self.store)

    @property
    def orders(self) -> dict[int, Order]:
        """The orders by id."""
        return self.store.orders

    def respond(self, request: Request) -> Response:
        """Answer as the service would."""
        if "application/json" not in request.headers.get("Accept", ""):
            return Response("", status=302, headers={"Location": _LOGIN}, content_type="text/html")
        try:
            self._let_in(request)
            return self._answered(request)
        except Refusal as refusal:
            return refusal.answer()

    def _let_in(self, request: Request) -> None:
        if self.strict_user_agent and request.headers.get("User-Agent") != USER_AGENT:
            raise Refusal(403, "Forbidden")
        if request.headers.get("Authorization") != f"Bearer {self.api_key}":
            raise Refusal(401, NO_KEY)
        if not self.key_may_read and not request.path.startswith("/v2/auth/"):
            raise Refusal(403, "This action is unauthorized.")

    def _answered(self, request: Request) -> Response:
        asked = Query(request.args, local_time=self.filters_in_local_time)
        if request.path == "/v2/auth/tenants/me" and request.method == "GET":
            return one({"id": self.tenant_id, "name": self.tenant_name, "plan": self.plan})
        if request.path == "/v2/orders":
            return self._orders(request, asked)
        if request.path == "/v2/tax-rates" and request.method == "GET":
            return one([rate.body() for rate in self.store.catalog.rates_of(asked.text("country"))])
        if request.path == "/v2/products" and request.method == "GET":
            products = list(self.store.catalog.products.values())
            return self._page(request, asked, products, lambda product: product.body())
        if (match := _PRODUCT.match(request.path)) and int(match["id"]) in self.store.catalog.products:
            return one(self.store.catalog.products[int(match["id"])].body())
        if match := _ORDER.match(request.path):
            return self._order(request, asked, int(match["id"]), match["rest"] or "")
        raise not_found()

    def _orders(self, request: Request, asked: Query) -> Response:
        if request.method == "POST":
            return one(self._shown(asked)(writing.create(self.store, writing.body_of(request))), status=201)
        if request.method != "GET":
            raise Refusal(405, "Method Not Allowed")
        found = chosen(self.orders.values(), asked, default_mode=self.default_mode)
        ordered = in_order(found, asked, shuffle_ties=self.shuffle_ties, chance=self._chance)
        return self._page(request, asked, ordered, self._shown(asked))

    def _order(self, request: Request, asked: Query, number: int, rest: str) -> Response:
        order = self.orders.get(number)
        if order is None or order["deleted_at"] is not None:
            raise not_found()
        if rest == "/comments" and request.method == "GET":
            return one(plain(order["comments"]))
        if rest == "/payment" and request.method == "GET":
            return one(plain(order["payment"]))
        if rest == "/payment" and request.method == "PATCH":
            return one(plain(writing.change_payment(self.store, order, writing.body_of(request))))
        if not rest and request.method == "GET":
            return one(self._shown(asked)(order))
        if not rest and request.method == "PATCH":
            return one(self._shown(asked)(writing.change(self.store, order, writing.body_of(request))))
        if not rest and request.method == "DELETE":
            self.store.delete(number)
            return Response("", status=204)
        raise Refusal(405, "Method Not Allowed")

    def _shown(self, asked: Query) -> Callable[[Order], dict[str, Any]]:
        includes = asked.includes(self.known_includes, refuse_unknown=self.refuse_unknown_includes)
        return lambda order: render(order, includes, self.shapes)

    def _page(self, request: Request, asked: Query, rows: list[Any], show: Callable[[Any], Any]) -> Response:
        size = min(asked.number("limit", default=self.default_limit), self.max_limit)
        page = asked.number("page", default=1)
        return page_of(request, rows, show, page=page, size=size, links_keep_filters=self.links_keep_filters)

    def too_many(self, after: int, retry_after_s: int = 30) -> None:
        """From now on only so many more calls are answered, then 429."""
        left = [after]

        def trouble(request: Request) -> Response | None:
            del request
            left[0] -= 1
            if left[0] >= 0:
                return None
            headers = {"Retry-After": str(retry_after_s)}
            return json_answer({"message": "Too Many Attempts."}, status=429, headers=headers)

        self.before.append(trouble)
