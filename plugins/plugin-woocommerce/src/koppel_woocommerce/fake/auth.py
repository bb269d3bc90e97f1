"""Who is calling: the shop's three ways of signing in, and when it looks at a key at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from oauthlib.oauth1.rfc5849.utils import parse_authorization_header
from werkzeug.wrappers import Request

from koppel_woocommerce.fake import signing
from koppel_woocommerce.fake.answers import Refusal
from koppel_woocommerce.fake.query import flat, parse

Permission = Literal["read", "write", "read_write", "customer"]
_NEEDS = {"GET": "read", "HEAD": "read", "POST": "write", "PUT": "write", "PATCH": "write", "DELETE": "write"}


@dataclass(slots=True, kw_only=True)
class Key:
    """A key of the shop. `customer` is a read and write key of somebody who may see nothing."""

    consumer_key: str
    consumer_secret: str
    permission: Permission
    nonces: signing.Nonces = field(default_factory=signing.Nonces)

    def allow(self, method: str) -> None:
        """Refuse what the key was not made for, before anything else is looked at."""
        need = _NEEDS.get(method)
        if need and self.permission not in {need, "read_write", "customer"}:
            message = f"The API key provided does not have {need} permissions."
            raise Refusal(401, "woocommerce_rest_authentication_error", message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """How the shop sees a call: over TLS or not, under which address, with or without the Authorization header."""

    is_ssl: bool
    address: str
    header_dropped: bool
    now: int


def looked_at(request_uri: str) -> bool:
    """Keys count only when the unencoded address names the API, in whatever place."""
    return "wp-json/wc/" in request_uri or "wp-json/wc-" in request_uri


def authenticate(key: Key, request: Request, sight: Sight) -> Key | None:
    """The key behind a call; None is a visitor. Raises Refusal for a key that was looked at and is wrong."""
    header = "" if sight.header_dropped else request.headers.get("Authorization", "")
    sent = flat(parse(request.query_string.decode()))
    if sight.is_ssl and _basic(key, request, header, sent):
        return key
    return key if _signed(key, request, header, sent, sight) else None


def _basic(key: Key, request: Request, header: str, sent: dict[str, str]) -> bool:
    given, secret = sent.get("consumer_key", ""), sent.get("consumer_secret", "")
    if not (given and secret):
        authorization = request.authorization if header else None
        if authorization is None or authorization.type != "basic":
            return False
        given, secret = authorization.username or "", authorization.password or ""
    if given != key.consumer_key:
        return False
    if secret != key.consumer_secret:
        raise signing.refused("Consumer secret is invalid.")
    return True


def _signed(key: Key, request: Request, header: str, sent: dict[str, str], sight: Sight) -> bool:
    parameters = dict(sent)
    if request.mimetype == "application/x-www-form-urlencoded":
        parameters |= flat(parse(request.get_data(as_text=True)))
    if header.startswith("OAuth "):
        pairs = dict(parse_authorization_header(header))
        parameters |= {name: value for name, value in pairs.items() if name != "realm"}
    if not signing.tried(parameters):
        return False
    if parameters["oauth_consumer_key"] != key.consumer_key:
        raise signing.refused("Consumer key is invalid.")
    signing.check(request.method, sight.address, parameters, key.consumer_secret)
    timestamp = parameters["oauth_timestamp"]
    key.nonces.spend(int(timestamp) if timestamp.isdigit() else 0, parameters["oauth_nonce"], sight.now)
    return True
