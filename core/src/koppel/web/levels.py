"""The service levels, to look at and to change."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from koppel.errors import WrongUse
from koppel.sync import service_levels
from koppel.text import Text
from koppel.web.reader import the_reader
from koppel.web.site import the_home

pages = Blueprint("levels", __name__, url_prefix="/account/service-levels")


@pages.get("/")
def page() -> str:
    """All three."""
    return _drawn()


@pages.post("/<key>")
def change(key: str) -> tuple[str, int] | Response:
    """Change one. An empty switch is off: a browser sends none that is not ticked."""
    if key not in service_levels.DEFAULTS:
        abort(404)
    given = {field: request.form.get(field, "").strip() for field in service_levels.FIELDS}
    try:
        view = service_levels.change(the_home(), key, {**given, "webhooks": given["webhooks"] or "no"})
    except WrongUse as error:
        return _drawn(wrong={key: error.sentence}), 422
    flash(the_reader().say("{title} is saved.", "{title} is bewaard.", title=view.title))
    return redirect(url_for("levels.page"))


def _drawn(wrong: dict[str, Text] | None = None) -> str:
    return render_template(
        "levels.html",
        levels=service_levels.listing(the_home()),
        labels=service_levels.LABELS,
        ranges=service_levels.RANGES,
        wrong=wrong or {},
    )
