"""Mijnwebwinkel as a WSGI app: the door (two tokens, a limit), the addresses behind it, and the switches for what is unknown.

Articles, categories, discount codes, customers and the newsletter are not played: nothing of them is on an order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from werkzeug.wrappers import Request, Response

from koppel.testing import Fake
from koppel_mijnwebwinkel.fake import writing
from koppel_mijnwebwinkel.fake.answers import Refusal, body_of, json_answer, not_found, problem, refusal
from koppel_mijnwebwinkel.fake.filters import Filters, in_order
from koppel_mijnwebwinkel.fake.query import Query
from koppel_mijnwebwinkel.fake.rendering import Renderer, Shapes
from koppel_mijnwebwinkel.fake.samples import fill
from koppel_mijnwebwinkel.fake.setup import GATEWAYS, SHIPPING_METHODS, statuses
from koppel_mijnwebwinkel.fake.store import Order, ShopStore, now_utc
from koppel_mijnwebwinkel.fake.trouble import TroubleMaker

_ORDER: Final = re.compile(r"^/v1/orders/(?P<number>[^/]+)(?P<rest>/payments)?$")
_REGION: Final = re.compile(r"^/v1/tax-policy/regions/(?P<code>[A-Z]{2})$")
_STORE_GATEWAYS: Final = re.compile(r"^/v1/payment/stores/(?P<store>[^/]+)/gateways$")
_FOR_PARTNERS: Final = frozenset({"/v1/orderstatuses", "/v1/payment/gateways"})

TokenState = Literal["active", "off", "expired", "other_partner"]


@dataclass(kw_only=True)
class MijnwebwinkelFake(TroubleMaker, Fake):
    """A shop with one token, made for one partner. The switches stand for what the vendor's documents leave open.

    `token_state`: a token that was switched off or is past its validity is answered like an unknown one; one that was made
    for another partner gets 403. `may_read_orders` False is a partner without that right. `partner_token_needed` False
    takes calls without one. `calls_per_minute` counts per shop and partner; None does not count.
    `list_order`: numbers sort as numbers or as text. `limit_above_100` is cut or refused. `regions_wrapped` puts the
    list of VAT regions in an object. `samples` fills the shop with one order of every kind.
    """

    token: str = "mww-store-token-0001"
    partner_token: str = "mww-partner-token-0001"
    token_state: TokenState = "active"
    may_read_orders: bool = True
    may_read_vat: bool = True
    partner_token_needed: bool = True
    calls_per_minute: int | None = 120
    list_order: Literal["number", "text"] = "number"
    limit_above_100: Literal["cut", "refused"] = "cut"
    archived_left_out: bool = False
    bounds_excluded: bool = False
    regions_wrapped: bool = True
    status_from_the_start: bool = True
    shapes: Shapes = field(default_factory=Shapes)
    samples: bool = True
    clock: Callable[[], datetime] = now_utc
    store: ShopStore = field(init=False)
    _minute: tuple[int, int] = field(default=(0, 0), init=False, repr=False)

    def __post_init__(self) -> None:
        self.store = ShopStore(clock=self.clock, status_from_the_start=self.status_from_the_start)
        if self.samples:
            fill(self.store)

    @property
    def orders(self) -> dict[str, Order]:
        """The orders by number."""
        return self.store.orders

    def respond(self, request: Request) -> Response:
        """Answer as the service would."""
        try:
            self._let_in(request)
            asked = Query(request.args)
            asked.check_format()
            renderer = Renderer(self.shapes, asked.language())
            if _is_order_path(request.path):
                return json_answer(self._orders(request, asked, renderer))
            return json_answer(self._other(request, asked))
        except Refusal as refused:
            return refused.answer()

    def _let_in(self, request: Request) -> None:
        given = request.args
        partner = given.get("partner_token", "")
        if partner != self.partner_token and (partner or self.partner_token_needed):
            raise refusal(401, "Unauthorized", "Unknown or inactive partner token")
        if request.path not in _FOR_PARTNERS:
            if given.get("token") != self.token or self.token_state in {"off", "expired"}:
                raise refusal(401, "Unauthorized", "Unknown or inactive token")
            if self.token_state == "other_partner":
                raise refusal(403, "Forbidden", "This token belongs to another partner")
        self._count_call()
        if _is_order_path(request.path) and not self.may_read_orders:
            raise refusal(403, "Forbidden", "No access to this resource")
        if request.path.startswith("/v1/tax-policy") and not self.may_read_vat:
            raise problem(403, "Forbidden", "No access to this resource")

    def _count_call(self) -> None:
        seconds = int(self.clock().timestamp())
        minute, so_far = self._minute
        so_far = so_far + 1 if minute == seconds // 60 else 1
        self._minute = (seconds // 60, so_far)
        if self.calls_per_minute is not None and so_far > self.calls_per_minute:
            headers = {"Retry-After": str(60 - seconds % 60)}
            raise refusal(429, "Too many requests", "Retry later", headers)

    def _orders(self, request: Request, asked: Query, renderer: Renderer) -> Any:
        if request.path == "/v1/orders/credit" and request.method == "POST":
            return renderer.order(writing.credit(self.store, body_of(request)))
        if request.path == "/v1/orders/count":
            self._only_get(request)
            return {"count": len(self._chosen(asked, renderer, buyers=False))}
        if request.path == "/v1/orders":
            self._only_get(request)
            limit = asked.limit(refuses_more=self.limit_above_100 == "refused")
            start = asked.whole("offset") or 0
            descending = asked.is_descending()
            found = in_order(self._chosen(asked, renderer, buyers=True), by=self.list_order, descending=descending)
            return [renderer.order(order) for order in found[start : start + limit]]
        return self._order(request, asked, renderer)

    def _chosen(self, asked: Query, renderer: Renderer, *, buyers: bool) -> list[Mapping[str, Any]]:
        filters = Filters(
            local=renderer.local, archived_left_out=self.archived_left_out, bounds_excluded=self.bounds_excluded
        )
        return filters.chosen(self.orders.values(), asked, buyers=buyers)

    def _order(self, request: Request, asked: Query, renderer: Renderer) -> Any:
        match = _ORDER.match(request.path)
        order = self.orders.get(match["number"]) if match else None
        if match is None or order is None:
            raise not_found()
        if match["rest"]:
            self._only_get(request)
            embed = asked.text("embed") or ""
            return writing.payments_of(order, self._with_offset, store_id=self.store.profile.id, embed=embed)
        if request.method == "PATCH":
            return renderer.order(writing.change(self.store, order, body_of(request)))
        self._only_get(request)
        return renderer.order(order)

    def _with_offset(self, moment: datetime) -> str:
        return moment.astimezone(self.shapes.zone).isoformat(timespec="seconds")

    def _other(self, request: Request, asked: Query) -> Any:
        self._only_get(request)
        path = request.path
        regions = [region.body() for region in self.store.profile.regions.values()]
        fixed = {
            "/v1/store": self.store.profile.body(),
            "/v1/orderstatuses": statuses(asked.language()),
            "/v1/tax-policy/regions": {"regions": regions} if self.regions_wrapped else regions,
            "/v1/payment/gateways": {"gateways": list(GATEWAYS)},
            "/v1/shipping/methods": list(SHIPPING_METHODS),
        }
        if path in fixed:
            return fixed[path]
        if match := _REGION.match(path):
            return {"region": self._region(match["code"], regions)}
        if (match := _STORE_GATEWAYS.match(path)) and match["store"] in {"me", self.store.profile.id}:
            return {"gateways": list(GATEWAYS)}
        raise not_found("Resource")

    @staticmethod
    def _region(code: str, regions: list[dict[str, Any]]) -> dict[str, Any]:
        for region in regions:
            if region["regionCode"] == code:
                return region
        raise problem(404, "Not Found", "The region does not exist")

    @staticmethod
    def _only_get(request: Request) -> None:
        if request.method not in {"GET", "HEAD"}:
            raise refusal(405, "Method not allowed", request.method)


def _is_order_path(path: str) -> bool:
    return path == "/v1/orders" or path.startswith("/v1/orders/")
