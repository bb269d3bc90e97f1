"""The address of a request below /api/v1: which division, which entity, which row, which child."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .catalogue import Entity, catalogue
from .filter import guid
from .refusal import Refusal, bad_syntax

_ADDRESS = re.compile(
    r"/api/v1/(?P<division>\d+)/(?P<path>[^(]+?)(\((?P<key>[^)]*)\)(/(?P<child>\w+))?)?(?P<count>/\$count)?/?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One address, taken apart."""

    division: int
    entity: Entity
    endpoint: str
    key: str | int | None
    child: str | None
    count: bool


@dataclass(frozen=True, slots=True)
class Address:
    """The division and the endpoint of an address, before it is known whether there is such an endpoint."""

    division: int
    endpoint: str
    key: str | None
    child: str | None
    count: bool

    def route(self) -> Route:
        """The entity and the typed key; raises a Refusal with 404 for an endpoint that does not exist."""
        entity = catalogue().by_path.get(self.endpoint)
        if entity is None or entity.name == "Me":
            raise Refusal(404)
        if self.child is not None and self.child not in entity.collections:
            raise Refusal(404)
        key = None if self.key is None else _key(entity, self.key)
        return Route(
            division=self.division,
            entity=entity,
            endpoint=self.endpoint,
            key=key,
            child=self.child,
            count=self.count,
        )


def read_address(path: str) -> Address | None:
    """Take a path apart; None when it does not name a division."""
    match = _ADDRESS.fullmatch(path)
    if match is None:
        return None
    endpoint = match["path"].lower().rstrip("/")
    return Address(int(match["division"]), endpoint, match["key"], match["child"], match["count"] is not None)


def _key(entity: Entity, text: str) -> str | int:
    if entity.properties[entity.key].edm == "Guid":
        if not text.startswith("guid'") or not text.endswith("'"):
            raise bad_syntax()
        return guid(text)
    number = text.removesuffix("L")
    if not number.isascii() or not number.isdigit():
        raise bad_syntax()
    return int(number)
