"""What a service answered, as connectors get it: no httpx outside this room."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from koppel.errors import Unavailable, UnknownOutcome
from koppel.text import Text

_NOT_JSON = Text(
    en="{service} answered with a page instead of data. Check the address, and whether the site shows a login or "
    "maintenance page.",
    nl="{service} antwoordde met een webpagina in plaats van gegevens. Controleer het adres, en of de site een inlog- of "
    "onderhoudspagina toont.",
)

_UNKEEPABLE = re.compile(r"\\u(?:0000|d[89a-f])", re.IGNORECASE)
_BROKEN = re.compile("[\0\ud800-\udfff]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An HTTP answer. `headers` has lower-case names. `wrote` is true when the request may have changed something."""

    service: str
    method: str
    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes
    wrote: bool = False

    @property
    def text(self) -> str:
        """The body as text; a byte order mark is dropped, bytes that are not UTF-8 are replaced."""
        return self.content.decode("utf-8-sig", errors="replace")

    def json(self) -> Any:
        """The body as JSON; numbers with a fraction arrive as Decimal, and what is no character as U+FFFD.

        Anything else raises Unavailable, or UnknownOutcome when the request was a write: a truncated answer to a write
        does not tell whether it was done.
        """
        try:
            said = json.loads(self.text, parse_float=Decimal)
        except ValueError as error:
            raise self._not_json() from error
        return _keepable(said) if _UNKEEPABLE.search(self.text) else said

    def _not_json(self) -> Unavailable | UnknownOutcome:
        return UnknownOutcome(**self._told) if self.wrote else Unavailable(_NOT_JSON, **self._told)

    def not_understood(self, problem: str = "") -> Unavailable | UnknownOutcome:
        """The error to raise for JSON that is not what was asked for: no answer, or one that leaves a write unclear.

        `problem` is for the log.
        """
        data = {**self._told, "problem": problem} if problem else self._told
        return UnknownOutcome(**data) if self.wrote else Unavailable(**data)

    @property
    def _told(self) -> dict[str, Any]:
        return {"service": self.service, "status": self.status, "url": self.url, "begins": self.text[:200]}

    @property
    def is_json(self) -> bool:
        """True when the body is JSON, whatever the content type claims."""
        try:
            json.loads(self.text)
        except ValueError:
            return False
        return True


def _keepable(value: Any) -> Any:
    """JSON can say what is no text: half of an emoji that a shop cut off, a zero byte that PostgreSQL does not take. One
    such name would keep everything behind it out of the ledger."""
    if isinstance(value, str):
        return _BROKEN.sub(_REPLACEMENT, value)
    if isinstance(value, dict):
        return {_keepable(key): _keepable(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_keepable(part) for part in value]
    return value
