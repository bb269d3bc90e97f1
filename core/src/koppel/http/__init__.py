"""Talking to services: the client, its answers, and how answers become errors."""

from __future__ import annotations

from koppel.http.answer import Answer
from koppel.http.client import Budget, Client, NoBudget, NoSigner, Params, Signer

__all__ = ["Answer", "Budget", "Client", "NoBudget", "NoSigner", "Params", "Signer"]
