"""The second step at login, and setting it up: pages around `second_factor`.

Between password and code nobody is logged in: a signed note in the session says whose password was right, for minutes.
"""

from __future__ import annotations

from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_limiter.util import get_remote_address
from flask_login import current_user
from werkzeug.wrappers import Response

from koppel.errors import WrongUse
from koppel.text import Text
from koppel.web import second_factor
from koppel.web.account import drawn
from koppel.web.login import PENDING, own_address, remember
from koppel.web.people import Person, person_of_session
from koppel.web.protection import limiter, was_refused
from koppel.web.reader import the_reader
from koppel.web.site import the_home, the_site

pages = Blueprint("second_step", __name__)

_PENDING_LIVES_S: Final = 600
_ATTEMPTS: Final = "10 per 15 minutes"


def whose_turn() -> str:
    """Wrong codes count per person, from wherever: a million codes are few for whoever has the password and a botnet."""
    noted = session.get(PENDING)
    return f"second|{noted['who']}" if isinstance(noted, dict) else f"second|{get_remote_address()}"


def own_attempts() -> str:
    """Attempts of a person who is logged in."""
    return f"own|{current_user.get_id()}"


@pages.get("/login/code")
def form() -> str | Response:
    """Ask for the code."""
    if _pending() is None:
        return redirect(url_for("login.form"))
    return render_template("login_code.html", wrong=None)


@pages.post("/login/code")
@limiter.limit(_ATTEMPTS, key_func=whose_turn, deduct_when=was_refused)
@limiter.limit("50 per 15 minutes", deduct_when=was_refused)
def check() -> tuple[str, int] | Response:
    """Log in when the code is right."""
    person = _pending()
    if person is None:
        return redirect(url_for("login.form"))
    if not second_factor.passes(the_home(), person.id, request.form.get("code", "")[:80]):
        return render_template("login_code.html", wrong=second_factor.WRONG_CODE), 422
    wanted = str(session[PENDING].get("next", ""))
    remember(person)
    return redirect(own_address(wanted))


@pages.get("/account/second-step")
def set_up() -> str | Response:
    """The secret to take over, as text and as picture, and the question for a first code."""
    found = second_factor.enrolment(the_home(), current_user)
    if found is None:
        return redirect(url_for("account.page"))
    return render_template("second_step.html", found=found, wrong=None)


@pages.post("/account/second-step/begin")
@limiter.limit(_ATTEMPTS, key_func=own_attempts, deduct_when=was_refused)
def begin() -> tuple[str, int] | Response:
    """Make a secret."""
    site = the_site()
    try:
        second_factor.begin(site.home, site.hasher, current_user, request.form.get("current", ""))
    except WrongUse as error:
        return drawn(wrong={"second": error.sentence}), 422
    return redirect(url_for("second_step.set_up"))


@pages.post("/account/second-step/confirm")
@limiter.limit(_ATTEMPTS, key_func=own_attempts, deduct_when=was_refused)
def confirm() -> str | tuple[str, int] | Response:
    """Switch it on with a first code, and show the codes for on paper, this once."""
    home = the_home()
    try:
        person, codes = second_factor.confirm(home, current_user, request.form.get("code", "")[:80])
    except WrongUse as error:
        found = second_factor.enrolment(home, current_user)
        if found is None:
            return drawn(wrong={"second": error.sentence}), 422
        return render_template("second_step.html", found=found, wrong=error.sentence), 422
    remember(person)
    return render_template("second_step_codes.html", codes=codes)


@pages.post("/account/second-step/codes")
@limiter.limit(_ATTEMPTS, key_func=own_attempts, deduct_when=was_refused)
def codes() -> str | tuple[str, int]:
    """New codes for on paper."""
    site, given = the_site(), request.form
    try:
        found = second_factor.renew_codes(
            site.home, site.hasher, current_user, given.get("current", ""), given.get("code", "")[:80]
        )
    except WrongUse as error:
        return drawn(wrong={"second": error.sentence}), 422
    return render_template("second_step_codes.html", codes=found)


@pages.post("/account/second-step/off")
@limiter.limit(_ATTEMPTS, key_func=own_attempts, deduct_when=was_refused)
def switch_off() -> tuple[str, int] | Response:
    """Password alone is enough again."""
    site, given = the_site(), request.form
    try:
        person = second_factor.switch_off(
            site.home, site.hasher, current_user, given.get("current", ""), given.get("code", "")[:80]
        )
    except WrongUse as error:
        return drawn(wrong={"second": error.sentence}), 422
    remember(person)
    flash(the_reader().text(_OFF))
    return redirect(url_for("account.page"))


_OFF = Text(
    en="The second step is off. Other browsers have been logged out.",
    nl="De tweede stap staat uit. Andere browsers zijn uitgelogd.",
)


def _pending() -> Person | None:
    """Whose password was right, not long ago and unchanged since."""
    noted = session.get(PENDING)
    if not isinstance(noted, dict):
        return None
    age_s = the_home().now().timestamp() - float(noted["at"])
    return person_of_session(the_home(), str(noted["who"])) if 0 <= age_s <= _PENDING_LIVES_S else None
