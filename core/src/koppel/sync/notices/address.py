"""The public address of the pages, for links in messages: whoever sends them is another process than the pages."""

from __future__ import annotations

import os
from typing import Final

from sqlalchemy.orm import Session

from koppel.home import Home
from koppel.store import Setting

_KEY: Final = "public_url"


def remember_address(home: Home, address: str) -> None:
    """Called by the pages when they were told where they are reached."""
    with home.reading() as session:
        known = session.get(Setting, _KEY)
    if known is None or known.value != address:
        with home.writing() as session:
            session.merge(Setting(key=_KEY, value=address))


def public_address(session: Session) -> str | None:
    """KOPPEL_PUBLIC_URL, else what the pages were started with; None when nobody has said where they are."""
    known = session.get(Setting, _KEY)
    return (os.environ.get("KOPPEL_PUBLIC_URL") or (known.value if known else "")).rstrip("/") or None
