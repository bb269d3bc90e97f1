"""Who reads: the language, the time zone, and how days, moments and amounts are written for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_currency, format_decimal
from flask import g, request
from flask_login import current_user

from koppel.text import LANGUAGES, Language, Text
from koppel.web.people import Person

COOKIE: Final = "koppel_language"
DEFAULT_ZONE: Final = "Europe/Amsterdam"
_LOCALES: Final[dict[Language, str]] = {"nl": "nl_NL", "en": "en_GB"}
_MOST_DECIMALS: Final = "#,##0.00######"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Formats for one person. British English: day before month, as in the rest of Europe."""

    language: Language
    zone: str = DEFAULT_ZONE

    def say(self, en: str, nl: str, **data: object) -> str:
        """The sentence in the reader's language, its `{name}` marks filled."""
        return self.text(Text(en=en, nl=nl).with_data(**data))

    def text(self, text: Text | str | None) -> str:
        """A text of ours in the reader's language; what a service said stays as it is."""
        if text is None:
            return ""
        return text if isinstance(text, str) else text.to(self.language)

    def day(self, value: date | None) -> str:
        """14 Mar 2026."""
        return _day(value, self._locale) if value else ""

    def month(self, value: date) -> str:
        """March 2026."""
        return format_date(value, "LLLL y", locale=self._locale)

    def moment(self, value: datetime | None) -> str:
        """14 Mar 2026 09:30, in the reader's zone."""
        if value is None:
            return ""
        return format_datetime(value, "d MMM y HH:mm", tzinfo=ZoneInfo(self.zone), locale=self._locale)

    def ago(self, value: datetime | None, now: datetime) -> str:
        """In two minutes; three hours ago."""
        return format_timedelta(value - now, add_direction=True, locale=self._locale) if value else ""

    def amount(self, value: Decimal | None) -> str:
        """1,234.50: two decimals, more only when there are more."""
        return "" if value is None else format_decimal(value, format=_MOST_DECIMALS, locale=self._locale)

    def money(self, value: Decimal | None, currency: str) -> str:
        """€1,234.50; a currency that is no known code is shown as it is."""
        return "" if value is None else format_currency(value, currency, locale=self._locale)

    def quantity(self, value: Decimal) -> str:
        """2; 0.5."""
        return format_decimal(value.normalize(), format="#,##0.######", locale=self._locale)

    def count(self, value: int) -> str:
        """12,345."""
        return format_decimal(value, locale=self._locale)

    @property
    def _locale(self) -> str:
        return _LOCALES[self.language]


@lru_cache(maxsize=1024)
def _day(value: date, locale: str) -> str:
    """Kept: a page of many rows is of few days."""
    return format_date(value, "d MMM y", locale=locale)


def the_reader() -> Reader:
    """Of this request: the person's own language, else the one chosen on this machine, else what the browser asks."""
    known = g.get("reader")
    if isinstance(known, Reader):
        return known
    person = current_user if isinstance(current_user._get_current_object(), Person) else None  # noqa: SLF001 - a proxy
    reader = (
        Reader(language=language_of(person.language), zone=person.zone)
        if person
        else Reader(language=language_of(request.cookies.get(COOKIE)))
    )
    g.reader = reader
    return reader


def language_of(wanted: str | None) -> Language:
    """A language that we speak: the wanted one, else the browser's, else Dutch."""
    if wanted in LANGUAGES:
        return "en" if wanted == "en" else "nl"
    return "en" if request.accept_languages.best_match(LANGUAGES, default="nl") == "en" else "nl"
