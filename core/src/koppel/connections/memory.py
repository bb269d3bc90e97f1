"""A connector's memory between runs, in the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import delete, select

from koppel.home import Home
from koppel.store import MemoryRow

_AT_ONCE = 400


class StoredMemory:
    """The memory of one connection. It is a cache: dropping it makes things slower, never wrong."""

    def __init__(self, home: Home, connection_id: int) -> None:
        self._home = home
        self._connection_id = connection_id

    def get(self, namespace: str, key: str) -> object | None:
        """The value, or None."""
        return self.get_many(namespace, [key]).get(key)

    def get_many(self, namespace: str, keys: Iterable[str]) -> dict[str, object]:
        """The values of the keys that are known."""
        found: dict[str, object] = {}
        with self._home.reading() as session:
            for some in _portions(keys):
                rows = session.scalars(
                    select(MemoryRow).where(
                        MemoryRow.connection_id == self._connection_id,
                        MemoryRow.namespace == namespace,
                        MemoryRow.key.in_(some),
                    )
                )
                found.update({row.key: row.value["v"] for row in rows})
        return found

    def put(self, namespace: str, values: Mapping[str, object]) -> None:
        """Store or replace, all in one transaction."""
        with self._home.writing() as session:
            for some in _portions(values):
                session.execute(
                    delete(MemoryRow).where(
                        MemoryRow.connection_id == self._connection_id,
                        MemoryRow.namespace == namespace,
                        MemoryRow.key.in_(some),
                    )
                )
                session.add_all(
                    MemoryRow(
                        connection_id=self._connection_id,
                        namespace=namespace,
                        key=key,
                        value={"v": values[key]},
                        stored_at=self._home.now(),
                    )
                    for key in some
                )

    def forget(self, namespace: str) -> None:
        """Drop everything in that namespace."""
        with self._home.writing() as session:
            session.execute(
                delete(MemoryRow).where(
                    MemoryRow.connection_id == self._connection_id, MemoryRow.namespace == namespace
                )
            )


def _portions(keys: Iterable[str]) -> list[list[str]]:
    listed = list(keys)
    return [listed[start : start + _AT_ONCE] for start in range(0, len(listed), _AT_ONCE)]
