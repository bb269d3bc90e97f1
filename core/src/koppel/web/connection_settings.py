"""What can be set on a connection's own page: where its service may call, and how often it is called."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from koppel.connections import limits, manage, webhooks
from koppel.errors import WrongUse
from koppel.web.connections import drawn
from koppel.web.lookup import connection_name
from koppel.web.reader import the_reader
from koppel.web.site import the_home, the_site
from koppel.web.troubles import status_of

pages = Blueprint("connection_settings", __name__, url_prefix="/connections/<int:connection_id>")


@pages.post("/webhook")
def make_webhook(connection_id: int) -> str | tuple[str, int]:
    """Make the address, or take over the service's own secret. A secret of ours is shown on this page and never again."""
    home = the_home()
    name = connection_name(home, connection_id)
    try:
        made = webhooks.make(home, name, secret=request.form.get("secret"), public_url=the_site().address)
    except WrongUse as error:
        return drawn(home, manage.show(home, name), error.sentence), status_of(error)
    return drawn(home, manage.show(home, name), webhook=made)


@pages.post("/webhook/renew")
def renew_webhook(connection_id: int) -> str | tuple[str, int]:
    """Another address and secret; the old ones work no more."""
    home = the_home()
    name = connection_name(home, connection_id)
    try:
        made = webhooks.renew(home, name, public_url=the_site().address)
    except WrongUse as error:
        return drawn(home, manage.show(home, name), error.sentence), status_of(error)
    return drawn(home, manage.show(home, name), webhook=made)


@pages.post("/webhook/remove")
def remove_webhook(connection_id: int) -> Response:
    """Forget the address. Already gone is as good."""
    home, reader = the_home(), the_reader()
    try:
        webhooks.remove(home, connection_name(home, connection_id))
    except WrongUse as error:
        flash(reader.text(error.sentence), "wrong")
    else:
        flash(reader.say("The address has been removed.", "Het adres is verwijderd."))
    return redirect(url_for("connections.page", connection_id=connection_id, _anchor="webhook"))


@pages.post("/limits")
def choose_limits(connection_id: int) -> Response | tuple[str, int]:
    """The owner's own limits; an empty field is the default."""
    home, reader = the_home(), the_reader()
    name = connection_name(home, connection_id)
    try:
        chosen = {
            window.window_s: limits.read_number(request.form.get(f"limit.{window.window_s}", ""), window.window_s)
            for window in limits.show(home, name).windows
        }
        limits.choose(home, name, chosen)
    except WrongUse as error:
        return drawn(home, manage.show(home, name), error.sentence, typed=request.form), status_of(error)
    flash(reader.say("The call limits have been saved.", "De limieten zijn bewaard."))
    return redirect(url_for("connections.page", connection_id=connection_id, _anchor="limits"))


@pages.post("/limits/reset")
def reset_limits(connection_id: int) -> Response:
    """Back to what the service's connector declares."""
    home, reader = the_home(), the_reader()
    limits.reset(home, connection_name(home, connection_id))
    flash(reader.say("The call limits are the usual ones again.", "De limieten zijn weer de gewone."))
    return redirect(url_for("connections.page", connection_id=connection_id, _anchor="limits"))
