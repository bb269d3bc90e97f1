"""Plug&Pay for Koppel: reads invoices and credit invoices of a shop on Plug&Pay and registers payments there."""

from __future__ import annotations
