"""The words for reasons and warnings: complete in both languages, and filled in as each language writes."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from koppel.booking.reasons import held, rate_words
from koppel.booking.sentences import HELD, SKIPPED, WARNINGS
from koppel.booking.why import WHY
from koppel.text import Text

ALL = {**HELD, **SKIPPED, **WARNINGS, **WHY}


@pytest.mark.parametrize("name", sorted(ALL))
def test_both_languages_say_the_same_things(name: str) -> None:
    """The same marks in each, whole sentences, and no English left standing in the Dutch."""
    text = ALL[name]
    assert set(re.findall(r"{\w+}", text.en)) == set(re.findall(r"{\w+}", text.nl))
    assert text.en != text.nl
    assert text.en.endswith(".")
    assert text.nl.endswith(".")


def test_amounts_days_and_rates_are_written_as_each_language_does() -> None:
    """A Dutch reader gets commas and Dutch dates; the log gets the plain values."""
    made = held("total_mismatch", lines=Decimal("121.5"), total=Decimal("1121.56"))
    assert "121,50" in made.sentence.nl
    assert "1121.56" in made.sentence.en
    assert made.data == {"lines": "121.50", "total": "1121.56"}
    words = Text(en="Germany (DE)", nl="Duitsland (DE)")
    made = held("rate_unknown_for_country", rate=rate_words(Decimal("25.5")), country=words, day=date(2026, 6, 8))
    assert "25,5% btw, een tarief dat Duitsland (DE) op 8-6-2026" in made.sentence.nl
    assert "{" not in made.sentence.en + made.sentence.nl
