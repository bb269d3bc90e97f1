"""Integrations: coupling two connections, activating, pausing, removing. Their questions are in `settings`."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from koppel.connections import manage
from koppel.errors import KoppelError, WrongUse
from koppel.sync import integrations
from koppel.sync.figures import figures
from koppel.sync.integrations import StepsRefused
from koppel.sync.issues import open_issues
from koppel.sync.runs import latest_runs, runs_under_way
from koppel.text import Text
from koppel.web.chart import chart_of
from koppel.web.fixes import needs
from koppel.web.lookup import connection_numbers, integration_name
from koppel.web.path import path_here
from koppel.web.progress import progress_said
from koppel.web.reader import the_reader
from koppel.web.site import the_home

pages = Blueprint("integrations", __name__, url_prefix="/integrations")


@pages.get("/add")
def form() -> str:
    """Which two?"""
    return _drawn_form()


@pages.post("/add")
def add() -> tuple[str, int] | Response:
    """Couple them, and go on to the questions."""
    home, given = the_home(), request.form
    source, target = given.get("source", ""), given.get("target", "")
    name = given.get("name", "").strip() or f"{source} - {target}"
    try:
        view = integrations.add(home, name, source, target)
    except WrongUse as error:
        return _drawn_form(error.sentence), 422
    flash(
        the_reader().say(
            "{name} is made. Now a few questions, with suggestions for most.",
            "{name} is gemaakt. Nu een paar vragen, met suggesties voor de meeste.",
            name=name,
        )
    )
    return redirect(url_for("settings.form", integration_id=view.id, part=1))


@pages.get("/<int:integration_id>")
def page(integration_id: int) -> str:
    """How it stands, and what can be done with it."""
    home = the_home()
    name = integration_name(home, integration_id)
    view = integrations.show(home, name)
    path = path_here()
    under_way = runs_under_way(home).get(integration_id)
    booked = figures(home, [integration_id], the_reader().zone)[integration_id]
    return render_template(
        "integration.html",
        integration=view,
        connections=connection_numbers(home),
        needs=needs(home, open_issues(home, integration=name)),
        runs=latest_runs(home, name, limit=5),
        path=path,
        first_day=date.fromisoformat(str(path.open.first_day)) if path and path.open and path.open.first_day else None,
        going=progress_said(under_way) if under_way else None,
        booked=booked,
        chart=chart_of(booked),
    )


@pages.post("/<int:integration_id>/activate")
def activate(integration_id: int) -> Response:
    """Let it run by itself; when something is missing, to where it is filled in."""
    home, reader = the_home(), the_reader()
    name = integration_name(home, integration_id)
    try:
        integrations.activate(home, name)
    except KoppelError as error:
        flash(reader.text(error.sentence), "wrong")
        where = "settings.form" if isinstance(error, StepsRefused) else "integrations.page"
        return redirect(url_for(where, integration_id=integration_id))
    flash(reader.say("{name} is active and runs by itself.", "{name} is actief en loopt vanzelf.", name=name))
    return redirect(url_for("integrations.page", integration_id=integration_id))


@pages.post("/<int:integration_id>/pause")
def pause(integration_id: int) -> Response:
    """Stop it from running by itself."""
    home = the_home()
    name = integration_name(home, integration_id)
    integrations.pause(home, name)
    flash(
        the_reader().say(
            "{name} is paused. Nothing is lost: after activating it goes on where it was.",
            "{name} is gepauzeerd. Er gaat niets verloren: na het activeren gaat het verder waar het was gebleven.",
            name=name,
        )
    )
    return redirect(url_for("integrations.page", integration_id=integration_id))


@pages.get("/<int:integration_id>/remove")
def ask_removal(integration_id: int) -> str:
    """Sure?"""
    home = the_home()
    view = integrations.show(home, integration_name(home, integration_id))
    return render_template("integration_remove.html", integration=view)


@pages.post("/<int:integration_id>/remove")
def remove(integration_id: int) -> Response:
    """Forget it. What was booked stays in the package."""
    home = the_home()
    name = integration_name(home, integration_id)
    integrations.remove(home, name)
    flash(the_reader().say("{name} has been removed.", "{name} is verwijderd.", name=name))
    return redirect(url_for("overview.page"))


def _drawn_form(wrong: Text | None = None) -> str:
    connections = manage.listing(the_home())
    return render_template(
        "integration_form.html",
        sources=[view for view in connections if view.role == "source"],
        targets=[view for view in connections if view.role == "target"],
        given=request.form,
        wrong=wrong,
    )
