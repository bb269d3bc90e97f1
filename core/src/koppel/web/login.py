"""Logging in and out, and choosing a language before one is logged in."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from koppel.text import Text
from koppel.web import second_factor
from koppel.web.people import Person, change_habits, check_login
from koppel.web.protection import limiter, login_key, was_refused
from koppel.web.reader import COOKIE, language_of
from koppel.web.site import the_home, the_site

pages = Blueprint("login", __name__)

PENDING: Final = "second_step"
"""Where the session keeps whose password was right while the code is still to come."""

_COOKIE_LIVES: Final = timedelta(days=365)
_WRONG = Text(
    en="This name and password do not belong together. Mind capitals.",
    nl="Deze naam en dit wachtwoord horen niet bij elkaar. Let op hoofdletters.",
)


@pages.get("/login")
def form() -> str | Response:
    """The form."""
    if current_user.is_authenticated:
        return redirect(url_for("overview.page"))
    return render_template("login.html", wrong=None, name="", next=request.args.get("next", ""))


@pages.post("/login")
@limiter.limit("10 per 15 minutes", key_func=login_key, deduct_when=was_refused)
@limiter.limit("50 per 15 minutes", deduct_when=was_refused)
def enter() -> str | tuple[str, int] | Response:
    """Log in, and go where the person wanted to go."""
    site, name = the_site(), request.form.get("name", "").strip()
    person = check_login(site.home, site.hasher, name, request.form.get("password", ""))
    wanted = request.form.get("next", "")
    if person is None:
        return render_template("login.html", wrong=_WRONG, name=name, next=wanted), 422
    if second_factor.is_on(site.home, person.id):
        _note_pending(person, wanted)
        return redirect(url_for("second_step.form"))
    remember(person)
    return redirect(own_address(wanted))


@pages.post("/logout")
def leave() -> Response:
    """Log out."""
    logout_user()
    session.clear()
    return redirect(url_for("login.form"))


@pages.post("/language")
def language() -> Response:
    """The switch at the foot of every page: for a person it is kept, for a stranger a cookie remembers it."""
    chosen = language_of(request.form.get("language"))
    if isinstance(current_user._get_current_object(), Person):  # noqa: SLF001 - flask-login's proxy
        change_habits(the_home(), current_user, language=chosen)
    response = redirect(own_address(request.form.get("next", "")))
    response.set_cookie(
        COOKIE,
        chosen,
        max_age=_COOKIE_LIVES,
        path=f"{request.script_root}/",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )
    return response


def remember(person: Person) -> None:
    """Begin a session of this person. What the cookie held before is dropped: it may have been planted."""
    session.clear()
    session.permanent = True
    login_user(person)


def _note_pending(person: Person, wanted: str) -> None:
    """The password was right and a code is still to come: a note that opens nothing but the page that asks for it."""
    session.clear()
    session[PENDING] = {"who": person.get_id(), "at": the_home().now().timestamp(), "next": wanted[:2000]}


def own_address(wanted: str) -> str:
    """The wanted address when it is a path of these pages, else the overview: a link must not lead elsewhere."""
    parts = urlsplit(wanted)
    plain = all(sign.isprintable() and sign != "\\" for sign in wanted)
    if parts.scheme or parts.netloc or not plain or not wanted.startswith("/") or wanted.startswith("//"):
        return url_for("overview.page")
    root = request.script_root
    return wanted if not root or wanted.startswith(f"{root}/") else f"{root}{wanted}"
