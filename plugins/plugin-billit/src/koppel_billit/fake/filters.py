"""A reader of `$filter` in the dialect of OData v3 that the service documents, and of nothing beyond it."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from .refusal import GENERIC, Refusal, bad

Test = Callable[[Mapping[str, Any]], bool]

_TOKENS: Final = re.compile(
    r"\s*(?:(?P<moment>[dD]ate[tT]ime'[^']*')|(?P<text>'(?:[^']|'')*')|(?P<number>-?\d+(?:\.\d+)?)(?![\w-])|"
    r"(?P<paren>[()])|(?P<word>[A-Za-z_][\w/]*))"
)
_OPERATORS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "eq": operator.eq,
    "gt": operator.gt,
    "ge": operator.ge,
    "le": operator.le,
}


def parse(text: str, allowed: frozenset[str], type_name: str) -> Test:
    """A filter as a function of a row. Raises the Refusal for a property outside the list or for bad syntax."""
    reader = _Reader(_split(text), allowed, type_name)
    test = reader.any_of()
    reader.end()
    return test


def value_of(row: Mapping[str, Any], path: str) -> Any:
    """The value at a path such as `CounterParty/PartyID`."""
    found: Any = row
    for name in path.split("/"):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def unknown_property(name: str, type_name: str) -> Refusal:
    """What the service says of a property that it cannot filter on."""
    return bad(GENERIC, f"Could not find a property named '{name}' on type '{type_name}'.")


def _split(text: str) -> list[tuple[str, str]]:
    tokens, at = [], 0
    while at < len(text.rstrip()):
        match = _TOKENS.match(text, at)
        if match is None or match.lastgroup is None:
            raise bad(GENERIC, f"Syntax error at position {at} in '{text}'.")
        tokens.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return tokens


@dataclass(slots=True)
class _Reader:
    """Reads tokens from left to right; `and` binds stronger than `or`."""

    tokens: list[tuple[str, str]]
    allowed: frozenset[str]
    type_name: str
    at: int = 0

    def any_of(self) -> Test:
        parts = [self.all_of()]
        while self._word("or"):
            parts.append(self.all_of())
        return lambda row: any(part(row) for part in parts)

    def all_of(self) -> Test:
        parts = [self.one()]
        while self._word("and"):
            parts.append(self.one())
        return lambda row: all(part(row) for part in parts)

    def one(self) -> Test:
        if self._take("paren", "("):
            inner = self.any_of()
            if not self._take("paren", ")"):
                raise self._wrong()
            return inner
        return self.comparison()

    def comparison(self) -> Test:
        kind, name = self._next()
        if kind != "word":
            raise self._wrong()
        if name not in self.allowed:
            raise unknown_property(name, self.type_name)
        kind, word = self._next()
        compare = _OPERATORS.get(word)
        if kind != "word" or compare is None:
            raise self._wrong()
        wanted = self._literal()
        return lambda row: _holds(value_of(row, name), compare, wanted)

    def end(self) -> None:
        if self.at != len(self.tokens):
            raise self._wrong()

    def _literal(self) -> Any:
        kind, text = self._next()
        if kind == "text":
            return text[1:-1].replace("''", "'")
        if kind == "number":
            return Decimal(text)
        if kind == "moment":
            return self._moment(text.partition("'")[2].rstrip("'"))
        if kind == "word" and text in {"true", "false"}:
            return text == "true"
        raise self._wrong()

    def _moment(self, text: str) -> datetime:
        try:
            return datetime.fromisoformat(text).replace(tzinfo=None)
        except ValueError as error:
            raise self._wrong() from error

    def _word(self, word: str) -> bool:
        return self._take("word", word)

    def _take(self, kind: str, text: str) -> bool:
        if self.at < len(self.tokens) and self.tokens[self.at] == (kind, text):
            self.at += 1
            return True
        return False

    def _next(self) -> tuple[str, str]:
        if self.at >= len(self.tokens):
            raise self._wrong()
        self.at += 1
        return self.tokens[self.at - 1]

    def _wrong(self) -> Refusal:
        return bad(GENERIC, f"Syntax error in the filter near token {self.at}.")


def _holds(value: Any, compare: Callable[[Any, Any], bool], wanted: Any) -> bool:
    """False for a row without a value. Values of different kinds cannot be compared: the whole query is refused."""
    if value is None:
        return False
    if isinstance(value, bool) is not isinstance(wanted, bool) or isinstance(value, str) is not isinstance(wanted, str):
        raise bad(GENERIC, "A binary operator with incompatible types was detected.")
    try:
        return compare(value, wanted)
    except TypeError as error:
        raise bad(GENERIC, "A binary operator with incompatible types was detected.") from error
