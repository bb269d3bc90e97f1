"""Putting the web app together: guards, languages, pages, the JSON API."""

from __future__ import annotations

import argon2
from flask import Flask, Response, redirect, request, url_for
from flask_login import LoginManager, current_user
from werkzeug.exceptions import SecurityError
from werkzeug.wrappers import Response as AnyResponse

from koppel.home import Home
from koppel.sync.notices.address import remember_address
from koppel.web import (
    account,
    bookkeeping,
    connection_settings,
    connections,
    connectors,
    documentation,
    drawing,
    history,
    hooks,
    integrations,
    issues,
    keeping,
    levels,
    login,
    notifications,
    overview,
    path,
    preview,
    protection,
    reconciliation,
    runs,
    second_step,
    settings,
    setup,
    start_day,
    support,
    troubles,
    usage,
    vat_return,
)
from koppel.web.address import OwnCookies, allowed_hosts, public_url_of, stand_behind
from koppel.web.api import register_api
from koppel.web.people import Person, anyone_known, person_of_session
from koppel.web.proxy_login import keep_proxy_login, let_in, person_of_proxy
from koppel.web.site import Site, keep_site, the_home

_PAGES = (
    overview,
    setup,
    login,
    second_step,
    account,
    connections,
    connection_settings,
    connectors,
    integrations,
    settings,
    start_day,
    bookkeeping,
    preview,
    history,
    keeping,
    reconciliation,
    vat_return,
    runs,
    usage,
    support,
    documentation,
    hooks,
    issues,
    levels,
    notifications,
)
_A_YEAR_S = 31_536_000
_BEFORE_SETUP = frozenset({"static", "health", "setup.form", "setup.make", "login.language", "hooks.receive"})
"""What can be asked before there is anybody who could log in."""

_WITHOUT_LOGIN = _BEFORE_SETUP | {
    "login.form",
    "login.enter",
    "login.leave",
    "second_step.form",
    "second_step.check",
}
"""Everything else is closed, also what somebody adds and thinks nothing of."""


def create_app(home: Home, *, public_url: str | None = None, testing: bool = False) -> Flask:
    """The app for one installation.

    `public_url` is the address at which people and services reach it (else KOPPEL_PUBLIC_URL); a path in it is served
    below. With `testing`, exceptions come through and passwords are hashed cheaply.
    """
    app = Flask("koppel.web")
    address = public_url_of(public_url)
    app.config.update(TESTING=testing, TRUSTED_HOSTS=allowed_hosts(address), SEND_FILE_MAX_AGE_DEFAULT=_A_YEAR_S)
    profile = argon2.profiles.CHEAPEST if testing else argon2.profiles.RFC_9106_LOW_MEMORY
    hasher = argon2.PasswordHasher.from_parameters(profile)
    if address is not None:
        remember_address(home, address)
    keep_site(app.extensions, Site(home=home, public_url=address, hasher=hasher))
    app.session_interface = OwnCookies()
    app.before_request(_only_for_known_hosts)
    keep_proxy_login(app.extensions)
    app.before_request(_by_proxy)
    protection.protect(app, home)
    _know_people(app)
    app.before_request(_first_things_first)
    drawing.teach(app)
    path.teach(app)
    troubles.answer(app)
    for page in _PAGES:
        app.register_blueprint(page.pages)
    register_api(app)
    app.add_url_rule("/healthz", "health", _health)
    stand_behind(app, address)
    return app


def _know_people(app: Flask) -> None:
    """Whom a proxy names goes before whoever the session knows: the proxy may have let in somebody else since."""

    def load(session_id: str) -> Person | None:
        return person_of_proxy() or person_of_session(the_home(), session_id)

    manager = LoginManager(app)
    manager.user_loader(load)
    manager.request_loader(lambda _: person_of_proxy())


def _by_proxy() -> None:
    """The JSON API takes tokens only, whatever a proxy says; files are the same for everybody."""
    if request.endpoint not in ("static", "health") and not request.path.startswith("/api/"):
        let_in(the_home())


def _only_for_known_hosts() -> AnyResponse | None:
    """First of all: with a host that is not ours no address can be made, not even that of a page about it."""
    if isinstance(request.routing_exception, SecurityError):
        return troubles.unknown_host()
    return None


def _first_things_first() -> AnyResponse | None:
    """Until there is an administrator every page leads to the set-up; then, without a login, to the login.

    The JSON API looks after itself: there only tokens count.
    """
    if request.endpoint in _BEFORE_SETUP or request.path.startswith("/api/"):
        return None
    if not anyone_known(the_home()):
        return redirect(url_for("setup.form"))
    if request.endpoint in _WITHOUT_LOGIN or current_user.is_authenticated:
        return None
    wanted = request.full_path.rstrip("?") if request.method == "GET" and request.path != "/" else None
    return redirect(url_for("login.form", next=wanted))


def _health() -> Response:
    """For whatever watches over the process. Says nothing about what is inside."""
    return Response("ok\n", mimetype="text/plain")
