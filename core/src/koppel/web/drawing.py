"""What the templates can use: texts in the reader's language, days and amounts in its form, addresses of assets."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from functools import cache
from importlib.metadata import version
from pathlib import Path

from flask import Flask, current_app, request, url_for
from jinja2 import StrictUndefined

from koppel.text import Text
from koppel.web import words
from koppel.web.chart import HEIGHT, WIDTH
from koppel.web.questions import labels_of, uses_radios
from koppel.web.reader import the_reader
from koppel.web.site import the_home
from koppel.work import surroundings


def teach(app: Flask) -> None:
    """Give the templates their words and forms. A name that does not exist is an error, never a blank."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        decimal=Decimal,
        t=lambda text: the_reader().text(text),
        day=lambda value: the_reader().day(value),
        month=lambda value: the_reader().month(value),
        moment=lambda value: the_reader().moment(value),
        ago=lambda value: the_reader().ago(value, the_home().now()),
        amount=lambda value: the_reader().amount(value),
        money=lambda value, currency: the_reader().money(value, currency),
        count=lambda value: the_reader().count(value),
        quantity=lambda value: the_reader().quantity(value),
        anchor=anchor,
    )
    app.jinja_env.globals.update(
        say=lambda en, nl, **data: the_reader().say(en, nl, **data),
        reader=the_reader,
        here=_here,
        is_page=lambda endpoint: endpoint in current_app.view_functions,
        chart_width=WIDTH,
        chart_height=HEIGHT,
        now=lambda: the_home().now(),
        asset=asset,
        words=words,
        machine_troubles=lambda: surroundings.troubles(the_home()),
        Text=Text,
        koppel_version=version("koppel"),
        ask_labels=lambda options: labels_of(options, the_reader().language),
        uses_radios=uses_radios,
    )


def asset(name: str) -> str:
    """The address of a file of ours; it changes with the content, so browsers may keep it for ever."""
    return url_for("static", filename=name, v=_version(name))


def anchor(value: str) -> str:
    """A text as part of an id in the page."""
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_") else "_" for sign in value)


def _here() -> str:
    """The address of the page that is shown, to come back to; of a posted form, the page that it stood on is not it."""
    if request.method != "GET":
        return url_for("overview.page")
    return request.script_root + (request.full_path if request.query_string else request.path)


@cache
def _version(name: str) -> str:
    return hashlib.sha256((Path(__file__).parent / "static" / name).read_bytes()).hexdigest()[:10]
