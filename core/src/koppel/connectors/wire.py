"""Answers as typed records: the fields and the schema that every connector needs; a service's own odd shapes stay with it.

A member of the wrong type raises marshmallow's ValidationError, which names it. `Record.read` turns that into what the core
understands: try again later, or, after a write, look first.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load, pre_load

from koppel.connectors.reading import first_complaint, moment_of
from koppel.http import Answer
from koppel.model import amount

T = TypeVar("T")


class Money(fields.Field[Decimal]):
    """A decimal with any number of decimals, from text or from a JSON number; never through a float. Empty is an error."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Decimal:
        try:
            return amount(value)
        except (TypeError, ValueError) as error:
            raise ValidationError("not an amount") from error


class Words(fields.Field[str]):
    """A text without blanks around it, or a whole number where a text belongs: numbers of orders and accounts come as either."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise ValidationError("not a text")
        return str(value).strip()


class Moment(fields.Field[datetime]):
    """A moment in UTC, as `moment_of` reads it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        moment = moment_of(value)
        if moment is None:
            raise ValidationError("not a date and time")
        return moment


class Record(Schema, Generic[T]):
    """A part of an answer that becomes the frozen dataclass `makes`: `class OrderRecord(Record[Order]): makes = Order`.

    Unknown members are left out, null is as good as absent, lists become tuples.
    """

    makes: type[T]

    class Meta:
        unknown = EXCLUDE

    @pre_load
    def present(self, data: Any, **kwargs: Any) -> Any:
        """What is there. An object without members comes as an empty list where a service is written in PHP."""
        if data == []:
            return {}
        return {key: value for key, value in data.items() if value is not None} if isinstance(data, dict) else data

    @post_load
    def make(self, data: dict[str, Any], **kwargs: Any) -> Any:
        """The dataclass. To be replaced where its members are not those of the answer."""
        return self.makes(**{key: tuple(value) if isinstance(value, list) else value for key, value in data.items()})

    def of(self, body: Any) -> T:
        """The record in a body. Raises ValidationError, for who holds one document and goes on with the others."""
        made: T = self.load(body)
        return made

    def read(self, answer: Answer) -> T:
        """The one record that was answered. Raises Unavailable, or UnknownOutcome when the request was a write."""
        body = answer.json()
        try:
            return self.of(body)
        except ValidationError as error:
            raise answer.not_understood(": ".join(first_complaint(error.messages))) from error

    def read_all(self, answer: Answer) -> list[T]:
        """The list of them that was answered. Raises as `read` does, also for what is no list."""
        body = answer.json()
        if not isinstance(body, list):
            raise answer.not_understood("not a list")
        try:
            made: list[T] = self.load(body, many=True)
        except ValidationError as error:
            raise answer.not_understood(": ".join(first_complaint(error.messages))) from error
        return made
