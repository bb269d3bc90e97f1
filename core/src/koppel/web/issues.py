"""An address for each issue that always works: messages link to it, and it leads to where the issue is solved."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from koppel.sync.issues import issue_by_id
from koppel.web.lookup import connection_numbers, integration_numbers, solution_of
from koppel.web.reader import the_reader
from koppel.web.site import the_home

pages = Blueprint("issues", __name__, url_prefix="/issues")


@pages.get("/<int:issue_id>")
def page(issue_id: int) -> Response:
    """To its solution; one that is solved says so on the overview."""
    home = the_home()
    issue = issue_by_id(home, issue_id)
    if issue is None:
        flash(the_reader().say("That has been solved.", "Dat is opgelost."))
        return redirect(url_for("overview.page"))
    solution = solution_of(issue, integration_numbers(home), connection_numbers(home))
    return redirect(solution or url_for("overview.page"))
