"""When a step is asked: conditions on the answers before it and on what the source can give.

A condition is data: it can be compared, checked when the connector is loaded, and written into the page so that a
browser hides and shows steps at once. Deciding is left to the server all the same.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Condition(ABC):
    """Combine with `&`, `|` and `~`."""

    @abstractmethod
    def holds(self, answers: Mapping[str, object], features: frozenset[str]) -> bool:
        """Decide on validated answers and the source's features."""

    @abstractmethod
    def names(self) -> frozenset[str]:
        """The keys of the steps that it looks at."""

    @abstractmethod
    def to_data(self) -> dict[str, object]:
        """For the page's script, as plain JSON."""

    def __and__(self, other: Condition) -> Condition:
        return AllOf((self, other))

    def __or__(self, other: Condition) -> Condition:
        return AnyOf((self, other))

    def __invert__(self) -> Condition:
        return Not(self)


@dataclass(frozen=True, slots=True)
class Equals(Condition):
    """The step has exactly this answer."""

    key: str
    value: object

    def holds(self, answers: Mapping[str, object], features: frozenset[str]) -> bool:
        return answers.get(self.key) == self.value

    def names(self) -> frozenset[str]:
        return frozenset({self.key})

    def to_data(self) -> dict[str, object]:
        return {"equals": [self.key, self.value]}


@dataclass(frozen=True, slots=True)
class OneOf(Condition):
    """The step's answer is one of these."""

    key: str
    values: tuple[object, ...]

    def holds(self, answers: Mapping[str, object], features: frozenset[str]) -> bool:
        return answers.get(self.key) in self.values

    def names(self) -> frozenset[str]:
        return frozenset({self.key})

    def to_data(self) -> dict[str, object]:
        return {"one_of": [self.key, list(self.values)]}


@dataclass(frozen=True, slots=True)
class Answered(Condition):
    """The step has an answer."""

    key: str

    def holds(self, answers: Mapping[str, object], features: frozenset[str]) -> bool:
        return answers.get(self.key) not in (None, "", [], {})

    def names(self) -> frozenset[str]:
        return frozenset({self.key})

    def to_data(self) -> dict[str, object]:
        return {"answered": self.key}


@dataclass(frozen=True, slots=True)
class SourceGives(Condition):
    """The source has this feature. A step whose whole condition is settled by it does not exist for other sources."""

    feature: str

    def holds(self, answers: Mapping[str, object], features: frozenset[str]) -> bool:
        return self.feature in features

    def names(self) -> frozenset[str]:
        return frozenset()

    def to_data(self) -> dict[str, object]:
        return {"feature": self.feature}


@dataclass(frozen=True, slots=True)
class AllOf(Condition):
    """All of them hold."""

    parts: tuple[Condition, ...]

    def holds(self, answers: Mapping[str, object], features: frozenset[str]) -> bool:
        return all(part.holds(answers, features) for part in self.parts)

    def names(self) -> frozenset[str]:
        return frozenset().union(*(part.names() for part in self.parts))

    def to_data(self) -> dict[str, object]:
        return {"all": [part.to_data() for part in self.parts]}


@dataclass(frozen=True, slots=True)
class AnyOf(Condition):
    """At least one of them holds."""

    parts: tuple[Condition, ...]

    def holds(self, answers: Mapping[str, object], features: frozenset[str]) -> bool:
        return any(part.holds(answers, features) for part in self.parts)

    def names(self) -> frozenset[str]:
        return frozenset().union(*(part.names() for part in self.parts))

    def to_data(self) -> dict[str, object]:
        return {"any": [part.to_data() for part in self.parts]}


@dataclass(frozen=True, slots=True)
class Not(Condition):
    """It does not hold."""

    part: Condition

    def holds(self, answers: Mapping[str, object], features: frozenset[str]) -> bool:
        return not self.part.holds(answers, features)

    def names(self) -> frozenset[str]:
        return self.part.names()

    def to_data(self) -> dict[str, object]:
        return {"not": self.part.to_data()}
