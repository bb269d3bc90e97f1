"""Finding the browser for the browser tests: Debian's own Chromium, and what the program that drives it needs."""

from __future__ import annotations

import ctypes
import shutil

from checking.machine import Missing, install

# Without fonts, a page in a screenshot is a page of boxes.
_PACKAGES = ["chromium", "fonts-dejavu-core"]


def browser() -> str:
    """The path of a Chromium; installed when it is not there."""
    found = _find()
    lacking = [*([] if found else _PACKAGES), *([] if _has_library("libatomic.so.1") else ["libatomic1"])]
    if lacking:
        install("Chromium" if found is None else "A library for driving Chromium", lacking, flag="--without-browser")
        found = _find()
    if found is None:
        raise Missing("Chromium was installed but cannot be found")
    return found


def _find() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


def _has_library(name: str) -> bool:
    """Playwright ships its own Node, which is linked to a library that a small Debian lacks."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
