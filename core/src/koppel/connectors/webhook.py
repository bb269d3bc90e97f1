"""How a shop may say that something changed, declared as data. The core makes the address and proves each call.

A call is a hint to read sooner and never a source of data: nothing in it is looked at but what proves it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qs

from koppel.text import Text

_LONGEST_PING = 200


class Encoding(StrEnum):
    """How the bytes of a signature are written."""

    HEX = "hex"
    BASE64 = "base64"


class SecretFrom(StrEnum):
    """Who makes the secret that calls are signed with: Koppel, to be pasted at the service, or the service itself."""

    KOPPEL = "koppel"
    SERVICE = "service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Each call carries an HMAC over its raw body in a header, after `prefix`.

    `label` names the secret as the service does. A secret of the service's that nobody gave leaves the address as the only
    proof; one that was given is asked of every call.
    """

    header: str
    label: Text
    digest: str = "sha256"
    encoding: Encoding = Encoding.HEX
    prefix: str = ""
    secret_from: SecretFrom = SecretFrom.KOPPEL

    def fits(self, secret: str, headers: Mapping[str, str], body: bytes) -> bool:
        """Is the call signed with this secret? Compared in a time that tells nothing."""
        made = hmac.new(secret.encode(), body, getattr(hashlib, self.digest)).digest()
        wanted = base64.b64encode(made).decode() if self.encoding is Encoding.BASE64 else made.hex()
        sent = {name.lower(): value for name, value in headers.items()}
        given = sent.get(self.header.lower(), "").strip().removeprefix(self.prefix)
        if self.encoding is Encoding.HEX:
            given = given.lower()
        return hmac.compare_digest(given.encode(), wanted.encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """What a source can be told by.

    `help` says in which menus the address (and the secret) are pasted; `events` are the ones to choose there, in the
    service's own words. `ping` is the one field of the unsigned form that some services send to try a new address.
    """

    help: Text
    events: tuple[str, ...] = ()
    signed: Signed | None = None
    ping: str | None = None

    def is_ping(self, content_type: str, body: bytes) -> bool:
        """Is it only the service's question whether somebody is there?"""
        if self.ping is None or len(body) > _LONGEST_PING:
            return False
        if content_type.partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
            return False
        return set(parse_qs(body.decode(errors="replace"))) == {self.ping}
