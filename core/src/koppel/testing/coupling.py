"""Connecting, coupling and running with lent fakes, as a person and a worker would: for the demonstration, the contract kit
and tests of pairs.

It calls what a person's clicks call. It knows no plugin; whatever lends a fake can be used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from koppel.connections import manage
from koppel.connections.limits import set_limits
from koppel.connectors import Connector
from koppel.errors import KoppelError
from koppel.home import Home
from koppel.steps.view import StepView
from koppel.store import Connection
from koppel.sync import integrations
from koppel.sync.runner import Finish, Runner
from koppel.sync.runs import new_run
from koppel.testing.fake import Fake
from koppel.testing.service import Lent, consent

MANY_CALLS = 1_000_000
_MOST_RUNS = 15


def connect(home: Home, name: str, connector: type[Connector], lent: Lent, fake: Fake, *, address: str) -> None:
    """Add a connection to a running fake, up to the login at the service's own page; with limits that slow nothing down.

    `address` is that of the pages, which decides the redirect address. Raises KoppelError when the fake refuses.
    """
    view = manage.add(home, connector.key, name, lent.credentials(fake), public_url=address)
    if view.authorize_url is not None:
        view = manage.finish_login(home, consent(fake, view.authorize_url), name=name)
    if view.error is not None:
        raise KoppelError(view.error)
    set_limits(home, name, {limit.window_s: MANY_CALLS for limit in connector.limits})


def answer(home: Home, integration: str, lents: Sequence[Lent]) -> None:
    """Answer the steps with what the plugins lend, and take all suggestions.

    Plain answers first, in form order, since lists and rows may depend on them; then the rows that this pair has.
    """
    given = {key: value for lent in lents for key, value in lent.answers.items()}
    plain = {key: value for key, value in given.items() if not isinstance(value, Mapping)}
    order = [view.key for view in integrations.steps(home, integration)]
    for key in order:
        if key in plain:
            integrations.set_answers(home, integration, {key: plain[key]})
    views = {view.key: view for view in integrations.steps(home, integration)}
    tables = {key: value for key, value in given.items() if isinstance(value, Mapping) and key in views}
    rows = {key: _known_rows(views[key], table) for key, table in tables.items()}
    integrations.set_answers(home, integration, rows, accept_suggestions=True)


def run(home: Home, integration: str) -> Finish:
    """One run with all its slices, as a worker would."""
    runner = Runner(home, new_run(home, integration, trigger="test"))
    finish = runner.run()
    while finish.state == "again":
        finish = runner.run()
    return finish


def until_done(home: Home, integration: str, troubled: str) -> None:
    """Run until there is nothing left to do, as the schedule would: waits are cut short, and a refused login of the
    `troubled` connection is mended, as by a person. Raises AssertionError when there is no end to it.
    """
    for _ in range(_MOST_RUNS):
        finish = run(home, integration)
        with home.writing() as session:
            for row in session.query(Connection):
                row.blocked_until = None
        if finish.state == "done":
            return
        if finish.state == "failed" or (finish.state == "waiting" and finish.until is None):
            manage.verify(home, troubled)
    raise AssertionError("the run does not come to an end")


def _known_rows(view: StepView, rows: Mapping[str, object]) -> dict[str, object]:
    names = {name for row in view.rows for name in (row.value, row.named("en"), row.named("nl"))}
    return {row: option for row, option in rows.items() if row in names}
