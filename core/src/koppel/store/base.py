"""The declarative base of all tables, and the naming of constraints that migrations rely on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, MetaData
from sqlalchemy.orm import DeclarativeBase

from koppel.store.types import Moment

JsonObject = dict[str, Any]


class Base(DeclarativeBase):
    """JSON columns hold dictionaries; moments are aware UTC."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Moment, JsonObject: JSON}


def utc_now() -> datetime:
    """Now, aware, in UTC."""
    return datetime.now(UTC)
