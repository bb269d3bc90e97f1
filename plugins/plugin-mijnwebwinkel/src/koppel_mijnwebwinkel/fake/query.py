"""What a caller asked for: pages, dates and switches out of the query, and 400 for what cannot be one of these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from koppel_mijnwebwinkel.fake.answers import bad_request

DEFAULT_LIMIT: Final = 10
MAX_LIMIT: Final = 100

LANGUAGES: Final = frozenset(
    "nl_NL en_GB de_DE fr_FR es_ES en_US pt_PT it_IT da_DK sv_SE no_NO tr_TR pl_PL".split()  # noqa: SIM905
)
_BOOLEANS: Final = {"1": True, "0": False, "true": True, "false": False}
_DAY: Final = "%Y-%m-%d"
_MOMENT: Final = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True, slots=True)
class Query:
    """The parameters of a request. Unknown names are passed over."""

    given: Mapping[str, str]

    def text(self, name: str) -> str | None:
        """A text; None when it is missing or empty."""
        return self.given.get(name) or None

    def whole(self, name: str) -> int | None:
        """A whole number, not below zero."""
        text = self.text(name)
        if text is None:
            return None
        if not text.isdecimal():
            raise bad_request(f"{name} is not a number")
        return int(text)

    def switch(self, name: str) -> bool | None:
        """A boolean; the vendor's own program writes 1 and 0."""
        text = self.text(name)
        if text is None:
            return None
        if text.lower() not in _BOOLEANS:
            raise bad_request(f"{name} is not a boolean")
        return _BOOLEANS[text.lower()]

    def day(self, name: str) -> date | None:
        """`yyyy-mm-dd`."""
        text = self.text(name)
        if text is None:
            return None
        try:
            return datetime.strptime(text, _DAY).date()  # noqa: DTZ007 - a day has no zone
        except ValueError as error:
            raise bad_request(f"{name} is not a date") from error

    def moment(self, name: str) -> datetime | None:
        """`yyyy-mm-dd hh:mm:ss` on the shop's wall clock."""
        text = self.text(name)
        try:
            return datetime.strptime(text, _MOMENT) if text else None  # noqa: DTZ007 - the filter has no zone
        except ValueError as error:
            raise bad_request(f"{name} is not a date and time") from error

    def limit(self, *, refuses_more: bool) -> int:
        """The size of a page."""
        limit = self.whole("limit")
        limit = DEFAULT_LIMIT if limit is None else limit
        if limit < 1 or (limit > MAX_LIMIT and refuses_more):
            raise bad_request(f"limit is not between 1 and {MAX_LIMIT}")
        return min(limit, MAX_LIMIT)

    def is_descending(self) -> bool:
        """The order of the list, by number."""
        ordering = self.text("ordering") or "asc"
        if ordering not in {"asc", "desc"}:
            raise bad_request("ordering is asc or desc")
        return ordering == "desc"

    def language(self) -> str:
        """The language of texts in the answer."""
        language = self.text("language") or "nl_NL"
        if language not in LANGUAGES:
            raise bad_request("unknown language")
        return language

    def check_format(self) -> None:
        """Only JSON is played here."""
        if (self.text("format") or "json") != "json":
            raise bad_request("format is not played by this fake")
