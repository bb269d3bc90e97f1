"""What a service answered, as a connector gets it."""

from __future__ import annotations

import pytest

from koppel.http import Answer


def answer(body: str) -> Answer:
    """A good answer with this body."""
    return Answer(service="Shop", method="GET", url="/", status=200, headers={}, content=body.encode())


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (r"Anna \ud83d", "Anna \N{REPLACEMENT CHARACTER}"),
        (r"Anna\u0000", "Anna\N{REPLACEMENT CHARACTER}"),
        (r"Anna \ud83d\ude00", "Anna \N{GRINNING FACE}"),
        (r"C:\\u0000", "C:\\u0000"),
    ],
)
def test_what_is_no_text_is_replaced(said: str, kept: str) -> None:
    """Half an emoji or a zero byte in a name could not be kept, and nothing behind it would ever be read; whole ones and
    other text stay as they are."""
    assert answer(f'{{"orders": [{{"{said}": "{said}"}}], "total": 1}}').json() == {
        "orders": [{kept: kept}],
        "total": 1,
    }
