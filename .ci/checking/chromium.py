"""Finding the browser for the browser tests: Debian's own Chromium."""

from __future__ import annotations

import shutil

from checking.machine import Missing, install

# Without fonts a page in a screenshot is a page of boxes.
_PACKAGES = ["chromium", "fonts-dejavu-core"]


def browser() -> str:
    """The path of a Chromium; installed when it is not there."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        install("Chromium", _PACKAGES, flag="--without-browser")
        found = shutil.which("chromium")
    if found is None:
        raise Missing("Chromium was installed but cannot be found")
    return found
