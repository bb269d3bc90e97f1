"""Where a reading goes on: how far changes were handled, and what is left of a reading that was broken off."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from koppel.api import Bug

Filters = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """One list to be read from front to end: its filters, and the place and the last order that were handled."""

    filters: Filters
    place: int = 0
    last: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A reading under way: when it began, the lists it takes, the walks that are left, and which looks back it counts as.

    `lists` stays whole while `walks` get fewer.
    """

    began: datetime
    lists: tuple[Filters, ...]
    walks: tuple[Walk, ...]
    looks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Everything that happened up to `covered` was handled; None before the first reading was finished.

    `looked_back` says for a number of days when the orders of so many days were last read whole. `archived_apart`: whether
    a list leaves out archived orders unless they are asked for; None while no archived order has told.
    """

    covered: datetime | None = None
    looked_back: Mapping[int, datetime] = field(default_factory=dict)
    archived_apart: bool | None = None
    plan: Plan | None = None

    @classmethod
    def parse(cls, text: str | None) -> Cursor:
        """The saved cursor. Raises Bug for a text that is none."""
        if text is None:
            return cls()
        try:
            return _read(json.loads(text))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise Bug(what=f"not a cursor: {text[:100]}") from error

    def text(self) -> str:
        """What is saved."""
        saved: dict[str, Any] = {
            "covered": _iso(self.covered) if self.covered else None,
            "looked_back": {str(days): _iso(at) for days, at in self.looked_back.items()},
            "archived_apart": self.archived_apart,
        }
        if self.plan is not None:
            saved["plan"] = _saved(self.plan)
        return json.dumps(saved)

    def at(self, *walks: Walk) -> Cursor:
        """The same, with these walks left."""
        return self if self.plan is None else replace(self, plan=replace(self.plan, walks=walks))

    def done(self) -> Cursor:
        """The plan is carried out."""
        if self.plan is None:
            return self
        looked = {**self.looked_back, **dict.fromkeys(self.plan.looks, self.plan.began)}
        return replace(self, covered=self.plan.began, looked_back=looked, plan=None)


def _saved(plan: Plan) -> dict[str, Any]:
    walks = [{"filters": walk.filters, "place": walk.place, "last": walk.last} for walk in plan.walks]
    return {"began": _iso(plan.began), "lists": list(plan.lists), "walks": walks, "looks": list(plan.looks)}


def _read(known: dict[str, Any]) -> Cursor:
    covered, plan = known["covered"], known.get("plan")
    return Cursor(
        covered=datetime.fromisoformat(covered) if covered else None,
        looked_back={int(days): datetime.fromisoformat(at) for days, at in known["looked_back"].items()},
        archived_apart=known["archived_apart"],
        plan=_plan(plan) if plan else None,
    )


def _plan(known: dict[str, Any]) -> Plan:
    return Plan(
        began=datetime.fromisoformat(known["began"]),
        lists=tuple(known["lists"]),
        walks=tuple(Walk(filters=walk["filters"], place=walk["place"], last=walk["last"]) for walk in known["walks"]),
        looks=tuple(known["looks"]),
    )


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
