"""Login by a proxy that has let somebody in already and names them in a header. Off unless set up.

The header is believed from listed addresses only, and by the address of the connection itself: what a proxy says about
addresses can be forged by whoever reaches this port without it.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import structlog
from flask import current_app, g, request

from koppel.errors import FolderProblem, WrongUse
from koppel.home import Home
from koppel.text import Text
from koppel.web.logins import find_person
from koppel.web.people import Person, anyone_known

log = structlog.get_logger(__name__)

HEADER: Final = "KOPPEL_LOGIN_HEADER"
PROXIES: Final = "KOPPEL_LOGIN_PROXIES"
_EXTENSION: Final = "koppel_proxy_login"
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_NO_PROXIES = Text(
    en="KOPPEL_LOGIN_HEADER is set, so KOPPEL_LOGIN_PROXIES must name the addresses of the proxies that may set it, such as "
    "127.0.0.1 or 172.18.0.0/16, separated by commas.",
    nl="KOPPEL_LOGIN_HEADER is gezet, dus KOPPEL_LOGIN_PROXIES moet de adressen noemen van de proxy's die hem mogen zetten, "
    "zoals 127.0.0.1 of 172.18.0.0/16, gescheiden door komma's.",
)
_NO_ADDRESS = Text(
    en="KOPPEL_LOGIN_PROXIES: {given} is no address and no network.",
    nl="KOPPEL_LOGIN_PROXIES: {given} is geen adres en geen netwerk.",
)
_UNKNOWN = Text(
    en="The proxy says that you are {name}, and there is no login of that name. Make one on the machine that runs Koppel: "
    "koppel user add NAME",
    nl="De proxy zegt dat u {name} bent, en er is geen inlog met die naam. Maak er een op de machine waar Koppel draait: "
    "koppel user add NAAM",
)


class UnknownPerson(WrongUse):
    """The proxy let somebody in whom nobody here knows."""

    default = _UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyLogin:
    """Which header counts, from which addresses."""

    header: str
    proxies: tuple[Network, ...]

    def name_in(self, environ: Mapping[str, Any]) -> str | None:
        """Whom the proxy names; None when it names nobody, or when this is not one of the proxies.

        A header that came twice is joined with a comma on the way, and one of the two is not the proxy's: it names nobody.
        """
        given = str(environ.get("HTTP_" + self.header.upper().replace("-", "_"), "")).strip()
        if not given:
            return None
        peer = _peer(environ)
        if not self._trusts(peer) or "," in given:
            log.warning("login header ignored", peer=peer, twice="," in given)
            return None
        return given

    def _trusts(self, peer: str) -> bool:
        try:
            address = ipaddress.ip_address(peer)
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None)
        return any((mapped or address) in network for network in self.proxies)


def proxy_login() -> ProxyLogin | None:
    """What KOPPEL_LOGIN_HEADER and KOPPEL_LOGIN_PROXIES say; None when the first is not set.

    Raises FolderProblem when they make no sense: a start that stops beats a door that is open, or shut, by mistake.
    """
    header = os.environ.get(HEADER, "").strip()
    if not header:
        return None
    named = [one.strip() for one in os.environ.get(PROXIES, "").split(",") if one.strip()]
    if not named:
        raise FolderProblem(_NO_PROXIES)
    return ProxyLogin(header=header, proxies=tuple(_network(one) for one in named))


def keep_proxy_login(extensions: dict[str, object]) -> None:
    """Read the settings once, at the start."""
    extensions[_EXTENSION] = proxy_login()


def let_in(home: Home) -> None:
    """Look whom the proxy let in with this request. Raises UnknownPerson for somebody without a login here.

    Looked at once, before anything else: the page that tells of the error asks again who is there.
    """
    g.proxy_person = None
    login = current_app.extensions[_EXTENSION]
    name = login.name_in(request.environ) if isinstance(login, ProxyLogin) else None
    if name is None:
        return
    g.proxy_person = find_person(home, name)
    if g.proxy_person is None and anyone_known(home):
        raise UnknownPerson(name=name[:80])


def person_of_proxy() -> Person | None:
    """Whom the proxy let in with this request."""
    found = g.get("proxy_person")
    return found if isinstance(found, Person) else None


def _network(given: str) -> Network:
    try:
        return ipaddress.ip_network(given, strict=False)
    except ValueError as error:
        raise FolderProblem(_NO_ADDRESS, given=given) from error


def _peer(environ: Mapping[str, Any]) -> str:
    """The other end of the connection, from before the proxy's own headers were taken over."""
    original = environ.get("werkzeug.proxy_fix.orig")
    return str((original or environ).get("REMOTE_ADDR") or "")
