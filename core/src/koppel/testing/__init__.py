"""What the authors of connectors test with: the fakes' base and the contract kit. Shipped, for third parties too."""

from __future__ import annotations

from koppel.testing.fake import Call, Fake, LostAnswer, Trouble, serve
from koppel.testing.outgoing import Outgoing, Post, nobody
from koppel.testing.service import FakeService, Total, consent, vat_per_rate

__all__ = [
    "Call",
    "Fake",
    "FakeService",
    "LostAnswer",
    "Outgoing",
    "Post",
    "Total",
    "Trouble",
    "consent",
    "nobody",
    "serve",
    "vat_per_rate",
]
