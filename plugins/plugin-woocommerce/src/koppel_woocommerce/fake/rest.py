"""A call to wc/v3 on its way to what answers it: the routes, the body, the caller's rights."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from koppel_woocommerce.fake.answers import Refusal, json_answer, no_route
from koppel_woocommerce.fake.auth import Key
from koppel_woocommerce.fake.blank import Order
from koppel_woocommerce.fake.paging import cut
from koppel_woocommerce.fake.query import Parameter, Query, Raw, items, read
from koppel_woocommerce.fake.rendering import View, only_fields

if TYPE_CHECKING:
    from koppel_woocommerce.fake.app import WooCommerceFake

_DENIED = {
    "view": "Sorry, you cannot view this resource.",
    "list": "Sorry, you cannot list resources.",
    "create": "Sorry, you are not allowed to create resources.",
    "edit": "Sorry, you are not allowed to edit this resource.",
    "delete": "Sorry, you are not allowed to delete this resource.",
}


@dataclass(slots=True, kw_only=True)
class RestCall:
    """One call: what was asked, by whom, and the numbers out of its address."""

    shop: WooCommerceFake
    request: Request
    route: str
    home: str
    raw: Raw
    key: Key | None
    allow: str = ""
    numbers: dict[str, int] = field(default_factory=dict)

    def query(self, parameters: Sequence[Parameter]) -> Query:
        """The checked query; a fault is told before anybody asks for the key. An old shop passes over what it lacks."""
        if self.shop.old_version_ignores_modified:
            parameters = [parameter for parameter in parameters if not parameter.name.startswith("modified_")]
        return read(self.raw, parameters)

    def body(self) -> dict[str, Any]:
        """The JSON body as an object; raises the 400 of a broken one."""
        data = self.request.get_data()
        if not data or self.request.mimetype != "application/json":
            return {}
        try:
            value = json.loads(data)
        except ValueError as error:
            detail = {"status": 400, "json_error_code": 4, "json_error_message": "Syntax error"}
            raise Refusal(400, "rest_invalid_json", "Invalid JSON body passed.", data=detail) from error
        return value if isinstance(value, dict) else {}

    def may(self, act: str) -> None:
        """Refuse a visitor with 401 and a user without the right with 403."""
        if self.key is not None and self.key.permission != "customer":
            return
        code = "woocommerce_rest_cannot_view" if act in {"view", "list"} else f"woocommerce_rest_cannot_{act}"
        raise Refusal(401 if self.key is None else 403, code, _DENIED[act])

    def order(self, name: str, act: str) -> Order:
        """The order that the address names; an unknown one is a 404 whoever asks."""
        order = self.shop.store.orders.get(self.numbers[name])
        if order is None:
            raise Refusal(404, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.")
        self.may(act)
        return order

    def view(self, *, dp: int = 2, meta: Mapping[str, Any] | None = None, meta_by_id: bool = False) -> View:
        """How bodies are to look in this answer."""
        meta = meta or {}
        return View(
            home=self.home,
            dp=abs(dp),
            pdf_plugin=self.shop.pdf_plugin,
            refunds_have_total_tax=self.shop.refunds_have_total_tax,
            include_meta=frozenset(meta.get("include_meta") or ()),
            exclude_meta=frozenset(meta.get("exclude_meta") or ()),
            meta_by_id=meta_by_id,
        )

    def fields(self) -> list[str]:
        """The names in `_fields`."""
        given = self.raw.get("_fields", "")
        return items(given)

    def one(self, body: Mapping[str, Any]) -> Response:
        """A single item; its links stay, whatever fields were asked."""
        return json_answer(only_fields(body, self.fields(), keep_links=True))

    def made(self, body: Mapping[str, Any], address: str) -> Response:
        """A new item, with its address."""
        shown = only_fields(body, self.fields(), keep_links=True)
        return json_answer(shown, status=201, headers={"Location": f"{self.view().api}{address}"})

    def many(self, bodies: Sequence[Mapping[str, Any]], headers: Mapping[str, str] | None = None) -> Response:
        """A list as it is."""
        fields = self.fields()
        return json_answer([only_fields(body, fields, keep_links=False) for body in bodies], headers=headers)

    def paged(
        self,
        records: Sequence[dict[str, Any]],
        query: Query,
        show: Callable[[dict[str, Any]], Mapping[str, Any]],
        defaults: Raw | None = None,
    ) -> Response:
        """One page of a list, each record shown as `show` does."""
        page = cut(
            records,
            query,
            address=self.shop.rest_address(self.home, self.route),
            defaults=defaults or {},
            true_total_past_the_end=self.shop.legacy_storage,
        )
        return self.many([show(record) for record in page.items], page.headers)


Handler = Callable[[RestCall], Response]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """An address of the API and what answers each method; `allow` is what the shop says it takes."""

    pattern: str
    handlers: Mapping[str, Handler]
    allow: str


def find(routes: Sequence[Route], method: str, route: str) -> tuple[Route, Handler, dict[str, int]]:
    """The answer's maker and the numbers in the address; raises the 404 for a wrong address or method."""
    wanted = "GET" if method == "HEAD" else method
    for candidate in routes:
        match = re.fullmatch(candidate.pattern, route)
        if match and wanted in candidate.handlers:
            numbers = {name: int(value) for name, value in match.groupdict().items()}
            return candidate, candidate.handlers[wanted], numbers
    raise no_route()
