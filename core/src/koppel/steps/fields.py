"""Marshmallow fields for the kinds of steps. They read what a browser, a terminal or JSON gives, and speak our sentences.

Each takes a real value too (a number, a list, a date from YAML), so that what was stored reads back as itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping as MappingABC
from datetime import date, datetime
from typing import Any, Final, NoReturn

from marshmallow import ValidationError, fields

from koppel.steps import sentences
from koppel.steps.kinds import Text as TextStep
from koppel.text import Text

_WHOLE: Final = re.compile(r"[+-]?\d{1,15}")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_YES: Final = frozenset({"true", "on", "yes", "ja", "aan", "1"})
_NO: Final = frozenset({"false", "off", "no", "nee", "uit", "0"})


class Line(fields.String):
    """One line of text within the bounds of its step."""

    def __init__(self, step: TextStep) -> None:
        super().__init__()
        self.step = step

    def _deserialize(self, value: object, attr: str | None, data: object, **kwargs: Any) -> str:
        text = _plain(value, sentences.NO_TEXT)
        if _CONTROL.search(text):
            _refuse(sentences.NO_TEXT)
        if len(text) > self.step.max_length:
            _refuse(sentences.worded(sentences.TOO_LONG, most=self.step.max_length))
        if self.step.pattern is not None and not re.fullmatch(self.step.pattern, text):
            _refuse(self.step.pattern_help or sentences.worded(sentences.NO_MATCH, pattern=self.step.pattern))
        return text


class Whole(fields.Integer):
    """A whole number between bounds."""

    def __init__(self, least: int | None, most: int | None) -> None:
        super().__init__()
        self.least, self.most = least, most

    def _deserialize(self, value: object, attr: str | None, data: object, **kwargs: Any) -> int:
        text = str(value).strip() if isinstance(value, (int, str)) and not isinstance(value, bool) else ""
        if not _WHOLE.fullmatch(text):
            _refuse(sentences.NO_NUMBER)
        number = int(text)
        if self.least is not None and number < self.least:
            _refuse(sentences.worded(sentences.TOO_LOW, least=self.least))
        if self.most is not None and number > self.most:
            _refuse(sentences.worded(sentences.TOO_HIGH, most=self.most))
        return number


class Minutes(Whole):
    """Every so many minutes."""


class YesNo(fields.Boolean):
    """True or false; a checkbox says "on"."""

    def _deserialize(self, value: object, attr: str | None, data: object, **kwargs: Any) -> bool:
        text = str(value).strip().lower() if isinstance(value, (str, int)) else ""
        if text not in _YES | _NO:
            _refuse(sentences.NO_TOGGLE)
        return text in _YES


class Day(fields.Date):
    """A day, written YYYY-MM-DD and no other way: 01-02-2026 means two things."""

    def _deserialize(self, value: object, attr: str | None, data: object, **kwargs: Any) -> date:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        text = value.strip() if isinstance(value, str) else ""
        if not _DAY.fullmatch(text):
            _refuse(sentences.NO_DAY)
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise ValidationError([sentences.NO_DAY]) from error


class OneOption(fields.String):
    """The code or the name of one option. A code that looks like a number may arrive as one."""

    def _deserialize(self, value: object, attr: str | None, data: object, **kwargs: Any) -> str:
        return _plain(value, sentences.NO_CHOICE)


class SeveralOptions(fields.List[Any]):
    """Codes or names of options, each once: a list, JSON text, or separated by commas."""

    def __init__(self) -> None:
        super().__init__(fields.String())

    def _deserialize(self, value: object, attr: str | None, data: object, **kwargs: Any) -> list[Any]:
        if isinstance(value, str):
            value = _json(value, sentences.NO_CHOICES) if value.lstrip().startswith("[") else value.split(",")
        if not isinstance(value, (list, tuple)):
            _refuse(sentences.NO_CHOICES)
        given = [_plain(item, sentences.NO_CHOICES) for item in value]
        return list(dict.fromkeys(item for item in given if item))


class Table(fields.Dict):
    """Rows with the code or name of an option, as a mapping or JSON text; a row without option stays open."""

    def __init__(self) -> None:
        super().__init__(keys=fields.String(), values=OneOption())

    def _deserialize(self, value: object, attr: str | None, data: object, **kwargs: Any) -> dict[Any, Any]:
        if isinstance(value, str):
            value = _json(value, sentences.NO_TABLE)
        if not isinstance(value, MappingABC):
            _refuse(sentences.NO_TABLE)
        rows = {str(row).strip(): option for row, option in value.items() if option not in (None, "")}
        loaded: dict[Any, Any] = super()._deserialize(rows, attr, rows, **kwargs)  # type: ignore[no-untyped-call]
        return loaded


def _plain(value: object, sentence: Text) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        _refuse(sentence)
    return str(value).strip()


def _json(text: str, sentence: Text) -> object:
    try:
        parsed: object = json.loads(text)
    except ValueError as error:
        raise ValidationError([sentence]) from error
    return parsed


def _refuse(sentence: Text) -> NoReturn:
    raise ValidationError([sentence])
