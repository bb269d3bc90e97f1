"""What every answer carries and every request must pass: headers, CSRF, throttling, the key of the session cookies."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.exc import IntegrityError

from koppel.home import Home
from koppel.logs import keep_secret
from koppel.store import Setting

_KEY: Final = "web_secret_key"
_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'; "
        "img-src 'self'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

csrf = CSRFProtect()
limiter = Limiter(get_remote_address, storage_uri="memory://", headers_enabled=True)


def protect(app: Flask, home: Home) -> None:
    """Give the app its key and its guards."""
    key = session_key(home)
    app.config.update(
        SECRET_KEY=key,
        SESSION_COOKIE_NAME=f"koppel_{_mark(key)}",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=14 * 24 * 3600,
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=2_000_000,
        MAX_FORM_PARTS=5_000,
        MAX_FORM_MEMORY_SIZE=2_000_000,
    )
    csrf.init_app(app)
    limiter.init_app(app)
    app.after_request(_headers)


def login_key() -> str:
    """Who is counted when logins fail: the name and the address together, so that nobody locks out another."""
    return f"{request.form.get('name', '').strip().lower()[:80]}|{get_remote_address()}"


def was_refused(response: Response) -> bool:
    """Only attempts that failed count."""
    return response.status_code == 422


def session_key(home: Home) -> str:
    """The key that signs session cookies, sealed by the vault; made on first use, by one process only."""
    known = _stored_key(home)
    if known is None:
        sealed = home.vault.seal({"key": secrets.token_urlsafe(48)}).decode()
        try:
            with home.writing() as session:
                session.add(Setting(key=_KEY, value=sealed))
        except IntegrityError:  # another process was first: its key counts
            pass
        known = _stored_key(home)
    assert known is not None
    keep_secret([known], lasting=True)
    return known


def _stored_key(home: Home) -> str | None:
    with home.reading() as session:
        row = session.get(Setting, _KEY)
    return home.vault.unseal(row.value.encode())["key"] if row else None


def _mark(key: str) -> str:
    """Cookies know no ports: two installations on one machine would throw each other's sessions out."""
    return hashlib.sha256(key.encode()).hexdigest()[:8]


def _headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
