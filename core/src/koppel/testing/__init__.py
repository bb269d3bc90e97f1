"""What the authors of connectors test with: the fakes' base and the contract kit. Shipped, for third parties too."""

from __future__ import annotations

from koppel.testing.fake import Call, Fake, LostAnswer, Trouble, serve

__all__ = ["Call", "Fake", "LostAnswer", "Trouble", "serve"]
