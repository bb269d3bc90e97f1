"""WooCommerce for Koppel."""

from __future__ import annotations
