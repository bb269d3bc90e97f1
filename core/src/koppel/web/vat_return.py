"""The VAT return of a period, to lay beside the package's own figures; also as a file for a spreadsheet."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, Response, render_template, request

from koppel.errors import KoppelError
from koppel.sync import integrations
from koppel.sync.vat_csv import to_csv
from koppel.sync.vat_return import VatReturn, vat_return
from koppel.text import Text
from koppel.web.lookup import integration_name
from koppel.web.site import the_home
from koppel.web.troubles import status_of

pages = Blueprint("vat", __name__, url_prefix="/integrations/<int:integration_id>/vat")


@pages.get("/")
def page(integration_id: int) -> tuple[str, int] | Response:
    """The chosen period, else the quarter that is running."""
    home = the_home()
    name = integration_name(home, integration_id)
    begin, until = _period(home.now().date())
    found: VatReturn | None = None
    wrong: Text | None = None
    status = 200
    try:
        found = vat_return(home, name, begin=begin, until=until)
    except KoppelError as error:
        wrong, status = error.sentence, status_of(error)
    if found is not None and request.args.get("format") == "csv":
        return _file(found)
    html = render_template(
        "vat_return.html",
        integration=integrations.show(home, name),
        found=found,
        wrong=wrong,
        begin=begin,
        until=until,
    )
    return html, status


def _period(today: date) -> tuple[date, date]:
    first = date(today.year, today.month - (today.month - 1) % 3, 1)
    after = date(first.year + (first.month == 10), (first.month + 2) % 12 + 1, 1)
    begin = request.args.get("from", first, type=date.fromisoformat)
    return begin, request.args.get("to", after - timedelta(days=1), type=date.fromisoformat)


def _file(found: VatReturn) -> Response:
    answer = Response(to_csv(found), mimetype="text/csv")
    name = f"koppel-vat-{found.begin.isoformat()}-{found.until.isoformat()}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
