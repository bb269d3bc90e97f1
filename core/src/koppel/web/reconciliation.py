"""Reconciliation: shop, Koppel and package side by side over a period, done in the background and kept to be read."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from koppel.errors import KoppelError, WrongUse
from koppel.sync import integrations
from koppel.sync.reconciliation.kinds import ACTIONS, TITLES
from koppel.sync.reconciliation.records import (
    ReconciliationView,
    last_month,
    latest_reconciliations,
    show_reconciliation,
)
from koppel.sync.reconciliation.report_csv import to_csv
from koppel.text import Text
from koppel.web.history import web_address
from koppel.web.lookup import integration_name
from koppel.web.reader import the_reader
from koppel.web.site import the_home
from koppel.work.reconciling import request_reconciliation

pages = Blueprint("reconciliation", __name__, url_prefix="/integrations/<int:integration_id>/reconciliation")

_NO_PERIOD = Text(
    en="Fill in the first and the last day.",
    nl="Vul de eerste en de laatste dag in.",
)


@pages.get("/")
def page(integration_id: int) -> str:
    """The newest report, or the one of `?id=`; while one is under way the page refreshes itself."""
    home = the_home()
    name = integration_name(home, integration_id)
    listed = latest_reconciliations(home, name)
    wanted = request.args.get("id", type=int)
    shown = next((one for one in listed if one.id == wanted), None) or next(
        (one for one in listed if one.report is not None), None
    )
    newest = listed[0] if listed else None
    begin, until = (newest.begin, newest.until) if newest else last_month(home.now().date())
    return render_template(
        "reconciliation.html",
        integration=integrations.show(home, name),
        under_way=newest if newest is not None and newest.is_open else None,
        failed=newest if newest is not None and newest.state == "failed" else None,
        shown=shown if shown is not None and shown.report is not None else None,
        listed=[one for one in listed if one.report is not None],
        begin=begin,
        until=until,
        titles=TITLES,
        actions=ACTIONS,
        web_address=web_address,
    )


@pages.post("/")
def start(integration_id: int) -> AnyResponse:
    """Have a period reconciled, on any worker."""
    home = the_home()
    name = integration_name(home, integration_id)
    begin, until = _day("from"), _day("to")
    try:
        if begin is None or until is None:
            raise WrongUse(_NO_PERIOD)
        request_reconciliation(home, name, begin=begin, until=until)
    except KoppelError as error:
        flash(the_reader().text(error.sentence), "wrong")
    return redirect(url_for("reconciliation.page", integration_id=integration_id))


@pages.get("/<int:record_id>.csv")
def file(integration_id: int, record_id: int) -> Response:
    """A report for a spreadsheet."""
    home = the_home()
    view = show_reconciliation(home, record_id)
    if view is None or view.report is None or view.integration != integration_name(home, integration_id):
        abort(404)
    answer = Response(to_csv(view.report, the_reader().language), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{_file_name(view)}"'
    return answer


def _file_name(view: ReconciliationView) -> str:
    return f"koppel-reconciliation-{view.begin.isoformat()}-{view.until.isoformat()}.csv"


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None
