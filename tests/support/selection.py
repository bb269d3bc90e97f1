"""Leaves out the tests whose server, browser or package index was not given, and says so; `.ci/check` gives all.

They are left out of the selection, not skipped: a skip among the results is always a mistake.
"""

from __future__ import annotations

import pytest

from support.browser import CHROMIUM
from support.homes import SERVER
from support.packages import PACKAGE_INDEX

_GIVEN = {"postgres": SERVER, "browser": CHROMIUM, "distributions": PACKAGE_INDEX}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what cannot run."""
    out = [item for item in items if _lacks(item)]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in set(out)]


def pytest_report_header() -> list[str]:
    """Said once at the top, so that a deselected test is no riddle."""
    absent = [name for name, given in _GIVEN.items() if not given]
    return [f"left out: {', '.join(absent)} (.ci/check gives what they need)"] if absent else []


def _lacks(item: pytest.Item) -> bool:
    if not SERVER and "postgres_home" in getattr(item, "fixturenames", ()):
        return True
    return any(not given and item.get_closest_marker(name) for name, given in _GIVEN.items())
