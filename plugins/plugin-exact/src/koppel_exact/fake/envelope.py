"""Rows and refusals as the service writes them in JSON: the `d` envelope, dates in milliseconds, deferred children."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from werkzeug.wrappers import Response

from .catalogue import Entity, catalogue
from .division import Division
from .query import Query
from .table import Row
from .view import shown


def json_response(payload: Any, status: int = 200) -> Response:
    """A JSON answer."""
    return Response(json.dumps(payload, ensure_ascii=False), status, mimetype="application/json")


def error_payload(message: str) -> dict[str, Any]:
    """An error as the service words it: code and language stay empty."""
    return {"error": {"code": "", "message": {"lang": "", "value": message}}}


def wire(value: Any, edm: str, int64: str) -> Any:
    """One value in JSON. Moments are wall-clock time written as if it were UTC."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return f"/Date({int(value.replace(tzinfo=UTC).timestamp() * 1000)})/"
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return str(value) if edm == "Int64" and int64 == "string" else value


@dataclass(frozen=True, slots=True)
class Renderer:
    """Writes the rows of one division; `root` is the address up to and including the division."""

    division: Division
    root: str

    def uri(self, entity: Entity, row: Row) -> str:
        """The address of one row."""
        key = shown(self.division, entity, row, entity.key)
        edm = entity.properties[entity.key].edm
        text = {"Guid": f"guid'{key}'", "Int64": f"{key}L", "String": f"'{key}'"}.get(edm, str(key))
        return f"{self.root}/{entity.path}({text})"

    def row(self, entity: Entity, row: Row, query: Query) -> dict[str, Any]:
        """One row: the selected properties, with children expanded or deferred."""
        written: dict[str, Any] = {"__metadata": {"uri": self.uri(entity, row), "type": entity.model}}
        for name in query.names(entity):
            written[name] = self._property(entity, row, name, query)
        return written

    def blank(self, entity: Entity, row: Row, *, with_key: bool) -> dict[str, Any]:
        """The answer to a POST that did not ask for the representation: the names without the values."""
        written = self.row(entity, row, Query())
        kept = {"__metadata", *entity.collections, *({entity.key} if with_key else ())}
        return {name: value if name in kept else None for name, value in written.items()}

    def children(self, entity: Entity, row: Row, name: str) -> tuple[Entity, list[Row]]:
        """The rows of a collection property."""
        lines = catalogue()[entity.collections[name]]
        return lines, self.division.children(lines.name, row)

    def _property(self, entity: Entity, row: Row, name: str, query: Query) -> Any:
        if name not in entity.collections:
            edm = entity.properties[name].edm
            return wire(shown(self.division, entity, row, name), edm, self.division.switches.int64)
        if name not in query.expand:
            return {"__deferred": {"uri": f"{self.uri(entity, row)}/{name}"}}
        lines, rows = self.children(entity, row, name)
        return {"results": self.rows(lines, rows, query.below(name))}

    def rows(self, entity: Entity, rows: Iterable[Row], query: Query) -> list[dict[str, Any]]:
        """Several rows."""
        return [self.row(entity, row, query) for row in rows]


def collection(rows: list[dict[str, Any]], *, count: int | None, following: str | None, bare: bool) -> dict[str, Any]:
    """The envelope of a list, with the total when it was asked for and the next page when there may be one."""
    if bare:
        return {"d": rows}
    total = {"__count": str(count)} if count is not None else {}
    return {"d": {"results": rows, **total, **({"__next": following} if following else {})}}
