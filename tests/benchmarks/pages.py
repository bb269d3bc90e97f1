"""How long the server works on each page and each call of the JSON API that only looks, with 100,000 documents.

Processor time of the thread that answers stands beside the time by the clock: on a busy machine only the first says
something about the code. All pages are asked in turn, many times over, so that what else goes on hits all alike.
"""

from __future__ import annotations

import argparse
import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import httpx
from flask import Flask
from sqlalchemy import select

from benchmarks.filled import filled_home
from koppel import logs
from koppel.home import Home
from koppel.http.inprocess import InProcess
from koppel.store import LedgerRow, Run, User
from koppel.web.app import create_app
from koppel.web.tokens import make_token
from support.queries import queries_of
from unit.web.visiting import Visitor
from unit.web.walking import calls_of, filled, pages_of
from unit.web.world import Pages

GOAL_MS = 100.0
EMPTIEST = "health"
NOT_ASKED = {"static", "connections.callback", "setup.form", "login.form", "second_step.form"}
"""Files, and pages that only a stranger gets."""


@dataclass
class Page:
    """One address, and what each time of asking took, in milliseconds."""

    name: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    worked: list[float] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    queries: int = 0
    calls: int = 0
    status: int = 0
    size: int = 0


class Services(httpx.BaseTransport):
    """The fakes, with what they take themselves: it is taken off, since they stand for machines elsewhere."""

    def __init__(self, behind: httpx.BaseTransport) -> None:
        self._behind = behind
        self.worked = self.waited = 0.0
        self.calls = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Hand it on."""
        worked, clock = time.thread_time(), time.perf_counter()
        try:
            return self._behind.handle_request(request)
        finally:
            self.calls += 1
            self.worked += time.thread_time() - worked
            self.waited += time.perf_counter() - clock


def main() -> None:
    """Fill, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=20, help="how often each page is asked, in each language")
    parser.add_argument("--folder", help="keep the installation here, and use it again")
    parser.add_argument("--only", default="", help="pages whose name has this in it")
    options = parser.parse_args()
    logs.set_up(level="critical")
    with tempfile.TemporaryDirectory() as temporary:
        started = time.perf_counter()
        home = filled_home(options.folder or temporary, options.documents)
        print(f"filled in {time.perf_counter() - started:.0f} s; load of the machine {os.getloadavg()[0]:.1f}")
        services = Services(home.transport or InProcess({}))
        home.transport = services  # type: ignore[assignment]  # it hands everything on to one
        app = create_app(home, testing=True)
        visitor = _administrator(home, app)
        pages = [page for page in _pages(home, app) if options.only in page.name or page.name == EMPTIEST]
        for language in ("nl", "en"):
            with home.writing() as session:
                session.scalars(select(User)).one().language = language
            _ask(home, visitor, services, pages, options.rounds)
        _print(pages)
        home.close()


def _administrator(home: Home, app: Flask) -> Visitor:
    with home.writing() as session:
        for user in session.scalars(select(User)):  # of an earlier time, in a folder that was kept
            session.delete(user)
    return Visitor(Pages(home=home, app=app)).set_up()


def _pages(home: Home, app: Flask) -> Iterator[Page]:
    """Every address of the app, that of the largest integration where there is a choice."""
    with home.reading() as session:
        some = select(LedgerRow).where(LedgerRow.integration_id == 1, LedgerRow.state == "booked")
        row = session.scalars(some.order_by(LedgerRow.id.desc()).limit(1)).one()
        run_id = session.scalars(select(Run.id).where(Run.integration_id == 1).order_by(Run.id.desc())).first()
    known = {"key": row.document_key, "document": row.document_key, "run_id": str(run_id), "connector": "exact"}
    rules = {rule.endpoint: rule for rule in app.url_map.iter_rules()}
    for endpoint, _ in pages_of(app, "GET"):
        if endpoint not in NOT_ASKED:
            own = {"connections.form": {"key": "woocommerce"}, "documentation.paper": {"name": "booking"}}
            yield Page(endpoint, filled(rules[endpoint], **{**known, **own.get(endpoint, {})}))
    history, vat = "/integrations/1/history", "/integrations/1/vat/"
    yield Page("history, words", f"{history}?search=vries")
    yield Page("history, nothing found", f"{history}?search=nothingatall")
    yield Page("history, held", f"{history}?state=held")
    yield Page("history, a month", f"{history}?from={_month(row)}-01&to={_month(row)}-28")
    yield Page("history, far back", f"{history}?before={row.id // 5}")
    yield Page("vat, as a file", f"{vat}?format=csv")
    yield Page("vat, a whole quarter", f"{vat}{_quarter(home)}")
    token = {"Authorization": f"Bearer {make_token(home, 1, 'benchmark')}"}
    for rule, method, _ in calls_of(app):
        if method == "GET":
            name = "webshop" if "/integrations" in rule.rule else "shop"
            path = filled(rule, **known, name=name)
            yield Page(
                f"API {rule.rule.removeprefix('/api/v1')}", path + (_quarter(home) if "vat" in path else ""), token
            )


def _quarter(home: Home) -> str:
    """The last quarter that is over: that of a return."""
    today = home.now().date()
    after = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    until = after - timedelta(days=1)
    return f"?from={until.replace(month=until.month - 2, day=1)}&to={until}"


def _month(row: LedgerRow) -> str:
    return f"{row.issued_on:%Y-%m}"


def _ask(home: Home, visitor: Visitor, services: Services, pages: list[Page], rounds: int) -> None:
    """Each page once unmeasured, counting its queries, then in turn."""
    for page in pages:
        with queries_of(home) as queries:
            answer = visitor.get(page.path, headers=page.headers)
        page.queries, page.status, page.size = len(queries), answer.status_code, len(answer.data)
        calls = services.calls
        visitor.get(page.path, headers=page.headers)
        page.calls = services.calls - calls
    gc.freeze()  # as `koppel serve` does
    for _ in range(rounds):
        for page in pages:
            services.worked = services.waited = 0.0
            worked, clock = time.thread_time(), time.perf_counter()
            visitor.get(page.path, headers=page.headers)
            page.worked.append((time.thread_time() - worked - services.worked) * 1000)
            page.waited.append((time.perf_counter() - clock - services.waited) * 1000)


def _print(pages: list[Page]) -> None:
    """Slowest first; `!` where the goal is missed by the work alone."""
    emptiest = statistics.median(next(page for page in pages if page.name == EMPTIEST).worked)
    print(
        f"{'milliseconds':<50}  work: middle   95 %   by the clock: middle   95 %   x emptiest  queries  calls  status     kB"
    )
    for page in sorted(pages, key=lambda one: -_most(one.worked)):
        middle, most = statistics.median(page.worked), _most(page.worked)
        mark = "!" if most > GOAL_MS else " "
        print(
            f"{mark} {page.name:<50}{middle:12.1f} {most:6.1f} {statistics.median(page.waited):22.1f} "
            f"{_most(page.waited):6.1f} {middle / emptiest:12.0f} {page.queries:8} "
            f"{page.calls:6} {page.status:7} {page.size / 1000:6.0f}"
        )
    over = [page for page in pages if _most(page.worked) > GOAL_MS]
    print(f"{len(pages)} pages, {len(over)} above {GOAL_MS:.0f} ms of work at the 95th percentile")


def _most(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


if __name__ == "__main__":
    main()
