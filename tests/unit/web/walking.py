"""Every address of the app, filled in so that it can be asked: for what must hold for each, also for those added later."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask import Flask
from werkzeug.routing import Rule

KNOWN = {
    "integration_id": "1", "connection_id": "1", "run_id": "1", "token_id": "1", "key": "order:1001", "document": "order:1001",
    "connector": "test-shop", "filename": "koppel.css",
}  # fmt: skip
_ARGUMENT = re.compile(r"<(?:(?P<kind>[^:<>]+):)?(?P<name>\w+)>")


def filled(rule: Rule, **known: str) -> str:
    """The address of a rule: what is there where it is known, else something that fits."""

    def value(found: re.Match[str]) -> str:
        name, kind = found["name"], found["kind"] or "string"
        return known.get(name) or KNOWN.get(name) or ("1" if kind.startswith("int") else "x")

    return _ARGUMENT.sub(value, rule.rule)


def pages_of(app: Flask, method: str) -> Iterator[tuple[str, str]]:
    """Every page that answers to a method, as (endpoint, address); without the JSON API."""
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and not rule.rule.startswith("/api/"):
            yield str(rule.endpoint), filled(rule)


def calls_of(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Every call of the JSON API, as (rule, method, address); without its description, which is open."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/") and rule.endpoint != "api-docs.openapi_json":
            name = "webshop" if "/integrations" in rule.rule else "shop"
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method, filled(rule, name=name)
