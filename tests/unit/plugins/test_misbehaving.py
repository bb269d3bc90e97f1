"""Plugins built to misbehave: each becomes a problem that a person can read, and the good one beside it works."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from koppel.plugins import Plugins, Problem
from support.shelf import GOOD, Shelf

Only = Callable[[Plugins], Problem]

_HOOK = "from koppel.api import hookimpl, Source\n@hookimpl\ndef koppel_connectors():\n"

BROKEN = {
    "fails to import": ("import nothing_of_that_name", "ModuleNotFoundError: No module named 'nothing_of_that_name'"),
    "is not Python": ("def (", "SyntaxError"),
    "ends the program": ("import sys; sys.exit('bye')", "SystemExit: bye"),
    "raises in its hook": (f"{_HOOK}    raise ValueError('no connectors today')", "ValueError: no connectors today"),
    "raises halfway through its list": (f"{_HOOK}    yield 1 / 0", "ZeroDivisionError"),
    "raises what cannot be told": (
        f"class Mute(Exception):\n    def __str__(self): raise self\n{_HOOK}    raise Mute",
        "Mute: <exception str() failed>",
    ),
    "returns nothing": (f"{_HOOK}    return None", "must give a list of classes, not NoneType"),
    "returns a text": (f"{_HOOK}    return 'shop'", "must give a list of classes, not str"),
    "returns a class": (f"{_HOOK}    return Source", "must give a list of classes, not ABCMeta"),
    "has an unknown hook": (
        "from koppel.api import hookimpl\n@hookimpl\ndef koppel_dinner(): return []",
        "unknown hook 'koppel_dinner'",
    ),
    "forgot the mark of its hook": (
        "def koppel_connectors(): return []",
        "koppel_connectors is not marked with @hookimpl",
    ),
    "takes arguments that no hook has": (
        "from koppel.api import hookimpl\n@hookimpl\ndef koppel_connectors(menu): return []",
        "menu",
    ),
}


@pytest.mark.parametrize(("source", "told"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_plugin_is_told_and_the_other_works(shelf: Shelf, only_problem: Only, source: str, told: str) -> None:
    """Whatever one plugin does wrong, the sentence says which and what, and the other one's connector is there."""
    shelf.add("koppel-bad", source)
    shelf.add_good("koppel-good")
    plugins = shelf.load()
    problem = only_problem(plugins)
    assert problem.plugin == "koppel-bad"
    assert told in problem.sentence.en
    assert told in problem.sentence.nl
    assert list(plugins.installed) == ["good"]


@pytest.mark.parametrize("source", [source for source, _ in BROKEN.values()], ids=BROKEN.keys())
def test_of_a_broken_plugin_nothing_stays_registered(shelf: Shelf, source: str) -> None:
    """Calling a hook later must not run into the plugin that failed."""
    shelf.add("koppel-bad", source)
    assert shelf.load().manager.get_plugins() == set()


def test_what_a_plugin_prints_does_not_reach_stdout(shelf: Shelf, capfd: pytest.CaptureFixture[str]) -> None:
    """A command with --json prints one JSON value and nothing else, whatever a plugin says when it is imported."""
    shelf.add("koppel-loud", "print('hello from a plugin')\n" + GOOD.replace("{key}", "loud"))
    assert list(shelf.load().installed) == ["loud"]
    assert "hello" not in capfd.readouterr().out


FAULTY = {
    "not a class": ("[42]", "int", "neither a Source nor a Target"),
    "not a connector": ("[dict]", "dict", "neither a Source nor a Target"),
    "without its methods": (
        "[type('Half', (Source,), {'key': 'half', 'title': 'H'})]",
        "half",
        "facet, latest, verify",
    ),
    "without a key": ("[type('Nameless', (Good,), {'key': ''})]", "Nameless", "key must be lower case letters"),
    "with a key in capitals": ("[type('Loud', (Good,), {'key': 'LOUD'})]", "LOUD", "key must be lower case letters"),
    "without a title": ("[type('Bare', (Good,), {'key': 'bare', 'title': ' '})]", "bare", "title is missing"),
    "without auth": ("[type('Open', (Good,), {'key': 'open', 'auth': ()})]", "open", "auth is empty"),
    "with junk for auth": ("[type('Odd', (Good,), {'key': 'odd', 'auth': ('key',)})]", "odd", "no auth method"),
    "with auth that is no list": ("[type('Odd', (Good,), {'key': 'odd', 'auth': 5})]", "odd", "not iterable"),
    "with steps that are no steps": (
        "[type('Odd', (Good,), {'key': 'odd', 'steps': ('a',)})]",
        "odd",
        "not a step: 'a'",
    ),
    "with steps that are no list": ("[type('Odd', (Good,), {'key': 'odd', 'steps': None})]", "odd", "not iterable"),
    "with an address for a host": (
        "[type('Odd', (Good,), {'key': 'odd', 'hosts': ('https://a.b/c',)})]",
        "odd",
        "without https://",
    ),
    "with one host and no tuple": ("[type('Odd', (Good,), {'key': 'odd', 'hosts': 'a.b'})]", "odd", "a tuple"),
    "with version zero": ("[type('Odd', (Good,), {'key': 'odd', 'version': 0})]", "odd", "version must be"),
}


@pytest.mark.parametrize(("brought", "key", "fault"), FAULTY.values(), ids=FAULTY.keys())
def test_a_faulty_connector_is_told_and_its_neighbour_works(
    shelf: Shelf, only_problem: Only, brought: str, key: str, fault: str
) -> None:
    """The sentence names the connector and the fault; a good connector of the same plugin is there."""
    source = GOOD.replace("{key}", "good").replace("return [Good]", f"return [*{brought}, Good]")
    shelf.add("koppel-odd", source)
    plugins = shelf.load()
    told = only_problem(plugins).sentence.en
    assert f"the connector {key} is not well-formed" in told
    assert fault in told
    assert list(plugins.installed) == ["good"]


def test_two_with_one_key_the_first_by_name_stays(shelf: Shelf, only_problem: Only) -> None:
    """Which of two stays must not depend on the order in which a disk lists its folders."""
    shelf.add_good("koppel-zebra", key="shop")
    shelf.add_good("koppel-apple", key="shop")
    plugins = shelf.load()
    assert plugins.installed["shop"].plugin == "koppel-apple"
    problem = only_problem(plugins)
    assert problem.plugin == "koppel-zebra"
    assert "shop is already brought by koppel-apple" in problem.sentence.en


def test_two_entries_of_one_package_do_not_disturb_each_other(shelf: Shelf, only_problem: Only) -> None:
    """The second entry cannot be imported; the first stays."""
    shelf.add("koppel-double", GOOD.replace("{key}", "good"), entries=("a", "b = no_module_of_that_name"))
    plugins = shelf.load()
    assert "ModuleNotFoundError" in only_problem(plugins).sentence.en
    assert list(plugins.installed) == ["good"]
    assert len(plugins.manager.get_plugins()) == 1
