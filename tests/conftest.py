"""Fixtures of all tests. Each subject has its module in `support`; what third parties need too is `koppel.testing.plugin`."""

from __future__ import annotations

pytest_plugins = [
    "koppel.testing.plugin",
    "support.isolation",
    "support.homes",
    "support.browser",
    "support.golden",
    "support.selection",
]
