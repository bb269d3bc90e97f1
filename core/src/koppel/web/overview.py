"""The first page of the day: what needs a person, then every integration at a glance."""

from __future__ import annotations

from flask import Blueprint, render_template

from koppel.connections import manage
from koppel.sync import integrations
from koppel.sync.issues import open_issues
from koppel.sync.runs import latest_runs
from koppel.web.lookup import connection_numbers, integration_numbers, solution_of
from koppel.web.site import the_home

pages = Blueprint("overview", __name__)


@pages.get("/")
def page() -> str:
    """Issues first. Without an integration: the way to the first one."""
    home = the_home()
    numbers, connections = integration_numbers(home), connection_numbers(home)
    views = integrations.listing(home)
    return render_template(
        "overview.html",
        issues=[(issue, solution_of(issue, numbers, connections)) for issue in open_issues(home)],
        integrations=[(view, next(iter(latest_runs(home, view.name, limit=1)), None)) for view in views],
        connections=manage.listing(home),
    )
