"""Secrets stay masked for as long as they are in use, and the memory of them does not grow for ever."""

from __future__ import annotations

from koppel import logs


def test_tokens_of_long_ago_are_forgotten() -> None:
    """A server that sees ten thousand tokens remembers some thousands of them, the last ones."""
    for number in range(10):
        logs.keep_secret(f"token-{number}-{place:05}" for place in range(1000))

    assert len(logs._secrets) <= 4_000
    assert logs.masked("token-9-00999") == "•••"


def test_what_is_used_again_stays_masked() -> None:
    """A key that passes the vault now and then outlives any number of tokens; a lasting one even without that."""
    logs.keep_secret(["the-session-key"], lasting=True)
    for number in range(6):
        logs.keep_secret(["a-key-in-use"])
        logs.keep_secret(f"token-{number}-{place:05}" for place in range(1500))

    assert logs.masked("the-session-key a-key-in-use") == "••• •••"
