"""Calls that a fake service makes itself: the webhooks that it was told to send.

A fake does not know how it reaches anybody; whoever starts it hands it a way. In tests that is a call into the app.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One POST of a fake's."""

    url: str
    body: bytes
    headers: Mapping[str, str]


Post = Callable[[Outgoing], int]
"""Makes the call and gives the status of the answer; 0 when nobody answered."""


def nobody(call: Outgoing) -> int:
    """The way to a fake that was given none: nobody answers."""
    del call
    return 0
