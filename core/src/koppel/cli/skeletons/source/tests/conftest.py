"""The network is closed to these tests; see `koppel.testing.plugin`."""

from __future__ import annotations

pytest_plugins = ["koppel.testing.plugin"]
