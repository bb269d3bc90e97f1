"""Putting credentials on a request, one class per way. The secrets come from the vault and go nowhere but the request."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping

import httpx
from oauthlib import oauth1


class Basic:
    """HTTP Basic with a key and its secret."""

    def __init__(self, key: str, secret: str) -> None:
        self._header = "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode()

    def sign(self, request: httpx.Request) -> httpx.Request:
        request.headers["Authorization"] = self._header
        return request

    def refused(self) -> bool:
        return False


class Query:
    """Secrets as query parameters, for services and servers that want them there. Only over https."""

    def __init__(self, parameters: Mapping[str, str]) -> None:
        self._parameters = dict(parameters)

    def sign(self, request: httpx.Request) -> httpx.Request:
        request.url = request.url.copy_merge_params(self._parameters)
        return request

    def refused(self) -> bool:
        return False


class OneLeggedOAuth1:
    """OAuth 1.0a (RFC 5849) without a token: the secret itself never travels.

    `sign_as_http` signs the http form of an https address: what a shop behind a proxy that ends TLS believes its own
    address to be. The parameters go into the query, since some servers drop the Authorization header.
    """

    def __init__(self, key: str, secret: str, *, sign_as_http: bool = False) -> None:
        self._client = oauth1.Client(key, client_secret=secret, signature_type=oauth1.SIGNATURE_TYPE_QUERY)
        self._sign_as_http = sign_as_http

    def sign(self, request: httpx.Request) -> httpx.Request:
        url = request.url.copy_with(scheme="http") if self._sign_as_http else request.url
        signed, _, _ = self._client.sign(str(url), http_method=request.method)  # type: ignore[arg-type]
        request.url = httpx.URL(signed).copy_with(scheme=request.url.scheme)
        return request

    def refused(self) -> bool:
        return False


class Header:
    """Keys in headers, by name."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = dict(headers)

    def sign(self, request: httpx.Request) -> httpx.Request:
        request.headers.update(self._headers)
        return request

    def refused(self) -> bool:
        return False


class Bearer:
    """A token that is renewed in time, by somebody else: `token` gives the present one, `renew` says after a 401
    whether there is a new one to try. Some services want another header, or the bare token without a word before it.
    """

    def __init__(
        self,
        token: Callable[[], str],
        renew: Callable[[str], bool],
        *,
        header: str = "Authorization",
        prefix: str = "Bearer ",
    ) -> None:
        self._token = token
        self._renew = renew
        self._header = header
        self._prefix = prefix
        self._used = ""

    def sign(self, request: httpx.Request) -> httpx.Request:
        self._used = self._token()
        request.headers[self._header] = self._prefix + self._used
        return request

    def refused(self) -> bool:
        return self._renew(self._used)
