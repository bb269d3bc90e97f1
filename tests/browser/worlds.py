"""One installation for the tests that only look: a month of orders booked, some held, a draft half set up, every kind of account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from browser.serving import Site
from koppel.connections import manage
from koppel.model import Document, Party
from koppel.store import Issue, LedgerRow, User
from koppel.sync import integrations
from koppel.web.first_run import make_first_administrator
from support.memory import order
from unit.web.world import ANSWERS, NAME, PASSWORD, fresh_code, keys, orders

BUYERS = ("Customer one", "Customer two", "Käthe Müller", "De Vries & Co")
NOT_PAGES = {
    "static": "files",
    "health": "a word for machines",
    "overview.progress": "JSON for the page's script",
    "connections.callback": "leads on at once",
    "support.file": "a file",
    "reconciliation.file": "a file",
    "documentation.picture": "a picture",
    "issues.page": "leads on at once",
    "second_step.form": "stands between the password and the overview; walked from there",
    "setup.form": "is there before there is anybody; walked then",
    "login.form": "leads on when one is logged in; walked by somebody who is not",
}
"""Addresses that are no page to look at, with the reason. What is neither here nor reachable fails the test."""


@dataclass
class Looked:
    """A site to look at; `paths` are all its pages by name."""

    site: Site
    paths: dict[str, str]


def fill(site: Site) -> Looked:
    """Everything that the pages can show."""
    home, shop = site.pages.home, site.pages.shop
    make_first_administrator(
        home, site.hasher, code=fresh_code(site.pages), name=NAME, password=PASSWORD, language="en"
    )
    shop.put(*orders(), *_month())
    active = site.pages.couple({**ANSWERS, "vat_mapping": {"NL-9": "L", "NL-21": "H"}}, activate=True)
    run = site.pages.run()
    integrations.set_answers(home, "webshop", {"vat_mapping": {"NL-9": "L"}})
    shop.put(order("1077", gross="242.00"), order("1078", gross="60.50"))
    site.pages.run()
    _spread_over_the_month(site)
    manage.add(home, "login-books", "Login Books", {"client_id": "c-1", "client_secret": "s-123456"})
    manage.add(home, "test-books", "second books", keys("https://books.test"))
    integrations.add(home, "second shop", "shop", "second books")
    integrations.set_answers(home, "second shop", {k: ANSWERS[k] for k in ("administration", "journal")})
    draft = integrations.show(home, "second shop").id
    return Looked(site, {**_paths(site, active, run), **_drafts(draft), **_more(active)})


def _month() -> list[Document]:
    """Some forty orders of the last month, as a shop has them."""
    now = datetime.now(UTC)
    made = []
    for number in range(42):
        at = now - timedelta(days=number * 0.7, hours=number % 9)
        gross = str(Decimal("24.20") * (1 + number * 7 % 11) + Decimal("12.10") * (number % 3))
        buyer = Party(name=BUYERS[number % 4], email=f"customer-{number}@customers.example")
        made.append(order(str(1060 - number), gross=gross, paid_at=at, created_at=at, buyer=buyer))
    return list(reversed(made))


def _spread_over_the_month(site: Site) -> None:
    """As if it had run every day: the chart has a past."""
    with site.pages.home.writing() as session:
        for row in session.query(LedgerRow).filter(LedgerRow.state == "booked"):
            row.booked_at = datetime.fromisoformat(row.document["created_at"])


def _paths(site: Site, active: int, run: int) -> dict[str, str]:
    """Every address that gives a page, by the name of its endpoint."""
    known: dict[str, object] = {"integration_id": active, "connection_id": 1, "run_id": run, "kind": "mail"}
    own = {
        "connections.form": {"key": "test-shop"},
        "history.document": {"key": "order:1001"},
        "documentation.paper": {"name": "checks"},
    }
    found = {}
    app = site.pages.app
    with app.test_request_context(base_url=site.address):
        adapter = app.url_map.bind("")
        for rule in app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or rule.endpoint in NOT_PAGES or rule.rule.startswith("/api/"):
                continue
            values = {name: {**known, **own.get(rule.endpoint, {})}[name] for name in rule.arguments}
            found[rule.endpoint] = adapter.build(rule.endpoint, values)
    return found


def _drafts(draft: int) -> dict[str, str]:
    """The pages of the way, which look different while an integration is being set up."""
    own = f"/integrations/{draft}"
    return {
        "draft": own,
        "draft-questions": f"{own}/settings/?part=1",
        "draft-questions-later": f"{own}/settings/?part=3",
        "draft-preview": f"{own}/preview",
        "draft-start": f"{own}/start/",
    }


def _more(active: int) -> dict[str, str]:
    return {
        "connection-login": "/connections/3",
        "connection-form-login": "/connections/add/login-books",
        "history-nothing": f"/integrations/{active}/history?search=nothing",
        "document-held": f"/integrations/{active}/documents/order:1077",
        "not-found": "/nothing",
    }


def speak(site: Site, language: str) -> None:
    """What the administrator reads."""
    with site.pages.home.writing() as session:
        session.query(User).one().language = language


def settle(site: Site) -> None:
    """Nothing needs anybody: every issue is solved."""
    with site.pages.home.writing() as session:
        for issue in session.query(Issue):
            issue.solved_at, issue.open_mark = datetime.now(UTC), f"solved {issue.id}"
