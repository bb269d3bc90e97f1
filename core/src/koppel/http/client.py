"""The one HTTP client: every call of every connector goes through here, and httpx is imported nowhere else.

It keeps to declared hosts, asks the budget before each call, tries reads again, tells a write that certainly did not
happen from one that may have, and never lets a secret into an error or a log line. Signing in is a `Signer`'s.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import urlsplit

import httpx
import structlog

from koppel.errors import AuthFailed, KoppelError, RateLimited, Unavailable, UnknownOutcome, WrongUse
from koppel.http import mapping
from koppel.http.answer import Answer
from koppel.http.encoding import encode
from koppel.text import Text

log = structlog.get_logger(__name__)

Params = Mapping[str, str | int | list[str]]

_RETRIES = 2
_FIRST_PAUSE_S = 0.4

_FOREIGN_HOST = Text(
    en="{service} sends us on to another address ({host}). Enter that address in the connection if it is yours.",
    nl="{service} stuurt door naar een ander adres ({host}). Vul dat adres in bij de koppeling als het van u is.",
)


class Signer(Protocol):
    """Puts the credentials on a request."""

    def sign(self, request: httpx.Request) -> httpx.Request:
        """The request to send, signed."""

    def refused(self) -> bool:
        """Called on a 401: True when the signer now has something new to try once (a refreshed token)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spare:
    """Calls that work without haste may still make, and the moment at which it may make more."""

    calls: int
    until: datetime


class Budget(Protocol):
    """The calls that a connection may still make, shared by all workers."""

    def take(self) -> None:
        """Count one call; raises RateLimited when none is left."""

    def blocked(self, until: datetime) -> None:
        """The service said so itself: no calls before `until`."""

    def spare(self, percent: int) -> Spare | None:
        """What is left of `percent` of the scarcest long window; None when no long window limits the calls."""


class Vendor(Protocol):
    """How a vendor's answers are read: the connector class."""

    @classmethod
    def classify(cls, answer: Answer) -> KoppelError | None: ...
    @classmethod
    def limited_until(cls, answer: Answer, now: datetime) -> datetime | None: ...


class NoSigner:
    """For addresses that need no login."""

    def sign(self, request: httpx.Request) -> httpx.Request:
        return request

    def refused(self) -> bool:
        return False


class NoBudget:
    """For tests and for looking at a service before a connection exists: counts, refuses nothing."""

    def __init__(self) -> None:
        self.taken = 0

    def take(self) -> None:
        self.taken += 1

    def blocked(self, until: datetime) -> None:
        del until

    def spare(self, percent: int) -> Spare | None:
        del percent
        return None


@dataclass
class Client:
    """Bound to one connection. Paths are relative to `base_url`; full addresses must be on an allowed host."""

    service: str
    base_url: str
    vendor: type[Vendor]
    signer: Signer = field(default_factory=NoSigner)
    budget: Budget = field(default_factory=NoBudget)
    hosts: frozenset[str] = frozenset()
    headers: Mapping[str, str] = field(default_factory=dict)
    timeout_s: float = 30.0
    transport: httpx.BaseTransport | None = None
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    sleep: Callable[[float], None] = time.sleep
    calls: int = field(default=0, init=False)
    _http: httpx.Client | None = field(default=None, init=False, repr=False)

    def get(self, path: str, *, params: Params | None = None, headers: Mapping[str, str] | None = None) -> Answer:
        """Read. Tried again on a fault of the line or of the server; raises Unavailable when that does not help."""
        for attempt in range(_RETRIES + 1):
            try:
                return self._call("GET", path, params=params, headers=headers, body=None, writes=False)
            except Unavailable:
                if attempt == _RETRIES:
                    raise
                self.sleep(_FIRST_PAUSE_S * 4**attempt * (1 + random.random()))  # noqa: S311 - jitter, not secrecy
        raise AssertionError("unreachable")

    def post(
        self,
        path: str,
        body: object,
        *,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
        writes: bool = True,
    ) -> Answer:
        """Send JSON. `writes=False` for a POST that only asks; otherwise a lost answer raises UnknownOutcome."""
        return self._call("POST", path, params=params, headers=headers, body=body, writes=writes)

    def put(self, path: str, body: object, *, headers: Mapping[str, str] | None = None) -> Answer:
        """Replace. A lost answer raises UnknownOutcome."""
        return self._call("PUT", path, params=None, headers=headers, body=body, writes=True)

    def patch(self, path: str, body: object, *, headers: Mapping[str, str] | None = None) -> Answer:
        """Change a part. A lost answer raises UnknownOutcome."""
        return self._call("PATCH", path, params=None, headers=headers, body=body, writes=True)

    def delete(self, path: str) -> Answer:
        """Remove. A lost answer raises UnknownOutcome."""
        return self._call("DELETE", path, params=None, headers=None, body=None, writes=True)

    def close(self) -> None:
        """Let go of the connections."""
        if self._http is not None:
            self._http.close()
            self._http = None

    def _call(
        self,
        method: str,
        path: str,
        *,
        params: Params | None,
        headers: Mapping[str, str] | None,
        body: object,
        writes: bool,
    ) -> Answer:
        request = self._request(method, path, params, headers, body)
        answer = self._send(request, writes=writes)
        if answer.status == httpx.codes.UNAUTHORIZED and self.signer.refused():
            answer = self._send(request, writes=writes)
        self._raise_for(answer)
        return answer

    def _request(
        self, method: str, path: str, params: Params | None, headers: Mapping[str, str] | None, body: object
    ) -> httpx.Request:
        url = path if urlsplit(path).scheme else f"{self.base_url}/{path.lstrip('/')}"
        host = urlsplit(url).hostname or ""
        if host not in self.hosts and host != urlsplit(self.base_url).hostname:
            raise WrongUse(_FOREIGN_HOST, service=self.service, host=host)
        content = None if body is None else encode(body)
        sent = {**self.headers, **(headers or {})}
        if content is not None:
            sent.setdefault("Content-Type", "application/json")
        return self._client().build_request(method, url, params=params or None, headers=sent, content=content)

    def _send(self, request: httpx.Request, *, writes: bool) -> Answer:
        """One exchange. What failed before a byte of a write could arrive is Unavailable, later it is unknown."""
        self.budget.take()
        signed = self.signer.sign(_copy(request))
        self.calls += 1
        started = time.monotonic()
        try:
            response = self._client().send(signed)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
            raise Unavailable(service=self.service, error=type(error).__name__, path=request.url.path) from error
        except httpx.HTTPError as error:
            raise self._cut_off(error, request, writes=writes) from error
        took_ms = round((time.monotonic() - started) * 1000)
        log.debug("call", service=self.service, method=request.method, path=request.url.path,
                  status=response.status_code, took_ms=took_ms)  # fmt: skip
        return Answer(
            service=self.service,
            method=request.method,
            url=str(request.url.copy_with(query=None)),
            status=response.status_code,
            headers={name.lower(): value for name, value in response.headers.items()},
            content=response.content,
            wrote=writes,
        )

    def _cut_off(self, error: httpx.HTTPError, request: httpx.Request, *, writes: bool) -> KoppelError:
        kind = UnknownOutcome if writes else Unavailable
        return kind(service=self.service, error=type(error).__name__, path=request.url.path)

    def _raise_for(self, answer: Answer) -> None:
        now = self.now()
        until = self.vendor.limited_until(answer, now)
        if until is not None:
            self.budget.blocked(until)
        error = self.vendor.classify(answer) or mapping.error_for(answer, now=now, until=until)
        if isinstance(error, RateLimited):
            self.budget.blocked(error.until)
        if isinstance(error, AuthFailed):
            log.warning("refused", service=self.service, status=answer.status, url=answer.url)
        if error is not None:
            raise error

    def _client(self) -> httpx.Client:
        if self._http is None:
            self._http = httpx.Client(
                timeout=httpx.Timeout(self.timeout_s, connect=min(10.0, self.timeout_s)),
                transport=self.transport,
                follow_redirects=False,
                headers={"User-Agent": "Koppel"},
            )
        return self._http


def _copy(request: httpx.Request) -> httpx.Request:
    """A fresh request for each try: signing changes it, and a second signature on the first would be wrong."""
    return httpx.Request(request.method, request.url, headers=request.headers, content=request.content)
