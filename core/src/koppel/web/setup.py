"""The very first page: whoever knows the one-time code becomes the administrator."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from koppel.errors import WrongUse
from koppel.text import Text
from koppel.web.first_run import make_first_administrator
from koppel.web.login import remember
from koppel.web.people import anyone_known, check_login
from koppel.web.protection import limiter, was_refused
from koppel.web.reader import the_reader
from koppel.web.site import the_site

pages = Blueprint("setup", __name__)

_NOT_TWICE_ALIKE = Text(
    en="The two passwords are not the same. Type them again.",
    nl="De twee wachtwoorden zijn niet gelijk. Typ ze opnieuw.",
)


@pages.get("/setup")
def form() -> str | Response:
    """The form, while there is nobody yet."""
    if anyone_known(the_site().home):
        return redirect(url_for("login.form"))
    return _drawn()


@pages.post("/setup")
@limiter.limit("20 per 15 minutes", deduct_when=was_refused)
def make() -> str | tuple[str, int] | Response:
    """Make the administrator and log in."""
    site = the_site()
    if anyone_known(site.home):
        return redirect(url_for("login.form"))
    given = request.form
    name, password = given.get("name", "").strip(), given.get("password", "")
    try:
        if password != given.get("again", ""):
            raise WrongUse(_NOT_TWICE_ALIKE)
        make_first_administrator(
            site.home,
            site.hasher,
            code=given.get("code", ""),
            name=name,
            password=password,
            language=given.get("language", the_reader().language),
        )
    except WrongUse as error:
        return _drawn(error.sentence), 422
    person = check_login(site.home, site.hasher, name, password)
    assert person is not None
    remember(person)
    return redirect(url_for("overview.page"))


def _drawn(wrong: Text | None = None) -> str:
    return render_template("setup.html", wrong=wrong, given=request.form)
