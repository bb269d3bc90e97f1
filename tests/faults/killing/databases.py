"""An empty database of either kind for the command, without pytest: PostgreSQL gets a private server for the occasion."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from koppel.home import Home, open_home

_OWNERS = ("DATABASE_URL", "REDIS_URL", "KOPPEL_DATA_DIR", "KOPPEL_PUBLIC_URL")


@contextmanager
def opened(folder: Path, kind: str) -> Iterator[Home]:
    """A fresh installation, to which the environment leads the processes as well; nothing of the owner's is touched."""
    for name in _OWNERS:
        os.environ.pop(name, None)
    with ExitStack() as stack:
        if kind == "postgres":
            from checking.postgres import private_server

            os.environ["DATABASE_URL"] = stack.enter_context(private_server())
        home = open_home(folder)
        stack.callback(home.close)
        yield home
