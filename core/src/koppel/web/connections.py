"""Connections: adding, verifying, logging in at the service, removing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from koppel.connections import limits, login, manage, webhooks
from koppel.connections.clients import auth_method
from koppel.connections.manage import FAILED, VERIFIED, ConnectionView
from koppel.connections.webhooks import WebhookView
from koppel.connectors import AuthMethod, Connector, Field, OAuth2
from koppel.errors import KoppelError, WrongUse
from koppel.home import Home
from koppel.sync import hints, integrations
from koppel.text import Text
from koppel.web.lookup import connection_name, logs_in_elsewhere
from koppel.web.reader import the_reader
from koppel.web.site import the_home, the_site
from koppel.web.troubles import status_of

pages = Blueprint("connections", __name__, url_prefix="/connections")

_FIELD: Final = "field."


@pages.get("/")
def listing() -> str:
    """All of them."""
    return render_template("connections.html", connections=manage.listing(the_home()))


@pages.get("/add")
def choose() -> str:
    """Which service?"""
    installed = sorted(the_home().plugins.installed.values(), key=lambda found: found.connector.title)
    return render_template("connection_choose.html", installed=installed)


@pages.get("/add/<key>")
def form(key: str) -> str:
    """The form of a connector; with several ways to sign in, one of them."""
    connector = _connector(key)
    return _drawn_form(connector, _method(connector, request.args.get("method")))


@pages.post("/add/<key>")
def add(key: str) -> tuple[str, int] | Response:
    """Make the connection and try it.

    One that is refused is not kept: the form comes back with the reason, and may be sent again, or saved unchecked.
    """
    home, connector = the_home(), _connector(key)
    method = _method(connector, request.form.get("method"))
    name = request.form.get("name", "").strip()
    values = {field.key: request.form.get(_FIELD + field.key, "").strip() for field in method.fields()}
    unchecked = "unchecked" in request.form
    try:
        view = manage.add(
            home,
            key,
            name,
            {field: value for field, value in values.items() if value},
            method=method.method,
            verify_now=not unchecked,
            public_url=the_site().address,
        )
    except KoppelError as error:
        return _drawn_form(connector, method, values, error.sentence), status_of(error)
    if view.state == FAILED and not unchecked:
        manage.remove(home, name)
        return _drawn_form(connector, method, values, view.error, may_keep=True), 422
    _say_how_it_went(view)
    return redirect(url_for("connections.page", connection_id=view.id))


@pages.get("/<int:connection_id>")
def page(connection_id: int) -> str:
    """One connection; a login that is needed is begun, so that its address is there."""
    home = the_home()
    view = manage.show(home, connection_name(home, connection_id))
    return drawn(home, _with_login(home, view) if view.needs_login else view)


@pages.get("/<int:connection_id>/change")
def change_form(connection_id: int) -> str:
    """New credentials; a field that is left empty stays as it is."""
    home = the_home()
    view = manage.show(home, connection_name(home, connection_id))
    return _drawn_change(view, dict(view.public))


@pages.post("/<int:connection_id>/change")
def change(connection_id: int) -> tuple[str, int] | Response:
    """Tried before they are kept: a refusal changes nothing."""
    home = the_home()
    view = manage.show(home, connection_name(home, connection_id))
    method = auth_method(_connector(view.connector), view.auth_method)
    values = {field.key: request.form.get(_FIELD + field.key, "").strip() for field in method.fields()}
    try:
        view = manage.change(home, view.name, values, public_url=the_site().address)
    except KoppelError as error:
        return _drawn_change(view, values, error.sentence), status_of(error)
    _say_how_it_went(view)
    return redirect(url_for("connections.page", connection_id=connection_id))


@pages.post("/<int:connection_id>/verify")
def verify(connection_id: int) -> Response:
    """Try the credentials."""
    home = the_home()
    _say_how_it_went(manage.verify(home, connection_name(home, connection_id)))
    return redirect(url_for("connections.page", connection_id=connection_id))


@pages.post("/<int:connection_id>/login")
def log_in_again(connection_id: int) -> str:
    """Show the login of a connection that works: for another consent, or before it expires."""
    home = the_home()
    return drawn(home, _with_login(home, manage.show(home, connection_name(home, connection_id))))


@pages.post("/<int:connection_id>/pasted")
def pasted(connection_id: int) -> tuple[str, int] | Response:
    """The second way: the person pastes the address that they landed on."""
    home = the_home()
    name = connection_name(home, connection_id)
    address = request.form.get("address", "")
    try:
        view = manage.finish_login(home, address, name=name)
    except KoppelError as error:
        again = _with_login(home, manage.show(home, name))
        return drawn(home, again, wrong=error.sentence), status_of(error)
    _say_how_it_went(view)
    return redirect(url_for("connections.page", connection_id=connection_id))


@pages.get("/callback")
def callback() -> Response:
    """Where the service sends the person back to. Which connection it is, the login itself knows."""
    try:
        view = manage.finish_login(the_home(), request.url)
    except KoppelError as error:
        flash(the_reader().text(error.sentence), "wrong")
        return redirect(url_for("connections.listing"))
    _say_how_it_went(view)
    return redirect(url_for("connections.page", connection_id=view.id))


@pages.get("/<int:connection_id>/remove")
def ask_removal(connection_id: int) -> str:
    """Sure?"""
    home = the_home()
    return render_template("connection_remove.html", view=manage.show(home, connection_name(home, connection_id)))


@pages.post("/<int:connection_id>/remove")
def remove(connection_id: int) -> Response:
    """Forget it, unless an integration uses it."""
    home, reader = the_home(), the_reader()
    name = connection_name(home, connection_id)
    try:
        manage.remove(home, name)
    except WrongUse as error:
        flash(reader.text(error.sentence), "wrong")
        return redirect(url_for("connections.page", connection_id=connection_id))
    flash(reader.say("{name} has been removed.", "{name} is verwijderd.", name=name))
    return redirect(url_for("connections.listing"))


def _connector(key: str) -> type[Connector]:
    found = the_home().plugins.installed.get(key)
    return found.connector if found else abort(404)


def _method(connector: type[Connector], name: str | None) -> AuthMethod:
    if name is None:
        return connector.auth[0]
    return next((method for method in connector.auth if method.method == name), None) or abort(404)


def _with_login(home: Home, view: ConnectionView) -> ConnectionView:
    return manage.start_login(home, view.name, public_url=the_site().address)


def _say_how_it_went(view: ConnectionView) -> None:
    """A failed login is told by the page itself, from the connection's state; an outage leaves that state as it was."""
    if view.error is not None and manage.show(the_home(), view.name).state == VERIFIED:
        flash(the_reader().text(view.error), "wrong")
    if view.state == VERIFIED and view.account:
        said = the_reader().say(
            "{name} is connected: {account}.",
            "{name} is verbonden: {account}.",
            name=view.name,
            account=view.account.name,
        )
        flash(said)


def drawn(
    home: Home,
    view: ConnectionView,
    wrong: Text | None = None,
    *,
    webhook: WebhookView | None = None,
    typed: Mapping[str, str] | None = None,
) -> str:
    """The page of a connection. `webhook` is one that was made this moment, `typed` what was wrong about the limits."""
    used_by = [one for one in integrations.listing(home) if view.name in (one.source, one.target)]
    installed = home.plugins.installed.get(view.connector)
    methods = installed.connector.auth if installed else ()
    return render_template(
        "connection.html",
        view=view,
        used_by=used_by,
        wrong=wrong,
        given=_given(view, [field for method in methods for field in method.fields()]),
        logs_in=logs_in_elsewhere(home, view.id),
        webhook=webhook or webhooks.show(home, view.name, public_url=the_site().address),
        listeners=hints.listening(home, view.name),
        limits=limits.show(home, view.name) if installed else None,
        typed=typed,
    )


def _given(view: ConnectionView, fields: Sequence[Field]) -> list[tuple[str, str]]:
    """What was filled in and is no secret, each with its label, as the form showed it."""
    reader, known = the_reader(), {field.key: field for field in fields}
    shown = []
    for key, value in view.public.items():
        field = known.get(key)
        options = {option.value: option.named(reader.language) for option in field.options} if field else {}
        shown.append((reader.text(field.label) if field else key, options.get(str(value), str(value))))
    return shown


def _drawn_form(
    connector: type[Connector],
    method: AuthMethod,
    values: dict[str, str] | None = None,
    wrong: Text | None = None,
    *,
    may_keep: bool = False,
) -> str:
    """The form. Of what was typed, secrets are not sent back: they would stand in the page's source."""
    secret = {field.key for field in method.fields() if field.secret}
    return render_template(
        "connection_form.html",
        connector=connector,
        method=method,
        name=request.form.get("name", connector.title),
        values={key: value for key, value in (values or {}).items() if key not in secret},
        wrong=wrong,
        may_keep=may_keep,
        redirect_uri=login.redirect_uri(method, the_site().address) if isinstance(method, OAuth2) else None,
    )


def _drawn_change(view: ConnectionView, values: dict[str, str], wrong: Text | None = None) -> str:
    connector = _connector(view.connector)
    method = auth_method(connector, view.auth_method)
    return render_template(
        "connection_change.html", view=view, connector=connector, method=method, values=values, wrong=wrong
    )
