"""The tables of entities and properties that drive routing, validation and rendering, read from entities.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Property:
    """One property: its Edm type and where it can be set."""

    name: str
    edm: str
    create: bool
    update: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One endpoint. `source` names the table that holds its rows; a sync or bulk twin shares it."""

    name: str
    path: str
    verbs: frozenset[str]
    key: str
    kind: str
    source: str
    scope: str | None
    model: str
    module: str | None
    page_size: int
    properties: Mapping[str, Property]
    collections: Mapping[str, str] = field(default_factory=dict)
    parent: tuple[str, str] | None = None
    required: tuple[str, ...] = ()
    required_alone: tuple[str, ...] = ()
    required_one_of: tuple[tuple[str, ...], ...] = ()
    select_required: bool = False
    filter_one_of: tuple[str, ...] = ()
    filter_only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Padding:
    """A text column of fixed width that shows through."""

    width: int
    right: bool


class Catalogue:
    """All entities, by name and by path, with the labels, lengths, paddings and code lists that go with them."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.labels: dict[str, tuple[str, str]] = {name: (nl, en) for name, (nl, en) in data["labels"].items()}
        self.entities = {name: _entity(name, raw, data["entities"]) for name, raw in data["entities"].items()}
        self.by_path = {entity.path.lower(): entity for entity in self.entities.values()}
        self._lengths: dict[str, int] = data["lengths"]
        self._codes: dict[str, list[Any]] = data["codes"]
        self._padding = {
            name: Padding(width=raw["width"], right=raw["align"] == "right") for name, raw in data["padding"].items()
        }

    def __getitem__(self, name: str) -> Entity:
        return self.entities[name]

    def length(self, entity: Entity, name: str) -> int | None:
        """The longest text the property holds, where that is known."""
        return self._lengths.get(f"{entity.source}.{name}", self._lengths.get(f"*.{name}"))

    def codes(self, entity: Entity, name: str) -> list[Any] | None:
        """The values a coded property can have."""
        return self._codes.get(f"{entity.source}.{name}")

    def padding(self, entity: Entity, name: str) -> Padding | None:
        """The fixed width of a text, where it shows."""
        return self._padding.get(f"{entity.source}.{name}", self._padding.get(f"*.{name}"))


def _entity(name: str, raw: dict[str, Any], everything: dict[str, Any]) -> Entity:
    source = raw.get("source", name)
    kind = raw.get("kind", "crud")
    parent = raw.get("parent")
    return Entity(
        name=name,
        path=raw["path"],
        verbs=frozenset(raw["verbs"]),
        key=raw["key"],
        kind=kind,
        source=source,
        scope=raw.get("scope"),
        model=raw.get("model", f"Exact.Web.Api.Models.{_singular(source)}"),
        module=raw.get("module"),
        page_size=raw.get("page_size", 60 if kind == "crud" else 1000),
        properties=_properties(raw, everything[source], kind),
        collections=raw.get("collections", {}),
        parent=(parent["entity"], parent["key"]) if parent else None,
        required=tuple(raw.get("required_create", ())),
        required_alone=tuple(raw.get("required_only_when_posted_alone", ())),
        required_one_of=tuple(tuple(names) for names in raw.get("required_one_of", ())),
        select_required=raw.get("select_required", kind != "crud"),
        filter_one_of=_filter_one_of(raw, everything[source], kind),
        filter_only={"bulk": (raw["key"], "Modified"), "sync": ("Timestamp",)}.get(kind, ()),
    )


def _filter_one_of(raw: dict[str, Any], source: dict[str, Any], kind: str) -> tuple[str, ...]:
    """Which fields a filter must name: the twins of an endpoint with such a rule have it too."""
    if kind == "sync":
        return ("Timestamp",)
    if kind == "bulk" and "filter_one_of" in source:
        return (raw["key"], "Modified")
    return tuple(raw.get("filter_one_of", ()))


def _properties(raw: dict[str, Any], source: dict[str, Any], kind: str) -> dict[str, Property]:
    if "props" in raw:
        return {name: _property(name, text) for name, text in raw["props"].items()}
    own = {name: _property(name, text.split()[0]) for name, text in source["props"].items() if "Collection" not in text}
    return {"Timestamp": _property("Timestamp", "Int64"), **own} if kind == "sync" else own


def _property(name: str, text: str) -> Property:
    edm, _, flags = text.partition(" ")
    return Property(name, edm, "c" in flags, "u" in flags)


def _singular(name: str) -> str:
    name = name.rpartition(".")[2]
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    return f"{name[:-2]}" if name.endswith("sses") else name.removesuffix("s")


@cache
def catalogue() -> Catalogue:
    """The tables that ship with the fake."""
    return Catalogue(json.loads(files(__package__).joinpath("entities.json").read_text(encoding="utf-8")))
