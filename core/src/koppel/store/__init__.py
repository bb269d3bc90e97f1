"""The database: tables, sessions, migrations. What the rows mean is left to the rooms that write them."""

from __future__ import annotations

from koppel.store.accounts import ApiToken, CallCount, Connection, LoginFlow, MemoryRow, Setting, User
from koppel.store.base import Base, JsonObject, utc_now
from koppel.store.syncing import Attempt, Integration, Issue, LedgerRow, Run, ServiceLevel

__all__ = [
    "ApiToken",
    "Attempt",
    "Base",
    "CallCount",
    "Connection",
    "Integration",
    "Issue",
    "JsonObject",
    "LedgerRow",
    "LoginFlow",
    "MemoryRow",
    "Run",
    "ServiceLevel",
    "Setting",
    "User",
    "utc_now",
]
