"""What is asked of the database: the statements of a block, to be counted or explained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event

from koppel.home import Home


@dataclass(frozen=True, slots=True)
class Query:
    """A statement as the driver got it."""

    text: str
    parameters: Any


@contextmanager
def queries_of(home: Home) -> Iterator[list[Query]]:
    """The statements that the block sends, without those that only begin a transaction or open a connection."""
    found: list[Query] = []

    def note(_connection: Any, _cursor: Any, text: str, parameters: Any, *_more: Any) -> None:
        if not text.startswith(("BEGIN", "PRAGMA")):
            found.append(Query(text, parameters))

    event.listen(home.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(home.engine, "before_cursor_execute", note)


def plan_of(home: Home, query: Query) -> Sequence[str]:
    """How SQLite goes about a statement, step by step."""
    with home.engine.connect() as connection:
        steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query.text}", query.parameters)
        return [str(step[3]) for step in steps]
