"""Runs: asking for one, watching it go, and the runs that were."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from koppel.errors import KoppelError
from koppel.home import Home
from koppel.sync import integrations
from koppel.sync.integrations import StepsRefused
from koppel.sync.runs import latest_runs, show_run
from koppel.web.lookup import integration_name
from koppel.web.progress import progress_of
from koppel.web.reader import the_reader
from koppel.web.site import the_home
from koppel.work.queue import request_run

pages = Blueprint("runs", __name__, url_prefix="/integrations/<int:integration_id>/runs")


@pages.get("/")
def listing(integration_id: int) -> str:
    """The newest runs."""
    home = the_home()
    name = integration_name(home, integration_id)
    return render_template(
        "runs.html", integration=integrations.show(home, name), runs=latest_runs(home, name, limit=50)
    )


@pages.post("/")
def start(integration_id: int) -> Response:
    """Run now."""
    home = the_home()
    return ask_for_run(home, integration_id, integration_name(home, integration_id), trigger="manual")


@pages.get("/<int:run_id>")
def page(integration_id: int, run_id: int) -> str:
    """One run. While it goes the page refreshes itself."""
    home = the_home()
    name = integration_name(home, integration_id)
    run = show_run(home, run_id)
    if run.integration != name:
        abort(404)
    return render_template("run.html", integration=integrations.show(home, name), run=run, progress=progress_of(run))


def ask_for_run(home: Home, integration_id: int, name: str, *, trigger: str, only: Sequence[str] = ()) -> Response:
    """Ask for a run and go to its page; when it cannot run, to where that is solved."""
    try:
        run_id = request_run(home, name, trigger=trigger, only=only)
    except KoppelError as error:
        flash(the_reader().text(error.sentence), "wrong")
        where = "settings.form" if isinstance(error, StepsRefused) else "integrations.page"
        return redirect(url_for(where, integration_id=integration_id))
    return redirect(url_for("runs.page", integration_id=integration_id, run_id=run_id))
