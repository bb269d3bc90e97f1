"""The recorded bodies that the fake starts with; see recordings/README.md for where they come from."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

HOME = "https://winkel.example"
"""The address of the recorded shop; answers carry the fake's own instead."""


@cache
def _text(name: str) -> str:
    return files(__package__).joinpath("recordings", f"{name}.json").read_text(encoding="utf-8")


def load(name: str) -> Any:
    """A fresh copy of one file."""
    return json.loads(_text(name))


def at_home(body: Any, home: str) -> Any:
    """A copy of a recorded body with the shop's address in its links replaced."""
    return json.loads(json.dumps(body).replace(HOME, home))
