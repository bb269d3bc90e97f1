"""Loaded by every Python program that a test starts: the network is closed to it too."""

from __future__ import annotations

import importlib.util

if importlib.util.find_spec("koppel") is not None:
    from koppel.testing import network

    network.close()
