"""Serving the app with waitress: threads enough for a household, no process of its own."""

from __future__ import annotations

from typing import Any

import waitress
from flask import Flask

_THREADS = 8


def make_server(app: Flask, host: str, port: int) -> Any:
    """A server that is bound but not running: `run()` blocks, `close()` ends it. Port 0 takes a free one.

    `effective_port` tells which. The address of the client comes from the socket: whoever trusts a proxy says so with
    KOPPEL_TRUST_PROXY, and then the app corrects it.
    """
    return waitress.create_server(
        app,
        host=host,
        port=port,
        threads=_THREADS,
        ident=None,
        clear_untrusted_proxy_headers=False,
        max_request_body_size=2_000_000,
    )
