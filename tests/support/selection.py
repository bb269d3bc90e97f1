"""Leaves out the tests whose server or browser was not given, and says so; `.ci/check` gives both.

They are left out of the selection, not skipped: a skip among the results is always a mistake.
"""

from __future__ import annotations

import pytest

from support.browser import CHROMIUM
from support.homes import SERVER
from support.packages import PACKAGE_INDEX


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect by marker."""
    absent = {
        name
        for name, given in (("postgres", SERVER), ("browser", CHROMIUM), ("distributions", PACKAGE_INDEX))
        if not given
    }
    out = [item for item in items if any(item.get_closest_marker(name) for name in absent)]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in set(out)]
