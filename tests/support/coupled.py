"""A shop and an administration coupled in one process: the fakes of WooCommerce and Exact Online, without sockets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.test import Client

from koppel.connections import manage
from koppel.home import Home
from koppel.http.inprocess import InProcess
from koppel.store import Connection
from koppel.sync import integrations
from koppel.sync.runner import Runner
from koppel.sync.runs import new_run, show_run
from koppel_exact.fake import ExactFake
from koppel_woocommerce.fake import WooCommerceFake

BACK = "https://localhost:8750/connections/callback"
MANY = 10_000_000

ANSWERS: dict[str, object] = {
    "administration": "1234567",
    "journal": "70",
    "insertion_type": "sales_entry",
    "export_from": "2025-01-01",
    "eu_consumer_vat": "oss",
    "order_statuses": ["processing", "completed", "refunded"],
    "vat_mapping": {"NL-0": "0"},
    "ledger_mapping": {"NL-0": "8020"},
    "shipping_ledger": "8100",
    "pos_debtor": "1001",
    "pos_ledger": "8300",
}


@dataclass
class Coupled:
    """The installation, both services, and a way to run."""

    home: Home
    woo: WooCommerceFake
    exact: ExactFake

    def run(self) -> Mapping[str, Any]:
        """One run to its end; gives its counts."""
        run_id = new_run(self.home, "webshop", trigger="test")
        finish = Runner(self.home, run_id).run()
        while finish.state == "again":
            finish = Runner(self.home, run_id).run()
        run = show_run(self.home, run_id)
        assert run.state == "done", run.error
        return run.counts


def couple(home: Home, *, answers: Mapping[str, object] = ANSWERS, **shop: Any) -> Coupled:
    """Connect both, couple them as `webshop`, take all suggestions, activate. `shop` goes to the fake shop."""
    woo = WooCommerceFake(https=True, **shop)
    exact = ExactFake(
        client_id="client", client_secret="a-client-secret", redirect_uris=[BACK], minutely_limit=MANY, daily_limit=MANY
    )
    home.transport = InProcess({"shop.example": woo, "start.exactonline.nl": exact})
    keys = {"consumer_key": woo.consumer_key, "consumer_secret": woo.consumer_secret}
    manage.add(home, "woocommerce", "shop", {"url": "https://shop.example", **keys})
    log_in(home, exact)
    integrations.add(home, "webshop", "shop", "books")
    integrations.set_answers(home, "webshop", {"administration": answers["administration"]})
    integrations.set_answers(home, "webshop", answers, accept_suggestions=True)
    integrations.activate(home, "webshop")
    woo.calls.clear()
    exact.calls.clear()
    return Coupled(home, woo, exact)


def log_in(home: Home, exact: ExactFake) -> None:
    """Add the connection and play the person at the login page; no limits of our own."""
    view = manage.add(
        home, "exact", "books", {"client_id": "client", "client_secret": "a-client-secret", "country": "nl"}
    )
    assert view.authorize_url is not None
    landed = Client(exact).get("/" + view.authorize_url.split("/", 3)[3])
    assert manage.finish_login(home, landed.headers["Location"], name="books").state == "verified"
    with home.writing() as session:
        row = session.query(Connection).filter_by(name="books").one()
        row.limits = {"60": MANY, "86400": MANY}
