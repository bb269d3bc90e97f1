"""What was used, where a hosted service would show what is to be paid."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, render_template

from koppel.sync.usage import LimitUse, usage
from koppel.text import Text
from koppel.web.site import the_home

pages = Blueprint("usage", __name__, url_prefix="/usage")

_WINDOWS: Final = {
    1: Text(en="this second", nl="deze seconde"),
    60: Text(en="this minute", nl="deze minuut"),
    3_600: Text(en="this hour", nl="dit uur"),
    86_400: Text(en="today", nl="vandaag"),
}
_WINDOW = Text(en="in {seconds} seconds", nl="in {seconds} seconden")


@pages.get("/")
def page() -> str:
    """Documents and calls per month and connection, and how far each limit is used."""
    return render_template("usage.html", connections=usage(the_home()), window_of=_window)


def _window(limit: LimitUse) -> Text:
    return _WINDOWS.get(limit.window_s) or _WINDOW.with_data(seconds=limit.window_s)
