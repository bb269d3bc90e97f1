"""The names, types and enumerations of what the service takes, and what its lists can be filtered on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One member of an object. `ref` names the schema of an object or of the entries of an array."""

    name: str
    type: str
    required: bool = False
    read_only: bool = False
    nullable: bool = False
    longest: int | None = None
    values: tuple[str, ...] = ()
    ref: str | None = None
    items: str | None = None


@dataclass(frozen=True, slots=True)
class Schema:
    """The members of one kind of object, by lower-case name: the service does not look at capitals."""

    name: str
    members: Mapping[str, Member]


@cache
def schema(name: str) -> Schema:
    """One kind of object."""
    rows = _data()["schemas"][name]
    return Schema(name, {key.lower(): _member(key, row) for key, row in rows.items()})


@cache
def filterable(table: str) -> frozenset[str]:
    """The properties that a list can be filtered and ordered on."""
    return frozenset(_data()["filterable"][table])


@cache
def ventilation() -> Mapping[str, tuple[str | None, str]]:
    """VAT percentage and UBL category of each ventilation code; no percentage stands for outside VAT."""
    rows: Mapping[str, tuple[str | None, str]] = _data()["ventilation"]
    return {code: (row[0], row[1]) for code, row in rows.items()}


def _member(name: str, row: dict[str, object]) -> Member:
    kind = str(row["type"])
    items = row.get("items")
    entry = items if isinstance(items, dict) else {}
    ref, values = row.get("ref") or entry.get("ref"), row.get("enum")
    longest = row.get("max")
    return Member(
        name=name,
        type=kind,
        required=row.get("req") is True,
        read_only=row.get("ro") is True,
        nullable=row.get("nullable") is True,
        longest=longest if isinstance(longest, int) else None,
        values=tuple(str(value) for value in values) if isinstance(values, list) else (),
        ref=str(ref) if ref else None,
        items=str(entry["type"]) if entry else None,
    )


@cache
def _data() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files(__package__).joinpath("schemas.json").read_text(encoding="utf-8"))
    return found
