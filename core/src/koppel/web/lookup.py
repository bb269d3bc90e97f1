"""From the number in an address to the name that the rooms below go by, and where things are in the pages.

Names may hold any sign and may change; numbers make addresses that always work.
"""

from __future__ import annotations

from flask import abort, g, url_for
from sqlalchemy import select

from koppel.connectors import OAuth2
from koppel.home import Home
from koppel.store import Connection, Integration
from koppel.sync.bookkeeping import KEYS
from koppel.sync.issues import IssueView
from koppel.sync.pairs import Pair, open_pairs
from koppel.web.drawing import anchor
from koppel.web.site import the_home


def integration_name(home: Home, integration_id: int) -> str:
    """The name of an integration; the page "not found" when there is none."""
    with home.reading() as session:
        row = session.get(Integration, integration_id)
    return row.name if row is not None else abort(404)


def connection_name(home: Home, connection_id: int) -> str:
    """The name of a connection; the page "not found" when there is none."""
    with home.reading() as session:
        row = session.get(Connection, connection_id)
    return row.name if row is not None else abort(404)


def integration_numbers(home: Home) -> dict[str, int]:
    """Name to number, of all integrations."""
    with home.reading() as session:
        return {str(name): int(number) for name, number in session.execute(select(Integration.name, Integration.id))}


def connection_numbers(home: Home) -> dict[str, int]:
    """Name to number, of all connections."""
    with home.reading() as session:
        return {str(name): int(number) for name, number in session.execute(select(Connection.name, Connection.id))}


def logs_in_elsewhere(home: Home, connection_id: int) -> bool:
    """Whether a connection is one where the person logs in at the service itself."""
    with home.reading() as session:
        return session.get_one(Connection, connection_id).auth_method == OAuth2.method


def setting_address(integration_id: int, step: str, row: str | None = None) -> str:
    """The setting in the form; of a table, its row."""
    page = "bookkeeping.form" if _is_bookkeeping(integration_id, step) else "settings.form"
    return url_for(page, integration_id=integration_id, _anchor=setting_anchor(step, row))


def _is_bookkeeping(integration_id: int, step: str) -> bool:
    """Whether a step is a bookkeeping choice of this integration, and none of its pair's own steps."""
    if step not in KEYS:
        return False
    if "pairs" not in g:  # once for each page: there may be many issues on it
        g.pairs = {pair.row.id: pair for pair in open_pairs(the_home())}
    pair: Pair = g.pairs[integration_id]
    return pair.form.get(step) is None


def setting_anchor(step: str, row: str | None = None) -> str:
    """The id of a setting in the page, or of a row of its table."""
    return f"row-{anchor(step)}-{anchor(row)}" if row else f"step-{anchor(step)}"


def solution_of(issue: IssueView, integrations: dict[str, int], connections: dict[str, int]) -> str | None:
    """Where an issue is solved: its document, its setting, its channel, its connection or its integration."""
    number = integrations.get(issue.integration or "")
    if number is not None and issue.step:
        return setting_address(number, issue.step, issue.row)
    if number is not None and issue.document:
        return url_for("history.document", integration_id=number, key=issue.document)
    if issue.kind in ("channel_failed", "no_orders"):
        return url_for("notifications.page", _anchor="watch" if issue.kind == "no_orders" else None)
    if issue.connection in connections:
        return url_for("connections.page", connection_id=connections[issue.connection])
    return url_for("integrations.page", integration_id=number) if number is not None else None
