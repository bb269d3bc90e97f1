"""Tokens by the clock: they expire, and their last use is noted without writing at every call."""

from __future__ import annotations

from koppel.home import Home
from koppel.testing.clock import Clock
from koppel.web.tokens import make_token, person_of_token, tokens_of
from unit.web.visiting import Visitor
from unit.web.world import make_pages


def test_a_token_expires(home: Home, clock: Clock) -> None:
    """After its days it opens nothing."""
    Visitor(make_pages(home)).set_up()
    token = make_token(home, 1, "script", days=30)
    clock.advance(seconds=29 * 86_400)
    assert person_of_token(home, token) is not None
    clock.advance(seconds=2 * 86_400)
    assert person_of_token(home, token) is None


def test_the_last_use_is_noted_now_and_then(home: Home, clock: Clock) -> None:
    """The first use at once, the next within minutes not, a later one again."""
    Visitor(make_pages(home)).set_up()
    token = make_token(home, 1, "script")
    seen = []
    for _ in range(4):
        person_of_token(home, token)
        seen.append(tokens_of(home, 1)[0].last_used_at)
        clock.advance(seconds=200)
    assert seen[0] == seen[1]
    assert seen[2] != seen[1]
