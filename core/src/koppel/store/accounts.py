"""Tables for people and connections: users, API tokens, connections with their sealed secrets, logins under way."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from koppel.store.base import Base, JsonObject, utc_now


class Setting(Base):
    """A value of the installation itself. Secret ones are sealed by the vault before they come here."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class User(Base):
    """Someone who may log in. Raising `session_epoch` ends all sessions.

    `totp_sealed` is the secret of the second factor, `totp_since` the moment it was confirmed (None: not in use) and
    `totp_last` the last time step that was spent, so that a code works once. `recovery` holds hashes of unspent codes.
    """

    __tablename__ = "app_user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(5), default="nl")
    time_zone: Mapped[str] = mapped_column(String(60), default="Europe/Amsterdam")
    session_epoch: Mapped[int] = mapped_column(default=0)
    totp_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_since: Mapped[datetime | None]
    totp_last: Mapped[int | None]
    recovery: Mapped[JsonObject] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class ApiToken(Base):
    """A bearer token of the JSON API; only its hash is kept. `scopes` are words with spaces between: read, run, write."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[str] = mapped_column(String(60), default="read run write")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class Connection(Base):
    """One account at a service. `sealed` holds credentials and tokens, encrypted; `public` the fields that are no secret.

    `way` is the way of signing that worked, `limits` the owner's own limits on calls by length of window in seconds.
    The refresh lease (`lease_owner`, `lease_until`) lets one process at a time renew a token that can be spent only
    once.
    """

    __tablename__ = "connection"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    connector: Mapped[str] = mapped_column(String(80))
    auth_method: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(20))
    public: Mapped[JsonObject] = mapped_column(default=dict)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    way: Mapped[str | None] = mapped_column(String(20))
    account: Mapped[JsonObject | None]
    error: Mapped[JsonObject | None]
    verified_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    token_received_at: Mapped[datetime | None]
    token_expires_at: Mapped[datetime | None]
    lease_owner: Mapped[str | None] = mapped_column(String(80))
    lease_until: Mapped[datetime | None]
    blocked_until: Mapped[datetime | None]
    limits: Mapped[JsonObject | None]


class LoginFlow(Base):
    """A login at a service that has begun and not yet come back. Kept in the database, so a restart loses none."""

    __tablename__ = "login_flow"

    state: Mapped[str] = mapped_column(String(64), primary_key=True)
    connection_id: Mapped[int] = mapped_column(ForeignKey("connection.id", ondelete="CASCADE"))
    redirect_uri: Mapped[str] = mapped_column(Text)
    sealed_verifier: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class MemoryRow(Base):
    """What a connector remembers between runs, and the cached lists of options. Losing it costs time, never truth."""

    __tablename__ = "memory"
    __table_args__ = (UniqueConstraint("connection_id", "namespace", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    connection_id: Mapped[int] = mapped_column(ForeignKey("connection.id", ondelete="CASCADE"))
    namespace: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(300))
    value: Mapped[JsonObject]
    stored_at: Mapped[datetime] = mapped_column(default=utc_now)


class CallCount(Base):
    """Calls made by a connection in one window of one of its limits, or in a month (`window_s` 0, for the usage page)."""

    __tablename__ = "call_count"
    __table_args__ = (UniqueConstraint("connection_id", "window_s", "begins_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    connection_id: Mapped[int] = mapped_column(ForeignKey("connection.id", ondelete="CASCADE"))
    window_s: Mapped[int]
    begins_at: Mapped[datetime]
    calls: Mapped[int] = mapped_column(default=0)


class Webhook(Base):
    """The address at which a shop may say that something changed. It is a hint to read sooner and never a source of data.

    `token` stands in the address; `sealed` is the secret with which the shop signs, where it does.
    """

    __tablename__ = "webhook"

    id: Mapped[int] = mapped_column(primary_key=True)
    connection_id: Mapped[int] = mapped_column(ForeignKey("connection.id", ondelete="CASCADE"), unique=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    received_at: Mapped[datetime | None]
    received: Mapped[int] = mapped_column(default=0)
    refused_at: Mapped[datetime | None]
    refused: Mapped[int] = mapped_column(default=0)


class Channel(Base):
    """Where issues are pushed: mail or an Apprise address, sealed since it may hold a password.

    `kind` is mail or apprise; `public` holds what may be shown of it.
    """

    __tablename__ = "channel"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(5), default="nl")
    public: Mapped[JsonObject] = mapped_column(default=dict)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    is_on: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    used_at: Mapped[datetime | None]
    error: Mapped[JsonObject | None]


class VatNumberCheck(Base):
    """What the checking service of the EU last said of a VAT number, normalised (NL000099998B57)."""

    __tablename__ = "vat_number_check"

    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    is_valid: Mapped[bool]
    checked_at: Mapped[datetime]
    valid_at: Mapped[datetime | None]
    data: Mapped[JsonObject] = mapped_column(default=dict)
