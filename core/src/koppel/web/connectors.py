"""What is installed: connectors with their version, the hosts they talk to, and plugins that do not load."""

from __future__ import annotations

from flask import Blueprint, render_template

from koppel.web.site import the_home

pages = Blueprint("connectors", __name__, url_prefix="/connectors")


@pages.get("/")
def page() -> str:
    """All of them, and what is wrong with those that do not work."""
    plugins = the_home().plugins
    installed = sorted(plugins.installed.values(), key=lambda found: (found.connector.role, found.connector.title))
    return render_template("connectors.html", installed=installed, problems=plugins.problems)
