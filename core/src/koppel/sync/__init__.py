"""Integrations at work: what is to be booked, that it is booked once, and what needs a person."""

from __future__ import annotations
