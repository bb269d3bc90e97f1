"""The description of the API arranged for reading: operations in groups, their fields in rows, an example of each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from koppel.web.api.description import REFUSALS, description

_JSON: Final = "application/json"
_DEEPEST: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One call. `parameters` and `body` are (name, type, required, remark), `answers` (status, meaning) without the
    refusals that all have in common."""

    id: str
    method: str
    path: str
    summary: str
    scope: str
    parameters: tuple[tuple[str, str, bool, str], ...]
    body: tuple[tuple[str, str, bool, str], ...]
    answers: tuple[tuple[str, str], ...]
    sent: str | None
    given: str | None

    def command(self, address: str) -> str:
        """The call as one types it on a command line."""
        lines = ["curl" if self.method == "GET" else f"curl -X {self.method}", "-H 'Authorization: Bearer koppel_...'"]
        if self.sent:
            lines.append(f"-H 'Content-Type: application/json' --data '{self.sent}'")
        return " \\\n  ".join([*lines, f"'{address}{self.path}'"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Calls about one subject."""

    title: str
    operations: tuple[Operation, ...]


def operations() -> tuple[Group, ...]:
    """The same, in groups as the API declares them."""
    document = description()
    titles = {tag["name"]: tag.get("description", tag["name"]) for tag in document.get("tags", ())}
    groups: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        shared = methods.get("parameters", [])
        for method, operation in methods.items():
            if method != "parameters":
                tag = operation["tags"][0]
                groups.setdefault(tag, []).append(_operation(document, path, method, operation, shared))
    return tuple(Group(title=titles.get(tag, tag), operations=tuple(found)) for tag, found in groups.items())


def _operation(
    document: Mapping[str, Any], path: str, method: str, operation: Mapping[str, Any], shared: list[Any]
) -> Operation:
    body = operation.get("requestBody", {}).get("content", {}).get(_JSON, {}).get("schema")
    good: Mapping[str, Any] = next(
        (answer for code, answer in operation["responses"].items() if code.startswith("2")), {}
    )
    answer = good.get("content", {}).get(_JSON, {}).get("schema")
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=" ".join(filter(None, (operation.get("summary"), operation.get("description")))),
        scope=operation["security"][0]["token"][0],
        parameters=tuple(_parameter(document, one) for one in (*shared, *operation.get("parameters", ()))),
        body=tuple(_rows(document, body)) if body else (),
        answers=tuple(
            (code, answer.get("description", ""))
            for code, answer in sorted(operation["responses"].items())
            if int(code) not in REFUSALS
        ),
        sent=_shown(example(document, body)) if body else None,
        given=_shown(example(document, answer)) if answer else None,
    )


def _parameter(document: Mapping[str, Any], found: Mapping[str, Any]) -> tuple[str, str, bool, str]:
    schema = found.get("schema", {})
    remark = found.get("description") or schema.get("description", "")
    if "default" in schema:
        remark = f"{remark} ({schema['default']})".strip()
    return found["name"], _kind(document, schema), found.get("required", False), remark


def _rows(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[tuple[str, str, bool, str]]:
    schema = _resolved(document, schema)
    needed = schema.get("required", ())
    for name, part in schema.get("properties", {}).items():
        remark = part.get("description", "")
        if "default" in part:
            remark = f"{remark} ({json.dumps(part['default'])})".strip()
        yield name, _kind(document, part), name in needed, remark


def _kind(document: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return " | ".join(str(one) for one in schema["enum"])
    schema = _resolved(document, schema)
    kind = schema.get("type", "any")
    if kind == "array":
        return f"[{_kind(document, schema.get('items', {}))}]"
    return " | ".join(kind) if isinstance(kind, list) else str(kind)


def example(document: Mapping[str, Any], schema: Mapping[str, Any], depth: int = 0) -> Any:
    """A value that fits a schema: its own example where it has one."""
    schema = _resolved(document, schema)
    for known in ("example", "default"):
        if known in schema:
            return schema[known]
    if schema.get("enum"):
        return schema["enum"][0]
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        return _object(document, schema, depth)
    if kind == "array":
        return [] if depth > _DEEPEST else [example(document, schema.get("items", {}), depth + 1)]
    return {"integer": 1, "number": 1, "boolean": True, "string": "..."}.get(str(kind))


def _object(document: Mapping[str, Any], schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
    parts = schema.get("properties", {})
    if not parts and isinstance(schema.get("additionalProperties"), dict):
        return {"...": example(document, schema["additionalProperties"], depth + 1)}
    return {name: example(document, part, depth + 1) for name, part in parts.items()} if depth <= _DEEPEST else {}


def _resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follow references, also those that allow null."""
    if "$ref" in schema:
        found: Mapping[str, Any] = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return found
    for choice in schema.get("anyOf", ()) or schema.get("allOf", ()):
        if choice.get("type") != "null":
            return _resolved(document, choice)
    return schema


def _shown(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
