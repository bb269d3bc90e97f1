"""One-legged OAuth 1.0a as the shop checks it: signature, clock window and nonces.

Written from the protocol, not with the library that clients sign with, so that an error there is not shared here.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from koppel_woocommerce.fake.answers import Refusal

WINDOW_S = 15 * 60
_HASHES = {"HMAC-SHA1": hashlib.sha1, "HMAC-SHA256": hashlib.sha256}
_NEEDED = ("oauth_consumer_key", "oauth_timestamp", "oauth_nonce", "oauth_signature", "oauth_signature_method")


@dataclass(slots=True)
class Nonces:
    """The nonces of one key, by timestamp: two in the same second share one slot, so the first is forgotten."""

    used: dict[int, str] = field(default_factory=dict)

    def spend(self, timestamp: int, nonce: str, now: int) -> None:
        """Take a nonce, or refuse when the clock is off or the nonce was seen."""
        if abs(now - timestamp) > WINDOW_S:
            raise refused("Invalid timestamp.")
        if nonce in self.used.values():
            raise refused("Invalid nonce - nonce has already been used.")
        self.used[timestamp] = nonce
        self.used = {stamp: value for stamp, value in self.used.items() if stamp >= now - WINDOW_S}


def refused(message: str, code: str = "woocommerce_rest_authentication_error") -> Refusal:
    """A key that was looked at and found wanting: the only 401 that says why."""
    return Refusal(401, code, message, identified=False)


def tried(parameters: dict[str, str]) -> bool:
    """Whether the call means to sign in this way at all; refuses half a set."""
    missing = [name for name in _NEEDED if not parameters.get(name)]
    if len(missing) == len(_NEEDED):
        return False
    if missing:
        plural = "s" if len(missing) > 1 else ""
        message = f"Missing OAuth parameter{plural} {', '.join(missing)}"
        raise refused(message, "woocommerce_rest_authentication_missing_parameter")
    return True


def expected(method: str, address: str, parameters: dict[str, str], secret: str) -> str:
    """The signature of a call; `address` is scheme, host and path as the shop sees them."""
    chosen = _HASHES.get(parameters["oauth_signature_method"])
    if chosen is None:
        raise refused("Invalid signature - signature method is invalid.")
    pairs = sorted((_escaped(name), _escaped(value)) for name, value in parameters.items() if name != "oauth_signature")
    normal = "&".join(f"{name}={value}" for name, value in pairs)
    text = "&".join(_escaped(part) for part in (method, address, normal))
    digest = hmac.new(f"{secret}&".encode(), text.encode(), chosen).digest()
    return base64.b64encode(digest).decode()


def _escaped(text: str) -> str:
    return quote(text, safe="~")


def check(method: str, address: str, parameters: dict[str, str], secret: str) -> None:
    """Refuse a signature that is not the one we would have made."""
    given = unquote(parameters["oauth_signature"].replace(" ", "+"))
    if not hmac.compare_digest(expected(method, address, parameters, secret), given):
        raise refused("Invalid signature - provided signature does not match.")
