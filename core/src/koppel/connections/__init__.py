"""Accounts at services: sealed credentials, logging in, tokens kept fresh, calls counted, whose account it is."""

from __future__ import annotations
