"""Lasting tokens: which of them go with a call, where, and under which name."""

from __future__ import annotations

import httpx

from koppel.api import Field, SentIn, Text, Token
from koppel.http.signing import Header, Query

_FIELDS = (
    Field(key="token", label=Text(en="Token", nl="Token"), secret=True),
    Field(key="partner", label=Text(en="Partner", nl="Partner"), secret=True, required=False),
)
_REQUEST = httpx.Request("GET", "https://api.example/orders?limit=1")


def _method(**members):
    return Token(base="https://api.example/", tokens=_FIELDS, **members)


def test_each_token_is_sent_under_its_own_name() -> None:
    """The key of the field is the name, unless the service calls it otherwise."""
    method = _method(names={"partner": "X-Partner"})

    assert method.sent({"token": "one", "partner": "two"}) == {"token": "one", "X-Partner": "two"}


def test_an_empty_token_is_not_sent() -> None:
    """A name without a value could be taken for a wrong token."""
    assert _method().sent({"token": "one"}) == {"token": "one"}


def test_a_prefix_belongs_to_headers_only() -> None:
    """In an address the bare token stands."""
    given = {"token": "one"}

    assert _method(prefix="Bearer ").sent(given) == {"token": "Bearer one"}
    assert _method(prefix="Bearer ", sent_in=SentIn.QUERY).sent(given) == {"token": "one"}


def test_tokens_in_the_address_leave_the_question_as_it_was() -> None:
    """What was asked stays, and the tokens come after it."""
    signed = Query({"token": "one", "partner": "two"}).sign(httpx.Request("GET", _REQUEST.url))

    assert dict(signed.url.params) == {"limit": "1", "token": "one", "partner": "two"}


def test_tokens_in_headers_leave_the_address_alone() -> None:
    """Each has a header of its own."""
    signed = Header({"X-One": "one", "X-Two": "two"}).sign(httpx.Request("GET", _REQUEST.url))

    assert (signed.headers["X-One"], signed.headers["X-Two"]) == ("one", "two")
    assert signed.url == _REQUEST.url


def test_the_address_is_the_services_own_unless_another_is_given() -> None:
    """The advanced field replaces it."""
    assert _method().address({}) == "https://api.example"
    assert _method().address({"base_url": "https://proxy.example/api/"}) == "https://proxy.example/api"
