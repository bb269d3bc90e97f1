"""`koppel.api` is the one module that plugins import: what it offers is exactly what it lists."""

from __future__ import annotations

from types import ModuleType

from koppel import api, testing


def _public(module: ModuleType) -> set[str]:
    return {name for name in vars(module) if not name.startswith("_") and name != "annotations"}


def test_everything_listed_exists() -> None:
    """A name in __all__ that is not there would break `from koppel.api import *` and every editor."""
    assert [name for name in api.__all__ if not hasattr(api, name)] == []


def test_the_list_is_sorted_and_has_no_repeats() -> None:
    """A sorted list shows at a glance what is offered."""
    assert list(api.__all__) == sorted(set(api.__all__))


def test_nothing_else_is_public() -> None:
    """A name that is importable but not listed would be used, and then could never be changed."""
    assert _public(api) - set(api.__all__) == set()


def test_everything_offered_is_documented() -> None:
    """Whoever writes a plugin reads the docstrings. Named types and values cannot have one."""
    offered = [getattr(api, name) for name in api.__all__]
    assert [item for item in offered if isinstance(item, type) and not item.__doc__] == []
    assert [item for item in offered if callable(item) and not isinstance(item, type) and not item.__doc__] == []


def test_the_testing_kit_lists_what_it_offers() -> None:
    """`koppel.testing` is the other module for authors of plugins."""
    assert [name for name in testing.__all__ if not hasattr(testing, name)] == []
    assert list(testing.__all__) == sorted(set(testing.__all__))
