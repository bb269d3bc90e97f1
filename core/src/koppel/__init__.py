"""Koppel books a web shop's orders in the seller's accounting package, from the seller's own machine."""

from __future__ import annotations
