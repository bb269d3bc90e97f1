"""What a POST, a PUT and a DELETE do to an entity when no rule of its own says otherwise."""

from __future__ import annotations

from .catalogue import Entity, catalogue
from .checks import Checks
from .division import Division
from .refusal import ALREADY_EXISTS, Problems
from .table import Row


class Behaviour:
    """The plain behaviour of an entity: codes are unique, coded values are known, everything else is kept."""

    unique_code = True

    def __init__(self, name: str) -> None:
        self.entity: Entity = catalogue()[name]

    def create(self, division: Division, values: Row, problems: Problems) -> Row:
        """Keep a new row, or raise the Refusal with all that is wrong."""
        Checks(division, problems).coded(self.entity, values)
        self.refuse_taken(division, values, problems)
        problems.check()
        lines = {name: values.pop(name) for name in self.entity.collections if name in values}
        row = division.add(self.entity.name, values)
        for name, children in lines.items():
            target = catalogue()[self.entity.collections[name]]
            for number, child in enumerate(children, 1):
                owner = {target.parent[1]: row[self.entity.key]} if target.parent else {}
                division.add(target.name, {**child, **owner, "LineNumber": number})
        return row

    def update(self, division: Division, row: Row, values: Row, problems: Problems) -> None:
        """Change the fields that were sent."""
        Checks(division, problems).coded(self.entity, values)
        self.refuse_taken(division, values, problems)
        problems.check()
        division.change(self.entity.name, row, values)

    def delete(self, division: Division, row: Row) -> None:
        """Drop the row."""
        division.remove(self.entity.name, row)

    def refuse_taken(self, division: Division, values: Row, problems: Problems) -> None:
        """A key or a code that exists is refused, also when a PUT repeats the row's own."""
        key = self.entity.key
        taken = values.get(key) in division.table(self.entity.name)
        if self.unique_code and values.get("Code"):
            taken = taken or division.one(self.entity.name, Code=values["Code"]) is not None
        if taken:
            problems.add(ALREADY_EXISTS)
