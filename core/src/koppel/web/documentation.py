"""The papers and the description of the JSON API, as pages of this machine: no network is needed to read them."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, send_from_directory
from werkzeug.wrappers import Response

from koppel.web.api.description import REFUSALS
from koppel.web.api.manual import operations
from koppel.web.papers import find_paper, folder, papers
from koppel.web.site import the_site

pages = Blueprint("documentation", __name__, url_prefix="/docs")


@pages.get("/")
def index() -> str:
    """Which papers there are."""
    return render_template("papers.html", papers=papers())


@pages.get("/api")
def api() -> str:
    """Every operation of the JSON API, from the same description that programs read."""
    return render_template("api.html", groups=operations(), refusals=REFUSALS, address=the_site().address)


@pages.get("/<name>")
def paper(name: str) -> str:
    """One paper."""
    found = find_paper(name)
    return render_template("paper.html", paper=found, papers=papers()) if found else abort(404)


@pages.get("/images/<name>")
def picture(name: str) -> Response:
    """A picture in a paper."""
    return send_from_directory(folder() / "images", name, max_age=3_600)
