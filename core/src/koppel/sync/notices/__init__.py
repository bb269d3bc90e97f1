"""Pushing issues to people: the channels, what is told to each, and how it is sent. When is decided by the schedule."""

from __future__ import annotations
