"""A strict imitation of My Books, written from its documentation and never from the connector."""

from __future__ import annotations

from koppel_mybooks.fake.app import MyBooksFake

__all__ = ["MyBooksFake"]
