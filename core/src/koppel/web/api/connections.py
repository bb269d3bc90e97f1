"""Connectors and connections in the JSON API."""

from __future__ import annotations

from typing import Any

from flask import abort

from koppel.connections import manage
from koppel.sync import shapes
from koppel.web.api.part import new_part
from koppel.web.api.schemas import (
    ConnectionSchema,
    ConnectorSchema,
    LoginSchema,
    NewConnectionSchema,
    RedirectedSchema,
)
from koppel.web.lookup import connection_numbers
from koppel.web.reader import the_reader
from koppel.web.site import the_home, the_site

api = new_part("api_connections", "Connectors and connections")


@api.get("/connectors")
@api.response(200, ConnectorSchema(many=True))
def connectors() -> Any:
    """What is installed."""
    return shapes.connectors(the_home().plugins, the_reader().language)


@api.get("/connections")
@api.response(200, ConnectionSchema(many=True))
def listing() -> Any:
    """All connections, by name."""
    return [_shape(view) for view in manage.listing(the_home())]


@api.post("/connections")
@api.arguments(NewConnectionSchema)
@api.response(201, ConnectionSchema)
def add(given: dict[str, Any]) -> Any:
    """Make a connection and try it. One that is refused is kept, in state failed, with the reason."""
    return _shape(
        manage.add(
            the_home(),
            given["connector"],
            given["name"],
            given["fields"],
            method=given.get("method"),
            verify_now=given["verify"],
            public_url=the_site().address,
        )
    )


@api.get("/connections/<name>")
@api.response(200, ConnectionSchema)
def show(name: str) -> Any:
    """One connection."""
    return _shape(manage.show(the_home(), _known(name)))


@api.delete("/connections/<name>")
@api.response(204)
def remove(name: str) -> None:
    """Forget it and its secrets, unless an integration uses it."""
    manage.remove(the_home(), _known(name))


@api.post("/connections/<name>/verify")
@api.response(200, ConnectionSchema)
def verify(name: str) -> Any:
    """Try the credentials."""
    return _shape(manage.verify(the_home(), _known(name)))


@api.post("/connections/<name>/authorize")
@api.arguments(RedirectedSchema)
@api.response(200, LoginSchema)
def authorize(given: dict[str, Any], name: str) -> Any:
    """Begin a login; with the address that the person landed on, complete it."""
    home = the_home()
    if "redirected" in given:
        return _shape(manage.finish_login(home, given["redirected"], name=_known(name)))
    return shapes.login(manage.start_login(home, _known(name), public_url=the_site().address))


def _known(name: str) -> str:
    return name if name in connection_numbers(the_home()) else abort(404)


def _shape(view: manage.ConnectionView) -> shapes.Shape:
    return shapes.connection(view, the_reader().language)
