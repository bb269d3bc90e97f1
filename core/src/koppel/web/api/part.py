"""One part of the JSON API: closed to whoever has no token that allows it, and typed where the library is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal, Protocol, TypeVar, cast

from flask import abort, current_app, g, request
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema

from koppel.web.people import Person
from koppel.web.protection import csrf
from koppel.web.reader import Reader, language_of
from koppel.web.site import the_home
from koppel.web.tokens import NotAllowed, bearer_of

Scope = Literal["read", "run", "write"]
View = TypeVar("View", bound=Callable[..., Any])

_SCOPE: Final = "koppel_scope"


class Decorator(Protocol):
    """Gives a view back as it was, known to the part."""

    def __call__(self, view: View, /) -> View:
        """Decorate."""


class Part(Protocol):
    """What is used of a flask-smorest blueprint."""

    def get(self, rule: str) -> Decorator:
        """A view for GET."""

    def post(self, rule: str) -> Decorator:
        """A view for POST."""

    def patch(self, rule: str) -> Decorator:
        """A view for PATCH."""

    def delete(self, rule: str) -> Decorator:
        """A view for DELETE."""

    def arguments(self, schema: type[Schema], *, location: str = "json") -> Decorator:
        """The first argument of the view: the body or the query, checked by a schema."""

    def response(self, status: int, schema: Schema | type[Schema] | None = None) -> Decorator:
        """What the view returns is written by a schema."""


def _strict_parser() -> Any:
    """Refuses what it does not know, in the address too: a filter that is misspelt must not give everything."""
    parser = type(Blueprint.ARGUMENTS_PARSER)()
    parser.DEFAULT_UNKNOWN_BY_LOCATION = {**parser.DEFAULT_UNKNOWN_BY_LOCATION, "query": RAISE}
    return parser


class _Blueprint(Blueprint):  # type: ignore[misc]  # flask-smorest has no types
    ARGUMENTS_PARSER = _strict_parser()


def new_part(name: str, description: str) -> Part:
    """A part of the API, closed to whoever has no token."""
    part = _Blueprint(name, name, description=description)
    part.before_request(_know_caller)
    csrf.exempt(part)
    return cast("Part", part)


def needs(scope: Scope) -> Decorator:
    """What a token must allow for this view. Without it, GET needs read and everything else needs write."""

    def mark(view: View, /) -> View:
        view.__dict__[_SCOPE] = scope
        return view

    return mark


def scope_of(view: Callable[..., Any], method: str) -> Scope:
    """What a token must allow for a call: as the view says, else as the method implies."""
    told: Scope | None = getattr(view, _SCOPE, None)
    return told or ("read" if method in ("GET", "HEAD", "OPTIONS") else "write")


def _know_caller() -> None:
    """The language of answers is what the caller asks for, else that of the token's owner."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    bearer = bearer_of(the_home(), token.strip()) if scheme.lower() == "bearer" else None
    if bearer is None:
        abort(401)
    g.reader = _reader_of(bearer.person)
    wanted = scope_of(current_app.view_functions[str(request.endpoint)], request.method)
    if wanted not in bearer.scopes:
        raise NotAllowed(scope=wanted)


def _reader_of(person: Person) -> Reader:
    asked = request.accept_languages.best_match(["nl", "en"])
    return Reader(language=language_of(asked or person.language), zone=person.zone)
