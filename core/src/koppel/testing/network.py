"""Closes the network in tests: only loopback and unix sockets stay reachable.

A test that talks to a real service is slow, fails on a train and may book something. Swallowing the error does not help:
every attempt is also written down, and the fixture in `koppel.testing.plugin` fails the test that made it.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from typing import Any


class NetworkForbidden(Exception):
    """A test reached for the network. Not an OSError, so that no client mistakes it for a fault of the line."""


attempts: list[str] = []
"""What was tried since the list was last emptied, as host or address."""

_LOCAL_NAMES = {"", "localhost", "localhost.localdomain", "ip6-localhost"}


def close() -> None:
    """Close the network for the rest of this process."""
    guarded: Any = socket.socket
    for name in ("connect", "connect_ex"):
        setattr(guarded, name, _guarded_connect(getattr(socket.socket, name)))
    for name in ("getaddrinfo", "gethostbyname"):
        setattr(socket, name, _guarded_lookup(getattr(socket, name)))


def is_local(host: str | bytes | None) -> bool:
    """True for this machine's own addresses and names."""
    name = host.decode() if isinstance(host, bytes) else host or ""
    if name in _LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _guarded_connect(original: Callable[..., Any]) -> Callable[..., Any]:
    def connect(self: socket.socket, address: Any) -> Any:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not is_local(address[0]):
            _refuse(str(address[0]))
        return original(self, address)

    return connect


def _guarded_lookup(original: Callable[..., Any]) -> Callable[..., Any]:
    """Names under .invalid never exist (RFC 6761): they are answered so, as a real machine would, without asking."""

    def lookup(host: str | bytes | None, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host or ""
        if name.endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        if not (is_local(name) or _is_address(name)):
            _refuse(name)
        return original(host, *args, **kwargs)

    return lookup


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _refuse(host: str) -> None:
    attempts.append(host)
    raise NetworkForbidden(f"tests may only talk to this machine, not to {host}")
