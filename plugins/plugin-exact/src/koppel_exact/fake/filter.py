"""A reader of `$filter`: the part of OData 2 that the service is known to understand, and nothing else.

An expression becomes a function of a row. Types are strict, as in OData: a Guid compares with a guid literal only.
"""

from __future__ import annotations

import operator
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, NoReturn

from .catalogue import Property
from .refusal import BAD_GUID, Refusal, bad_request, bad_syntax

Reader = Callable[[str], Any]
UNSUPPORTED = "This $filter parameter is not supported for this resource"
_TOKEN = re.compile(
    r"\s*(?:(?P<guid>guid'[^']*')|(?P<datetime>datetime'[^']*')|(?P<string>'(?:[^']|'')*')"
    r"|(?P<number>-?\d+(?:\.\d+)?[LlMmDdFf]?)(?![\w.])|(?P<name>[A-Za-z_][\w/]*)|(?P<sign>[(),]))"
)
_WORDS = {"true": True, "false": False, "null": None}
_KINDS = {"Guid": "guid", "DateTime": "datetime", "String": "string", "Boolean": "boolean"}
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}
_FUNCTIONS: dict[str, tuple[int, str, Callable[..., Any]]] = {
    "substringof": (2, "boolean", lambda part, whole: part in whole),
    "startswith": (2, "boolean", lambda whole, start: whole.startswith(start)),
    "endswith": (2, "boolean", lambda whole, end: whole.endswith(end)),
    "trim": (1, "string", str.strip),
    "tolower": (1, "string", str.lower),
    "toupper": (1, "string", str.upper),
}


@dataclass(frozen=True, slots=True)
class _Term:
    """A part of the expression: its type and how to get its value from a row."""

    kind: str
    read: Callable[[Reader], Any]


@dataclass(frozen=True, slots=True)
class Filter:
    """A whole expression, the fields and the comparisons it uses."""

    test: Callable[[Reader], bool]
    fields: frozenset[str]
    operators: frozenset[str]


@dataclass(slots=True)
class _Parser:
    properties: Mapping[str, Property]
    tokens: list[tuple[str, str]]
    fields: set[str] = field(default_factory=set)
    operators: set[str] = field(default_factory=set)

    def whole(self) -> Filter:
        term = self._or()
        if self.tokens or term.kind != "boolean":
            _fail()
        return Filter(lambda reader: term.read(reader) is True, frozenset(self.fields), frozenset(self.operators))

    def _or(self) -> _Term:
        left = self._and()
        while self._word("or"):
            left = _both(left, self._and(), lambda a, b: a or b)
        return left

    def _and(self) -> _Term:
        left = self._comparison()
        while self._word("and"):
            left = _both(left, self._comparison(), lambda a, b: a and b)
        return left

    def _comparison(self) -> _Term:
        left = self._operand()
        if not self.tokens or self.tokens[0][1] not in _COMPARE:
            return left
        name = self.tokens.pop(0)[1]
        self.operators.add(name)
        right = self._operand()
        if left.kind != right.kind and "null" not in {left.kind, right.kind}:
            _fail()
        return _Term("boolean", lambda reader: _compare(name, left.read(reader), right.read(reader)))

    def _operand(self) -> _Term:
        kind, text = self._next()
        if kind == "sign" and text == "(":
            inner = self._or()
            self._sign(")")
            return inner
        if kind != "name":
            return _literal(kind, text)
        if text in _WORDS:
            return _Term("null" if text == "null" else "boolean", lambda _reader: _WORDS[text])
        if self.tokens and self.tokens[0] == ("sign", "("):
            return self._function(text)
        return self._property(text)

    def _property(self, name: str) -> _Term:
        if "/" in name:
            raise bad_request(UNSUPPORTED)
        known = self.properties.get(name)
        if known is None or known.edm == "Collection":
            raise bad_syntax()
        self.fields.add(name)
        return _Term(_KINDS.get(known.edm, "number"), lambda reader: reader(name))

    def _function(self, name: str) -> _Term:
        if name not in _FUNCTIONS:
            raise bad_request(UNSUPPORTED)
        arity, kind, call = _FUNCTIONS[name]
        self._sign("(")
        terms = [self._or()]
        while self.tokens and self.tokens[0] == ("sign", ","):
            self.tokens.pop(0)
            terms.append(self._or())
        self._sign(")")
        if len(terms) != arity or any(term.kind != "string" for term in terms):
            _fail()
        return _Term(kind, lambda reader: _call(call, [term.read(reader) for term in terms]))

    def _next(self) -> tuple[str, str]:
        return self.tokens.pop(0) if self.tokens else _fail()

    def _sign(self, sign: str) -> None:
        if self._next() != ("sign", sign):
            _fail()

    def _word(self, word: str) -> bool:
        if self.tokens and self.tokens[0] == ("name", word):
            self.tokens.pop(0)
            return True
        return False


def _fail() -> NoReturn:
    raise bad_syntax()


def _both(left: _Term, right: _Term, join: Callable[[bool, bool], bool]) -> _Term:
    if (left.kind, right.kind) != ("boolean", "boolean"):
        _fail()
    return _Term("boolean", lambda reader: join(left.read(reader) is True, right.read(reader) is True))


def _compare(name: str, left: Any, right: Any) -> bool:
    if left is None or right is None:
        return {"eq": left is right, "ne": left is not right}.get(name, False)
    return _COMPARE[name](left, right)


def _call(function: Callable[..., Any], arguments: list[Any]) -> Any:
    return None if None in arguments else function(*arguments)


def _literal(kind: str, text: str) -> _Term:
    match kind:
        case "string":
            value: Any = text[1:-1].replace("''", "'")
        case "guid":
            value = guid(text)
        case "datetime":
            value = moment(text)
        case "number":
            value = Decimal(text.rstrip("LlMmDdFf"))
        case _:
            _fail()
    return _Term(kind, lambda _reader: value)


def guid(text: str) -> str:
    """The value of a guid literal."""
    try:
        return str(uuid.UUID(text.removeprefix("guid").strip("'")))
    except ValueError as error:
        raise Refusal(400, BAD_GUID) from error


def moment(text: str) -> datetime:
    """The value of a datetime literal; a date alone is fine."""
    try:
        found = datetime.fromisoformat(text.removeprefix("datetime").strip("'"))
    except ValueError as error:
        raise bad_syntax() from error
    return found if found.tzinfo is None else _fail()


def parse(text: str, properties: Mapping[str, Property]) -> Filter:
    """Read an expression over the given properties; raises a Refusal with status 400 when it cannot be read."""
    if not text.strip():
        raise bad_request(UNSUPPORTED)
    tokens, position = [], 0
    stripped = text.rstrip()
    while position < len(stripped):
        match = _TOKEN.match(stripped, position)
        if match is None or match.lastgroup is None:
            _fail()
        tokens.append((match.lastgroup, match[match.lastgroup]))
        position = match.end()
    return _Parser(properties, tokens).whole()
