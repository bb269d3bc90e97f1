"""A WooCommerce shop as a WSGI app: the site around the API, the switches of its setup, and the orders in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from werkzeug.wrappers import Request, Response

from koppel.testing import Fake
from koppel_woocommerce.fake import answers, recorded
from koppel_woocommerce.fake.auth import Key, Permission, Sight, authenticate, looked_at
from koppel_woocommerce.fake.invoices import Access, Invoices
from koppel_woocommerce.fake.query import flat, parse
from koppel_woocommerce.fake.rendering import View, render_order
from koppel_woocommerce.fake.rest import RestCall, find
from koppel_woocommerce.fake.routes import ROUTES
from koppel_woocommerce.fake.site import root_body
from koppel_woocommerce.fake.store import ShopStore, now_utc
from koppel_woocommerce.fake.trouble import TroubleMaker, recorded_page
from koppel_woocommerce.fake.webhooks import Webhooks

_FIXED = (
    "taxes", "tax_classes", "settings_general", "settings_tax", "payment_gateways", "products", "statuses",
    "system_status",
)  # fmt: skip


@dataclass(kw_only=True)
class WooCommerceFake(TroubleMaker, Fake):
    """A shop with one key.

    `https` is what the shop sees: served on plain loopback it is False, and then only OAuth 1.0a is looked at.
    `tls_proxy` is a shop behind a proxy that ends TLS and does not know it; `forwarded_proto` one that reads
    X-Forwarded-Proto. `home` is the site's own address, with its folder, when that is
    not the one it is called under.
    `clock` is the shop's; `signing_clock` another one for OAuth timestamps, for tests that hold the shop's time still.
    """

    consumer_key: str = "ck_" + "1" * 40
    consumer_secret: str = "cs_" + "1" * 40
    permission: Permission = "read"
    https: bool = False
    tls_proxy: bool = False
    forwarded_proto: bool = False
    header_dropped: bool = False
    home: str | None = None
    redirect_to: str | None = None
    plain_permalinks: Literal["nginx", "apache"] | None = None
    html_instead_of_json: bool = False
    not_woocommerce: bool = False
    old_version_ignores_modified: bool = False
    legacy_storage: bool = False
    pdf_plugin: bool = True
    pdf_access: Access = "full"
    refunds_have_total_tax: bool = True
    recorded_orders: bool = True
    settings: dict[str, str] = field(default_factory=dict)
    clock: Callable[[], datetime] = now_utc
    signing_clock: Callable[[], datetime] | None = None
    store: ShopStore = field(init=False)
    invoices: Invoices = field(init=False)
    fixed: dict[str, Any] = field(init=False)
    """What stands around the orders, by name, as recorded; a test may change it."""
    webhooks: Webhooks = field(init=False)
    """Those that somebody entered in the shop; `webhooks.post` is the way to whoever they call."""
    _key: Key = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.store = ShopStore(clock=self.clock, legacy_storage=self.legacy_storage)
        if self.recorded_orders:
            self.store.load_recorded()
        self.invoices = Invoices(self.store, access=self.pdf_access)
        self.webhooks = Webhooks(source=self.home or "https://shop.example/", body_of=self._order_body)
        self.fixed = {name: recorded.load(name) for name in _FIXED}
        self._key = Key(
            consumer_key=self.consumer_key, consumer_secret=self.consumer_secret, permission=self.permission
        )

    @property
    def orders(self) -> dict[int, dict[str, Any]]:
        """The orders by id."""
        return self.store.orders

    @property
    def version(self) -> str:
        """The version of WooCommerce that the shop says it is."""
        return "5.7.1" if self.old_version_ignores_modified else "10.9.1"

    def _order_body(self, order_id: int) -> dict[str, Any]:
        home = (self.home or "https://shop.example").rstrip("/")
        return render_order(
            self.store.orders[order_id],
            self.store.refunds.get(order_id, ()),
            View(home=home, pdf_plugin=self.pdf_plugin, refunds_have_total_tax=self.refunds_have_total_tax),
        )

    def respond(self, request: Request) -> Response:
        """Answer as the web server, WordPress and WooCommerce together would."""
        response = self._moved(request) or self._site(request)
        if "werkzeug.socket" not in request.environ:  # the server on a real socket writes a Date of its own
            response.date = self.clock()
        return response

    def _moved(self, request: Request) -> Response | None:
        """A shop that moved sends every call to the same path at its other address."""
        if self.redirect_to is None or request.host == urlsplit(self.redirect_to).netloc:
            return None
        query = f"?{request.query_string.decode()}" if request.query_string else ""
        location = f"{self.redirect_to.rstrip('/')}{request.path}{query}"
        return answers.html_answer("", status=301, headers={"Location": location})

    def _site(self, request: Request) -> Response:
        path = self._path(request)
        plain_route = flat(parse(request.query_string.decode())).get("rest_route")
        if path in {"/", "/index.php"} and plain_route is not None:
            return self._rest(request, plain_route)
        if path == "/wp-json" or path.startswith("/wp-json/"):
            return self._pretty(request, path)
        if path.startswith("/wc-api/") and not self.not_woocommerce:
            error = {"code": "woocommerce_api_disabled", "message": "The WooCommerce API is disabled on this site"}
            return answers.json_answer({"errors": error}, status=404)
        if path == "/wp-cron.php":
            return answers.html_answer("", headers=answers.NOT_KEPT)
        if self.pdf_plugin and (invoice := self.invoices.answer(request, path)):
            return invoice
        if path == "/wp-admin/admin-ajax.php":
            return answers.html_answer("0", status=400)
        shown = answers.page("Winkel", "Welkom in onze winkel.", link=self.rest_root(self._home(request)))
        shown.status_code = 200 if path == "/" else 404
        return shown

    def _pretty(self, request: Request, path: str) -> Response:
        link = self.rest_root(self._home(request))
        if self.plain_permalinks == "apache":
            return recorded_page("plain-permalinks-apache", "html")
        if self.plain_permalinks == "nginx" and not path.endswith("/"):
            query = f"?{request.query_string.decode()}" if request.query_string else ""
            location = f"{self._home(request)}{path}/{query}"
            headers = {"Location": location, "X-Redirect-By": "WordPress", **answers.NOT_KEPT}
            return answers.html_answer("", status=301, headers=headers)
        if self.plain_permalinks == "nginx" or self.html_instead_of_json:
            return answers.page("Winkel", "Welkom in onze winkel.", link=link)
        return self._rest(request, path.removeprefix("/wp-json") or "/")

    def _rest(self, request: Request, route: str) -> Response:
        key: Key | None = None
        try:
            if looked_at(_request_uri(request)) and not self.not_woocommerce:
                key = authenticate(self._key, request, self._sight(request))
            if key is not None:
                key.allow(request.method)
            response = self._dispatch(request, f"/{route.strip('/')}", key)
        except answers.Refusal as refusal:
            response = refusal.answer()
        return answers.dress(response, link=self.rest_root(self._home(request)), identified=key is not None)

    def _dispatch(self, request: Request, route: str, key: Key | None) -> Response:
        home = self._home(request)
        call = RestCall(
            shop=self, request=request, route=route, home=home, raw=parse(request.query_string.decode()), key=key
        )
        if request.method in {"GET", "HEAD"} and route == "/":
            return _allowed(call.one(root_body(self, home)), "GET")
        if self.not_woocommerce or not (route == "/wc/v3" or route.startswith("/wc/v3/")):
            raise answers.no_route()
        if route == "/wc/v3":
            return _allowed(call.one(recorded.load("wc_v3_index")), "GET")
        found, handler, call.numbers = find(ROUTES, request.method, route.removeprefix("/wc/v3"))
        try:
            return _allowed(handler(call), found.allow)
        except answers.Refusal as refusal:
            refusal.allow = "" if refusal.status in {401, 403} or refusal.code == "rest_no_route" else found.allow
            raise

    def _is_ssl(self, request: Request) -> bool:
        told = self.forwarded_proto and (
            self.tls_proxy or request.headers.get("X-Forwarded-Proto", "").lower() == "https"
        )
        return told or (self.https and not self.tls_proxy)

    def _home(self, request: Request) -> str:
        """The site's address with the scheme that the shop sees."""
        scheme = "https" if self._is_ssl(request) else "http"
        if self.home is None:
            return f"{scheme}://{request.host}"
        return urlsplit(self.home)._replace(scheme=scheme).geturl().rstrip("/")

    def _path(self, request: Request) -> str:
        """The path within the site, which may live in a subfolder; what lies outside it is not the shop's."""
        folder = urlsplit(self.home or "").path.rstrip("/")
        return request.path.removeprefix(folder) if request.path.startswith(folder) else "/404"

    def _sight(self, request: Request) -> Sight:
        clock = self.signing_clock or self.clock
        return Sight(
            is_ssl=self._is_ssl(request),
            address=f"{self._home(request)}{self._path(request)}",
            header_dropped=self.header_dropped,
            now=int(clock().timestamp()),
        )

    def rest_root(self, home: str) -> str:
        """Where the REST API says it begins."""
        return f"{home}/index.php?rest_route=/" if self.plain_permalinks else f"{home}/wp-json/"

    def rest_address(self, home: str, route: str) -> str:
        """The address of a route, for paging links."""
        return f"{home}/index.php" if self.plain_permalinks else f"{home}/wp-json{route}"


def _allowed(response: Response, allow: str) -> Response:
    response.headers["Allow"] = allow
    return response


def _request_uri(request: Request) -> str:
    """The address as it came in, nothing decoded, where the server tells it."""
    path = f"{request.path}?{request.query_string.decode()}"
    return str(request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or path)
