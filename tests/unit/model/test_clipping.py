"""Texts that must fit a length."""

from __future__ import annotations

import pytest

from koppel.api import clip, clip_code, with_checksum

LONG = "an-order-number-longer-than-thirty-characters"


@pytest.mark.parametrize(
    ("text", "length", "cut"),
    [
        ("short", 10, "short"),
        ("two words here", 12, "two words…"),
        ("onelongword", 8, "onelong…"),
        ("  a   b  ", 10, "a b"),
    ],
)
def test_texts_are_cut_at_a_word_where_that_leaves_enough(text, length, cut):
    """And never become longer than allowed."""
    assert clip(text, length) == cut
    assert len(clip(text, length)) <= length


def test_a_code_that_fits_stays_as_it_is():
    """But for its blanks."""
    assert clip_code("  10001   R5 ", 30) == "10001 R5"


def test_a_code_that_was_made_once_is_made_again():
    """Bookings of last year are found back by it, so this very text must stay."""
    assert clip_code(LONG, 30) == "an-order-number-longe~2680d265"
    assert with_checksum("1001-A", 50, joint="-", digits=True) == "1001-A-45494370"


def test_codes_that_begin_alike_stay_apart():
    """At exactly the length that is allowed."""
    codes = {clip_code(f"{LONG}{end}", 30) for end in "abc"}

    assert len(codes) == 3
    assert {len(code) for code in codes} == {30}
