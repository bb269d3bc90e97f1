"""The history: what became of every document, and one document's page with all that is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from koppel.errors import WrongUse
from koppel.sync import history as ledger
from koppel.sync import integrations
from koppel.sync.finding import Place, Wanted, find
from koppel.sync.issues import open_issues
from koppel.sync.runs import retry
from koppel.web.entry import entry_of
from koppel.web.lookup import integration_name
from koppel.web.reader import the_reader
from koppel.web.runs import ask_for_run
from koppel.web.site import the_home

pages = Blueprint("history", __name__, url_prefix="/integrations/<int:integration_id>")

_PER_PAGE: Final = 50
_FILTERS: Final = ("search", "state", "from", "to")
_LONGEST_NUMBER: Final = 15


@pages.get("/history")
def page(integration_id: int) -> str:
    """The documents, newest first, fifty at a time; `before` and `after` name the document that the page lies beyond."""
    home = the_home()
    name = integration_name(home, integration_id)
    wanted = _wanted(request.args)
    return render_template(
        "history.html",
        integration=integrations.show(home, name),
        found=(found := find(home, name, wanted, place=_place(request.args), limit=_PER_PAGE)),
        rows=[(row, web_address(row.target_url)) for row in found.rows],
        wanted=wanted,
        asked={key: value for key in _FILTERS if (value := request.args.get(key, "").strip())},
        states=ledger.STATES,
    )


@pages.get("/documents/<path:key>")
def document(integration_id: int, key: str) -> str:
    """Everything about one document."""
    home = the_home()
    name = integration_name(home, integration_id)
    try:
        view = ledger.document(home, name, key)
    except WrongUse:
        abort(404)
    return render_template(
        "document.html",
        about=[issue for issue in open_issues(home, integration=name) if issue.document == view.row.document],
        integration=integrations.show(home, name),
        view=view,
        entry=entry_of(view.booking) if view.booking else None,
        target_url=web_address(view.row.target_url),
        source_url=web_address(view.said.url),
    )


@pages.post("/retry")
def try_again(integration_id: int) -> Response:
    """Have held and refused documents looked at again: one, or all."""
    home, reader = the_home(), the_reader()
    name = integration_name(home, integration_id)
    keys = [key for key in request.form.getlist("document") if key]
    due = retry(home, name, keys)
    if not due:
        flash(reader.say("There was nothing to try again.", "Er was niets om opnieuw te proberen."))
        return redirect(url_for("history.page", integration_id=integration_id))
    return ask_for_run(home, integration_id, name, trigger="retry", only=keys)


def _wanted(asked: Mapping[str, str]) -> Wanted:
    """The filters of the address. A state that there is not is no page; half a date is no filter."""
    state = asked.get("state") or None
    if state not in (None, *ledger.STATES):
        abort(404)
    words = asked.get("search", "").strip()
    return Wanted(words=words, state=state, begin=_day(asked.get("from")), until=_day(asked.get("to")))


def _place(asked: Mapping[str, str]) -> Place | None:
    for key, newer in (("before", False), ("after", True)):
        number = asked.get(key, "")
        if number.isascii() and number.isdecimal() and len(number) <= _LONGEST_NUMBER:
            return Place(beyond=int(number), newer=newer)
    return None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def web_address(url: str | None) -> str | None:
    """A link that a service gave, only when it is one for a browser: `javascript:` would run in this page."""
    return url if url and urlsplit(url).scheme in ("http", "https") else None
