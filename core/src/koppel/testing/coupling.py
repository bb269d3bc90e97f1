"""Connecting and coupling with lent fakes, as a person would: for the demonstration, the contract kit and tests of pairs.

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
from koppel.sync import integrations
from koppel.testing.fake import Fake
from koppel.testing.service import Lent, consent

MANY_CALLS = 1_000_000


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


def _known_rows(view: StepView, rows: Mapping[str, object]) -> dict[str, object]:
    names = {name for row in view.rows for name in (row.value, row.named("en"), row.named("nl"))}
    return {row: option for row, option in rows.items() if row in names}
