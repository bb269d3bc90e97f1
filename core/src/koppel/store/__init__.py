"""The database: tables, sessions, migrations. What the rows mean is left to the rooms that write them."""

from __future__ import annotations

from koppel.store.accounts import (
    ApiToken,
    CallCount,
    Channel,
    Connection,
    LoginFlow,
    MemoryRow,
    Setting,
    User,
    VatNumberCheck,
    Webhook,
)
from koppel.store.base import Base, JsonObject, utc_now
from koppel.store.syncing import Attempt, Integration, Issue, LedgerRow, Reconciliation, Run, ServiceLevel

__all__ = [
    "ApiToken",
    "Attempt",
    "Base",
    "CallCount",
    "Channel",
    "Connection",
    "Integration",
    "Issue",
    "JsonObject",
    "LedgerRow",
    "LoginFlow",
    "MemoryRow",
    "Reconciliation",
    "Run",
    "ServiceLevel",
    "Setting",
    "User",
    "VatNumberCheck",
    "Webhook",
    "utc_now",
]
