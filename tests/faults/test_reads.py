"""Each kind of trouble while a shop is read, over real sockets: afterwards every document of the shop has its row.

The guard: `Answer.json` and `http.mapping` make an error of everything that is no whole, good answer; half an answer that
passed for an empty list would let the cursor move past what was in it. Rows that move between the pages of
a list are tried where each shop's way of reading is, in `tests/unit/*/test_reading*.py` and `test_walking.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pluggy
import pytest
from werkzeug.wrappers import Request, Response

from faults.services import TROUBLES, trouble
from koppel.connections import manage
from koppel.connectors import Source
from koppel.home import Home, open_home
from koppel.hookspecs import PROJECT
from koppel.plugins import Installed, Plugins
from koppel.store import LedgerRow, utc_now
from koppel.sync import integrations
from koppel.sync.codec import document_hash, document_to_json
from koppel.sync.history import history
from koppel.sync.pairs import open_pair
from koppel.testing import Fake, serve
from koppel.testing.coupling import connect, until_done
from koppel.testing.service import Lent
from koppel_mijnwebwinkel import demo as mijnwebwinkel
from koppel_mijnwebwinkel.connector import MijnwebwinkelSource
from koppel_plugandpay import demo as plugandpay
from koppel_plugandpay.connector import PlugAndPaySource
from koppel_woocommerce import demo as woocommerce
from koppel_woocommerce.connector import WooCommerceSource
from support.memory import Books, MemoryBooks

SHOPS: list[tuple[type[Source], Lent]] = [
    (MijnwebwinkelSource, mijnwebwinkel.service()),
    (PlugAndPaySource, plugandpay.service()),
    (WooCommerceSource, woocommerce.service()),
]
NAMES = [kind.key for kind, _ in SHOPS]
_DRAFTS = {"auto-draft", "checkout-draft", "trash"}


@dataclass
class Read:
    """A shop on a socket, coupled with a package in memory."""

    home: Home
    fake: Any
    lent: Lent

    def until_done(self) -> None:
        """Run as the schedule would; waits are cut short, and a refused login is mended by a person."""
        until_done(self.home, "read", "shop")

    def rows(self) -> dict[str, Decimal]:
        """What the ledger knows of the shop."""
        return {row.document: row.total_incl for row in history(self.home, "read")}

    def is_as_shown(self, key: str) -> bool:
        """Whether the ledger has the document as the shop shows it now."""
        with open_pair(self.home, "read") as pair, self.home.reading() as session:
            shown = pair.source.document(key)
            kept = session.query(LedgerRow).filter_by(document_key=key).one()
        return shown is not None and kept.document_hash == document_hash(document_to_json(shown))

    def totals(self) -> dict[str, Decimal]:
        """What the shop holds; a draft and what was thrown away before it was read are no orders."""
        held = {total.key: total.amount for total in self.lent.totals(self.fake)}
        orders = getattr(self.fake, "orders", {})
        drafts = {f"order:{number}" for number, order in orders.items() if order.get("status") in _DRAFTS}
        return {key: amount for key, amount in held.items() if key not in drafts}


@contextmanager
def reading(folder: Path, kind: type[Source], lent: Lent) -> Iterator[Read]:
    """Connected, coupled, active; nothing read yet. The client is impatient, so that a slow answer takes a moment only."""
    books: type[MemoryBooks] = type("Books", (MemoryBooks,), {"books": Books()})
    shop: type[Source] = type("Impatient", (kind,), {"timeout_s": 1.0})
    kinds = {one.key: Installed(connector=one, plugin="test", version="1") for one in (shop, books)}
    with ExitStack() as stack:
        home = open_home(folder)
        stack.callback(home.close)
        home.__dict__["plugins"] = Plugins(manager=pluggy.PluginManager(PROJECT), installed=kinds)
        fake: Fake = lent.start("")
        stack.enter_context(serve(fake))
        connect(home, "shop", shop, lent, fake, address="http://127.0.0.1:8750")
        manage.add(home, books.key, "books", {"api_key": "books-key-123"})
        integrations.add(home, "read", "shop", "books")
        integrations.set_answers(home, "read", {**lent.answers, "vat_mapping": {"NL-21": "H", "NL-9": "L"}})
        integrations.activate(home, "read")
        yield Read(home, fake, lent)


def _is_of_orders(request: Request) -> bool:
    return "/orders" in request.path and request.method == "GET"


@pytest.mark.parametrize("name", TROUBLES)
@pytest.mark.parametrize(("kind", "lent"), SHOPS, ids=NAMES)
def test_a_troubled_reading_loses_nothing(kind: type[Source], lent: Lent, name: str, tmp_path: Path) -> None:
    """After the trouble has passed, the ledger has a row with the shop's own total for everything that the shop holds."""
    with reading(tmp_path, kind, lent) as at:
        with trouble(at.fake, name, _is_of_orders) as hit:
            at.until_done()

        assert len(hit) == 1
        assert at.rows() == at.totals()


def _in_mijnwebwinkel(fake: Any) -> str:
    fake.store.set_status("1001", 5)
    return "order:1001"


def _in_woocommerce(fake: Any) -> str:
    fake.store.change_order(50, status="cancelled")
    return "order:50"


EDITED: list[tuple[type[Source], Lent, Callable[[Any], str]]] = [
    (*SHOPS[0], _in_mijnwebwinkel),
    (*SHOPS[2], _in_woocommerce),
]


@pytest.mark.parametrize(("kind", "lent", "edit"), EDITED, ids=[kind.key for kind, *_ in EDITED])
def test_an_order_edited_while_it_is_read(
    kind: type[Source], lent: Lent, edit: Callable[[Any], str], tmp_path: Path
) -> None:
    """It is edited after its list has left the shop: everything has its row, and the edited one is what the shop shows.

    The guard is `Reader._compare` and `_renew`, which take over what changed of a document that has its row already; without
    them the row keeps what was read first. Plug&Pay cannot say what changed: `tests/unit/plugandpay/test_reading.py`.
    """
    edited: list[str] = []

    def once(request: Request, response: Response) -> Response:
        if not edited and _is_of_orders(request):
            edited.append(edit(at.fake))
        return response

    with reading(tmp_path, kind, lent) as at:
        at.until_done()
        at.fake.after.append(once)
        at.until_done()
        at.home.now = lambda: utc_now() + timedelta(minutes=10)  # a reading stops short of the present moment
        at.until_done()

        assert len(edited) == 1
        assert at.rows() == at.totals()
        assert at.is_as_shown(edited[0])
