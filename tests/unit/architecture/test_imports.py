"""Who may import what, beyond the order of the rooms that import-linter checks (see pyproject.toml)."""

from __future__ import annotations

import ast
import re

import pytest

from support.sources import CORE, PLUGINS, SHIPPED, Module

_PURE = ("koppel.model", "koppel.booking", "koppel.text", "koppel.errors")
_INPUT_OUTPUT = {
    "asyncio", "http", "httpx", "io", "logging", "multiprocessing", "os", "pathlib", "redis", "requests", "rq", "shutil",
    "socket", "sqlalchemy", "sqlite3", "ssl", "structlog", "subprocess", "tempfile", "threading", "time", "urllib.request",
}  # fmt: skip
_CLIENTS = {"httpx", "requests", "urllib3", "urllib.request", "http.client", "aiohttp"}


def _inside(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def _breaches(modules: list[Module], forbidden: set[str]) -> list[str]:
    return [
        f"{module.where} imports {name}"
        for module in modules
        for name in set(module.imports())
        if _inside(name, *forbidden)
    ]


def test_plugins_import_only_the_api_and_the_testing_kit() -> None:
    """Everything else in the core may change any day; and a plugin that knew another could not be installed alone."""
    wrong = []
    for module in PLUGINS:
        own = module.name.partition(".")[0]
        for name in module.imports():
            top = name.partition(".")[0]
            allowed = top == own or _inside(name, "koppel.api", "koppel.testing") or name == "koppel"
            if top.startswith("koppel") and not allowed:
                wrong.append(f"{module.where} imports {name}")
    assert wrong == []


def test_the_core_knows_no_plugin() -> None:
    """The core finds plugins by their entry points, never by name."""
    assert _breaches(CORE, {module.name.partition(".")[0] for module in PLUGINS}) == []


def test_the_core_names_no_service() -> None:
    """Not even in a text: what is true of one service only stands in its plugin."""
    names = {module.name.partition(".")[0].removeprefix("koppel_") for module in PLUGINS}
    ordinary_words = {"exact": "exact online"}
    sought = re.compile("|".join(sorted(ordinary_words.get(name, name) for name in names)), re.IGNORECASE)
    assert {module.where: found for module in CORE if (found := sought.findall(module.text))} == {}


def test_only_one_room_speaks_http() -> None:
    """Limits, retries, allowed hosts and the masking of secrets hold for every call only if all go through one place."""
    others = [module for module in SHIPPED if not _inside(module.name, "koppel.http", "koppel.testing.network")]
    assert _breaches(others, _CLIENTS) == []


def test_only_the_pages_know_flask() -> None:
    """What a page shows can be had on the command line too, so it is not made in the pages."""
    others = [module for module in SHIPPED if not _inside(module.name, "koppel.web")]
    assert (
        _breaches(others, {"flask", "flask_login", "flask_wtf", "flask_babel", "flask_smorest", "flask_limiter"}) == []
    )


def test_plugins_store_nothing_themselves() -> None:
    """A connector keeps no state of its own: what it must remember goes into the memory that it is given."""
    connectors = [module for module in PLUGINS if ".fake" not in module.name]
    assert _breaches(connectors, {"sqlalchemy", "sqlite3", "shelve", "redis", "rq"}) == []


def test_pure_rooms_do_no_input_or_output() -> None:
    """The model and the bookings are arithmetic on what they are given: the same in, the same out."""
    pure = [module for module in CORE if _inside(module.name, *_PURE)]
    assert pure
    assert _breaches(pure, _INPUT_OUTPUT) == []


@pytest.mark.parametrize("call", ["open", "print", "input", "now", "today", "utcnow"])
def test_pure_rooms_do_not_look_around(call: str) -> None:
    """No files, no terminal and no clock: a booking made tomorrow from the same order is the same booking."""
    pure = [module for module in CORE if _inside(module.name, *_PURE)]
    assert [module.where for module in pure if call in _called(module)] == []


def _called(module: Module) -> set[str]:
    """The last part of everything called: `datetime.now(UTC)` gives `now`."""
    functions = [node.func for node in ast.walk(module.tree) if isinstance(node, ast.Call)]
    return {item.id if isinstance(item, ast.Name) else getattr(item, "attr", "") for item in functions}


def test_nothing_rests_on_the_contract_kit() -> None:
    """It drives the whole product, so only the command line above it may use it: else every direction would turn around."""
    others = [module for module in CORE if not _inside(module.name, "koppel.testing", "koppel.cli")]
    assert _breaches(others, {"koppel.testing.contract", "koppel.testing.coupling"}) == []
