"""An integration opened: its row, its two connectors, its form and its answers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import TracebackType
from typing import Self

from sqlalchemy import select
from sqlalchemy.orm import aliased

from koppel.connections.clients import open_connector
from koppel.connectors import Source, Target
from koppel.errors import Bug, WrongUse
from koppel.home import Home
from koppel.steps.answers import Answers
from koppel.steps.core_steps import CORE_STEPS
from koppel.steps.evaluate import answers_of
from koppel.steps.form import Form, compile_form
from koppel.steps.stored import Stored
from koppel.store import Connection, Integration
from koppel.text import Text

NO_INTEGRATION = Text(
    en="There is no integration {name}. The list of integrations shows the names.",
    nl="Er is geen integratie {name}. De lijst van integraties toont de namen.",
)


@dataclass
class Pair:
    """One integration with everything around it. Connectors are opened on first use; close it when done."""

    home: Home
    row: Integration
    source_row: Connection
    target_row: Connection

    @cached_property
    def form(self) -> Form:
        """The questions of this pair."""
        return form_of(self.home, self.source_row.connector, self.target_row.connector)

    @property
    def stored(self) -> Stored:
        """The answers as they are kept."""
        return Stored(values=self.row.answers, chosen=self.row.chosen, aside=self.row.aside)

    @cached_property
    def answers(self) -> Answers:
        """The answers as connectors see them."""
        return answers_of(self.form, self.stored)

    @cached_property
    def source(self) -> Source:
        """The shop, signed in."""
        opened = open_connector(self.home, self.source_row, answers=self.answers)
        if not isinstance(opened, Source):
            raise Bug(what=f"{opened.key} is no source")
        return opened

    @cached_property
    def target(self) -> Target:
        """The package, signed in."""
        opened = open_connector(self.home, self.target_row, answers=self.answers)
        if not isinstance(opened, Target):
            raise Bug(what=f"{opened.key} is no target")
        return opened

    def calls(self) -> dict[str, int]:
        """How many calls were made since it was opened."""
        return {side: self._opened(side).client.calls if side in self.__dict__ else 0 for side in ("source", "target")}

    def close(self) -> None:
        """Let go of the connections that were opened."""
        for side in ("source", "target"):
            if side in self.__dict__:
                self._opened(side).client.close()

    def _opened(self, side: str) -> Source | Target:
        return self.source if side == "source" else self.target

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def open_pair(home: Home, name: str) -> Pair:
    """The integration of that name. Raises WrongUse when there is none."""
    with home.reading() as session:
        row = session.scalar(select(Integration).where(Integration.name == name))
        if row is None:
            raise WrongUse(NO_INTEGRATION, name=name)
        return Pair(
            home,
            row,
            session.get_one(Connection, row.source_id),
            session.get_one(Connection, row.target_id),
        )


def open_pairs(home: Home) -> list[Pair]:
    """All integrations, by name."""
    source, target = aliased(Connection), aliased(Connection)
    with home.reading() as session:
        found = session.execute(
            select(Integration, source, target)
            .join(source, source.id == Integration.source_id)
            .join(target, target.id == Integration.target_id)
            .order_by(Integration.name)
        ).all()
    return [Pair(home, *row) for row in found]


def pair_of(home: Home, integration_id: int) -> Pair:
    """The integration of that id."""
    with home.reading() as session:
        name = session.get_one(Integration, integration_id).name
    return open_pair(home, name)


def form_of(home: Home, source_key: str, target_key: str) -> Form:
    """The questions of any source with any target."""
    return _form(home.plugins.source(source_key), home.plugins.target(target_key))


@lru_cache(maxsize=64)
def _form(source: type[Source], target: type[Target]) -> Form:
    """Made once: what connectors declare does not change while they are loaded, and every page asks for it."""
    features = frozenset(str(feature) for feature in source.features)
    return compile_form(source.steps, target.steps, CORE_STEPS, features)
