"""The bookkeeping choices of an integration: showing them and saving. What they mean is left to `sync.bookkeeping`."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from koppel.home import Home
from koppel.steps.bookkeeping import FOREIGN_STOCK
from koppel.sync import integrations
from koppel.sync.bookkeeping import BookkeepingLists, bookkeeping_form, bookkeeping_rows, bookkeeping_stored
from koppel.sync.bookkeeping_answers import bookkeeping, set_bookkeeping
from koppel.sync.integrations import StepsRefused
from koppel.sync.pairs import open_pair
from koppel.web.answers import changes_in
from koppel.web.lookup import integration_name, setting_address
from koppel.web.questions import Questions, weighed
from koppel.web.reader import the_reader
from koppel.web.settings import summary_of
from koppel.web.site import the_home

pages = Blueprint("bookkeeping", __name__, url_prefix="/integrations/<int:integration_id>/bookkeeping")
pages.add_app_template_global(setting_address, "setting_address")


@pages.get("/")
def form(integration_id: int) -> str:
    """The choices as they stand; `?lists=new` asks the package for its VAT codes again."""
    home = the_home()
    name = integration_name(home, integration_id)
    return _drawn(home, name, {}, refresh=request.args.get("lists") == "new")


@pages.post("/")
def save(integration_id: int) -> tuple[str, int] | Response:
    """Save all of them, or none."""
    home = the_home()
    name = integration_name(home, integration_id)
    changes = changes_in(request.form, bookkeeping(home, name))
    try:
        set_bookkeeping(home, name, changes)
    except StepsRefused:
        return _drawn(home, name, changes), 422
    flash(
        the_reader().say(
            "Saved. What was held is looked at again.", "Bewaard. Wat was vastgehouden wordt opnieuw bekeken."
        )
    )
    return redirect(url_for("bookkeeping.form", integration_id=integration_id))


def _drawn(home: Home, name: str, changes: Mapping[str, object], *, refresh: bool = False) -> str:
    questions = _questions(home, name, changes, refresh=refresh)
    return render_template(
        "bookkeeping.html",
        integration=integrations.show(home, name),
        questions=questions,
        summary=summary_of(questions),
        unsaved=bool(changes),
    )


def _questions(home: Home, name: str, changes: Mapping[str, object], *, refresh: bool) -> Questions:
    with open_pair(home, name) as pair:
        rows = bookkeeping_rows(home, pair, changes.get(FOREIGN_STOCK))
        lists = BookkeepingLists(pair, refresh=refresh)
        return weighed(bookkeeping_form(pair), bookkeeping_stored(pair), changes, lists, rows)
