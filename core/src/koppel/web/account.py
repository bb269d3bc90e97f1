"""A person's own page: password, language, time zone, the second step, and the tokens of the JSON API."""

from __future__ import annotations

from typing import Final
from zoneinfo import available_timezones

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from koppel.errors import WrongUse
from koppel.text import Text
from koppel.web import second_factor
from koppel.web.login import remember
from koppel.web.people import change_habits, change_password, person_by_id
from koppel.web.protection import limiter, was_refused
from koppel.web.reader import language_of, the_reader
from koppel.web.site import the_home, the_site
from koppel.web.tokens import SCOPES, make_token, revoke, tokens_of

pages = Blueprint("account", __name__, url_prefix="/account")

_LIVES_DAYS: Final = {"30": 30, "90": 90, "365": 365, "": None}
_NOT_TWICE_ALIKE = Text(
    en="The two new passwords are not the same. Nothing was changed.",
    nl="De twee nieuwe wachtwoorden zijn niet gelijk. Er is niets gewijzigd.",
)


@pages.get("/")
def page() -> str:
    """Everything about the person who is logged in."""
    return drawn()


@pages.post("/password")
@limiter.limit("10 per 15 minutes", deduct_when=was_refused)
def password() -> tuple[str, int] | Response:
    """Change the password. All other sessions end."""
    site, given = the_site(), request.form
    try:
        if given.get("new", "") != given.get("again", ""):
            raise WrongUse(_NOT_TWICE_ALIKE)
        person = change_password(site.home, site.hasher, current_user, given.get("current", ""), given.get("new", ""))
    except WrongUse as error:
        return drawn(wrong={"password": error.sentence}), 422
    remember(person)
    flash(
        the_reader().say(
            "Your password has been changed. Other browsers have been logged out.",
            "Uw wachtwoord is gewijzigd. Andere browsers zijn uitgelogd.",
        )
    )
    return redirect(url_for("account.page"))


@pages.post("/habits")
def habits() -> tuple[str, int] | Response:
    """Change language and time zone."""
    chosen = language_of(request.form.get("language"))
    try:
        change_habits(the_home(), current_user, language=chosen, zone=request.form.get("zone", "").strip())
    except WrongUse as error:
        return drawn(wrong={"zone": error.sentence}), 422
    said = Text(en="Saved.", nl="Bewaard.")
    flash(said.to(chosen))
    return redirect(url_for("account.page"))


@pages.post("/tokens")
def new_token() -> str | tuple[str, int]:
    """Make a token and show it, this once. Not by redirect: the token would have to be kept somewhere meanwhile."""
    days, scopes = _LIVES_DAYS.get(request.form.get("days", ""), 30), request.form.getlist("scope")
    try:
        token = make_token(the_home(), current_user.id, request.form.get("name", ""), days=days, scopes=scopes)
    except WrongUse as error:
        return drawn(wrong={"token": error.sentence}), 422
    return drawn(token=token)


@pages.post("/tokens/<int:token_id>/revoke")
def revoke_token(token_id: int) -> Response:
    """Revoke one."""
    revoke(the_home(), current_user.id, token_id)
    flash(the_reader().say("The token no longer works.", "Het token werkt niet meer."))
    return redirect(url_for("account.page"))


def drawn(*, wrong: dict[str, Text] | None = None, token: str | None = None) -> str:
    """The page, with what is wrong per part of it."""
    home = the_home()
    return render_template(
        "account.html",
        person=person_by_id(home, current_user.id),
        tokens=tokens_of(home, current_user.id),
        token=token,
        scopes=SCOPES,
        second=second_factor.standing(home, current_user.id),
        wrong=wrong or {},
        zones=sorted(available_timezones()),
    )
