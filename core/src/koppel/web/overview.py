"""The first page of the day: what needs a person, then every integration at a glance; and how far the runs under way are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, jsonify, render_template

from koppel.connections import manage
from koppel.home import Home
from koppel.sync import integrations
from koppel.sync.figures import Figures, figures
from koppel.sync.integrations import IntegrationView
from koppel.sync.issues import open_issues
from koppel.sync.runs import RunView, newest_runs, runs_under_way
from koppel.web.chart import Chart, chart_of
from koppel.web.fixes import needs
from koppel.web.path import path_of
from koppel.web.progress import Progress, progress_said
from koppel.web.reader import the_reader
from koppel.web.site import the_home

pages = Blueprint("overview", __name__)

_ORDER = (integrations.ACTIVE, integrations.PAUSED, integrations.DRAFT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One integration. `run` is its newest, `going` how far that is while it is under way."""

    one: IntegrationView
    run: RunView | None
    going: Progress | None
    figures: Figures
    chart: Chart | None


@pages.get("/")
def page() -> str:
    """Issues first. Until an integration has run once: the way to the first one."""
    home = the_home()
    views = integrations.listing(home)
    return render_template(
        "overview.html",
        needs=needs(home, open_issues(home)),
        cards=_cards(home, views),
        path=path_of(home, views=views),
        connections=manage.listing(home),
    )


@pages.get("/progress")
def progress() -> Response:
    """The runs under way, for the page's script: `{"runs": {number: {state, said, value, max}}}`; empty when all is done."""
    shown = {
        str(number): {
            "state": run.state,
            "said": (said := progress_said(run)).said,
            "value": said.value,
            "max": said.most,
        }
        for number, run in runs_under_way(the_home()).items()
    }
    return jsonify(runs=shown)


def _cards(home: Home, views: Sequence[IntegrationView]) -> list[Card]:
    booked = figures(home, [view.id for view in views], the_reader().zone)
    newest, under_way = newest_runs(home), runs_under_way(home)
    cards = []
    for view in sorted(views, key=lambda one: _ORDER.index(one.state)):
        going = progress_said(under_way[view.id]) if view.id in under_way else None
        chart = chart_of(booked[view.id])
        cards.append(Card(one=view, run=newest.get(view.id), going=going, figures=booked[view.id], chart=chart))
    return cards
