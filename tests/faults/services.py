"""A target under trouble: its own fake on a real loopback socket, the whole core around it, one way of booking at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import pluggy
from werkzeug.wrappers import Request, Response

from koppel.connections import login, manage
from koppel.connectors import Connector, Feature, OAuth2, Target
from koppel.home import Home, open_home
from koppel.hookspecs import PROJECT
from koppel.model import Attachment, Document, Party
from koppel.plugins import Installed, Plugins
from koppel.steps.standard import number_source
from koppel.sync import integrations
from koppel.sync.history import history
from koppel.sync.runs import retry
from koppel.testing import Fake, LostAnswer, serve
from koppel.testing.contract.shop import KitShop
from koppel.testing.coupling import answer, connect, until_done
from koppel.testing.samples import sample_documents
from koppel.testing.service import Lent
from koppel.text import same

INTEGRATION: Final = "tried"
TIMEOUT_S: Final = 0.25
_PAGES: Final = "http://127.0.0.1:8750"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to book at one service. `answers` go before those that the plugin lends, `features` are the shop's,
    `prepare` sets the fake up before anyone logs in.

    `stands` is what the package's own store holds: of each document the key and the total, whatever its sign there.
    """

    name: str
    target: type[Target]
    lent: Lent
    answers: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    features: frozenset[Feature] = frozenset()
    prepare: Callable[[Any], None] = lambda _: None
    stands: Callable[[Any], list[tuple[str, Decimal]]] | None = None

    def held(self, fake: Fake) -> list[tuple[str, Decimal]]:
        """Key and absolute total of everything that stands in the package."""
        if self.stands is not None:
            return self.stands(fake)
        return [(total.key, abs(total.amount)) for total in self.lent.totals(fake)]


@dataclass
class Tried:
    """A coupled pair whose package can be troubled."""

    home: Home
    fake: Fake
    way: Way
    shop: type[KitShop]

    def sell(self, number: str) -> None:
        """A sale to somebody new, of things not sold before, and part of it taken back. None of it is a first export."""
        self.shop.documents_held = _documents(number, datetime.now(UTC))

    def until_done(self) -> None:
        """Run as the schedule would; waits are cut short, and a refused login is mended by a person."""
        until_done(self.home, INTEGRATION, "books")

    def refused(self) -> bool:
        """Whether the package refused something."""
        return bool(history(self.home, INTEGRATION, state="failed"))

    def retry(self) -> None:
        """What a person does with what the package refused."""
        retry(self.home, INTEGRATION)
        self.until_done()

    def disagreements(self) -> list[str]:
        """Where the ledger and the package's own store differ, and what is booked twice or not at all."""
        rows = history(self.home, INTEGRATION)
        wrong = [f"{row.number} is {row.state}: {row.sentence}" for row in rows if row.state != "booked"]
        booked = sorted((str(row.target_id), abs(row.total_incl)) for row in rows)
        stands = sorted(self.way.held(self.fake))
        return wrong if booked == stands else [*wrong, f"booked {booked}, there stands {stands}"]


class FileShop(KitShop):
    """The kit's shop, with an invoice as a file on each sale."""

    key = "file-shop"
    title = "Shop with files"
    steps = (*KitShop.steps, number_source(same("-")))  # type: ignore[assignment]  # one more than the good one has

    def file(self, document: Document, key: str) -> bytes:
        return b"%PDF-1.4 " + key.encode()


@contextmanager
def tried(folder: Path, way: Way) -> Iterator[Tried]:
    """Connect, couple and activate, over sockets."""
    features = KitShop.features | way.features
    shop: type[KitShop] = type("FileShopOfOne", (FileShop,), {"features": features, "documents_held": ()})
    kinds: Sequence[type[Connector]] = (way.target, shop)
    installed = {kind.key: Installed(connector=kind, plugin="test", version="1") for kind in kinds}
    with ExitStack() as stack:
        stack.enter_context(_impatient(way.target))
        home = open_home(folder)
        stack.callback(home.close)
        home.__dict__["plugins"] = Plugins(manager=pluggy.PluginManager(PROJECT), installed=installed)
        home.sure_after_s = 0
        methods = [method for method in way.target.auth if isinstance(method, OAuth2)]
        fake: Fake = way.lent.start(login.redirect_uri(methods[0], _PAGES) if methods else "")
        stack.enter_context(serve(fake))
        way.prepare(fake)
        connect(home, "books", way.target, way.lent, fake, address=_PAGES)
        manage.add(home, shop.key, "shop", {"api_key": "kit-key-kit-key"})
        integrations.add(home, INTEGRATION, "shop", "books")
        shop.documents_held = _documents("1000", datetime.now(UTC))
        answers = {**way.lent.answers, "number_source": "invoice", **way.answers}
        answer(home, INTEGRATION, [replace(way.lent, answers=answers)])
        shop.documents_held = ()
        integrations.activate(home, INTEGRATION)
        yield Tried(home, fake, way, shop)


def _documents(number: str, now: datetime) -> tuple[Document, ...]:
    """A sale of two rates with shipping and a file, and part of it taken back."""
    sample = sample_documents()[0]
    sale = replace(
        sample,
        key=f"order:{number}",
        number=number,
        invoice_number=f"F{number}",
        created_at=now,
        paid_at=now,
        buyer=Party(name=f"Buyer {number}", email=f"buyer-{number}@customers.example", shop_customer_id=f"c-{number}"),
        attachments=(Attachment(key="invoice", name=f"{number}.pdf"),),
        lines=tuple(replace(line, item_code=line.item_code and f"{line.item_code}-{number}") for line in sample.lines),
    )
    taken = next(one for one in sample_documents() if one.is_credit and one.number == sample.number)
    return sale, replace(
        taken, key=f"refund:{number}", number=number, created_at=now, original=sale, buyer=sale.buyer, attachments=()
    )


@contextmanager
def _impatient(target: type[Target]) -> Iterator[None]:
    """So that a slow answer need not be waited for long."""
    kept = target.timeout_s
    target.timeout_s = TIMEOUT_S
    try:
        yield
    finally:
        target.timeout_s = kept


Change = Callable[[Request, Response], Response]


def _cut(request: Request) -> Response:
    raise LostAnswer


def _slow(request: Request, response: Response) -> Response:
    time.sleep(TIMEOUT_S * 2)
    return response


def _lost(request: Request, response: Response) -> Response:
    raise LostAnswer


def _half(request: Request, response: Response) -> Response:
    content = response.get_data()
    return Response(content[: len(content) // 2], response.status_code, mimetype="application/json")


def _status(code: int, body: str = "", **headers: str) -> Callable[[Request], Response]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: Response(body, code, headers=named, mimetype="text/html")


BEFORE: Final[dict[str, Callable[[Request], Response]]] = {
    "the connection is cut before": _cut,
    "a fault of the server": _status(500, "Internal Server Error"),
    "a gateway's page": _status(502, "<html>Bad gateway</html>"),
    "too many calls": _status(429),
    "too many calls, with a time": _status(429, Retry_After="1"),
    "a refused login": _status(401),
}
AFTER: Final[dict[str, Change]] = {
    "the answer is lost": _lost,
    "half an answer": _half,
    "an answer after the time-out": _slow,
}
TROUBLES: Final = (*BEFORE, *AFTER)


@contextmanager
def trouble(fake: Fake, name: str, is_it: Callable[[Request], bool]) -> Iterator[list[str]]:
    """Play it at the first request that fits; gives the paths that were hit."""
    hit: list[str] = []

    def fits(request: Request) -> bool:
        if hit or not is_it(request):
            return False
        hit.append(request.path)
        return True

    def before(request: Request) -> Response | None:
        return BEFORE[name](request) if fits(request) else None

    def after(request: Request, response: Response) -> Response:
        done = response.status_code < 300 and fits(request)
        return AFTER[name](request, response) if done else response

    fake.before.append(before) if name in BEFORE else fake.after.append(after)
    try:
        yield hit
    finally:
        fake.before.clear()
        fake.after.clear()
