"""How these pages are reached: which hosts they answer for, below which path, behind which proxy.

A browser can be talked into sending requests for somebody's name to this machine (DNS rebinding), so a request for a
host that was never configured is refused. What a proxy says of itself is believed only when told to.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, request
from flask.sessions import SecureCookieSessionInterface
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_ALWAYS = ("localhost", "127.0.0.1")


def public_url_of(given: str | None) -> str | None:
    """The given address, else KOPPEL_PUBLIC_URL; without a slash at the end."""
    return (given or os.environ.get("KOPPEL_PUBLIC_URL") or "").rstrip("/") or None


def allowed_hosts(public_url: str | None) -> list[str]:
    """This machine, the public address, and what KOPPEL_ALLOWED_HOSTS names (separated by commas)."""
    own = urlsplit(public_url).hostname if public_url else None
    named = [name.strip() for name in os.environ.get("KOPPEL_ALLOWED_HOSTS", "").split(",")]
    return [*_ALWAYS, *(name for name in (own, *named) if name)]


def stand_behind(app: Flask, public_url: str | None) -> None:
    """Put what corrects the address around the app: the proxy's headers, then the path of the public address."""
    path = urlsplit(public_url).path.rstrip("/") if public_url else ""
    if path:
        app.wsgi_app = SubPath(app.wsgi_app, path)  # type: ignore[method-assign]
    proxies = _proxies()
    if proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies, x_prefix=proxies
        )


def _proxies() -> int:
    """KOPPEL_TRUST_PROXY: how many proxies stand in front; any other word that is not a no means one."""
    told = os.environ.get("KOPPEL_TRUST_PROXY", "").strip().lower()
    if told in ("", "0", "no", "false", "off"):
        return 0
    return int(told) if told.isdecimal() else 1


@dataclass(frozen=True, slots=True)
class SubPath:
    """Serve below a path, whether the proxy takes it off or leaves it on."""

    app: WSGIApplication
    path: str

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        asked = environ.get("PATH_INFO", "")
        if asked == self.path or asked.startswith(f"{self.path}/"):
            environ["PATH_INFO"] = asked[len(self.path) :] or "/"
        environ["SCRIPT_NAME"] = self.path
        return self.app(environ, start_response)


class OwnCookies(SecureCookieSessionInterface):
    """Session cookies that stay below the path of these pages, and are secure wherever the page came over https."""

    def get_cookie_name(self, app: Flask) -> str:
        """Over https at the root of a host, a name that browsers let nobody else on the domain set (`__Host-`)."""
        name = str(app.config["SESSION_COOKIE_NAME"])
        return f"__Host-{name}" if request.is_secure and not request.script_root else name

    def get_cookie_path(self, app: Flask) -> str:
        """The path as the browser sees it."""
        return f"{request.script_root}/"

    def get_cookie_secure(self, app: Flask) -> bool:
        """A secure cookie over plain http would be dropped, and nobody could log in on this machine itself."""
        return request.is_secure
