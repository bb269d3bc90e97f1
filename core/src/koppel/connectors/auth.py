"""How one signs in at a service, declared as data. The core draws the form, stores, signs, verifies and refreshes.

A plugin never sees a secret: it gets a client that is already signed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from koppel.steps.options import Option
from koppel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of the form. `secret` ones are stored encrypted and never shown again."""

    key: str
    label: Text
    secret: bool = False
    required: bool = True
    help: Text | None = None
    options: tuple[Option, ...] = ()
    default: str | None = None


BASE_URL = Field(
    key="base_url",
    label=Text(en="Other address (advanced)", nl="Ander adres (geavanceerd)"),
    required=False,
    help=Text(
        en="Replaces the service's own address: for a proxy, a test environment or an alias host.",
        nl="Vervangt het eigen adres van de dienst: voor een proxy, een testomgeving of een ander domein.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthMethod:
    """A way to sign in. Every connection also has the advanced field `base_url`.

    `more` are fields that sign nothing, such as which of several companies the connection is for; a connector finds
    their values in its context.
    """

    method: ClassVar[str] = ""
    more: tuple[Field, ...] = ()

    def own_fields(self) -> tuple[Field, ...]:
        """The fields of this method, without `more` and `base_url`."""
        return ()

    def fields(self) -> tuple[Field, ...]:
        """All fields of the form, in order."""
        return (*self.own_fields(), *self.more, BASE_URL)

    def address(self, values: Mapping[str, str]) -> str:
        """Where the service lives for these values, without a slash at the end."""
        return values.get("base_url", "").rstrip("/")


class Way(StrEnum):
    """A way to send a key and its secret. Tried in the declared order; the one that works is remembered."""

    BASIC = "basic"
    QUERY = "query"
    OAUTH1 = "oauth1"
    OAUTH1_HTTP = "oauth1_http"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySecretUrl(AuthMethod):
    """A key and a secret at an address of the person's own, such as a shop.

    `ways` are tried in order when the connection is verified. Basic and the query string would show the secret to
    anyone on the line, so they are never used on a plain http address. `OAUTH1_HTTP` signs the http form of an https
    address: for shops behind a proxy that ends TLS.
    """

    method: ClassVar[str] = "key_secret_url"
    url_label: Text
    key_label: Text
    secret_label: Text
    key_field: str = "consumer_key"
    secret_field: str = "consumer_secret"  # noqa: S105 - the name of a field
    key_help: Text | None = None
    ways: tuple[Way, ...] = (Way.BASIC,)

    def own_fields(self) -> tuple[Field, ...]:
        return (
            Field(key="url", label=self.url_label),
            Field(key=self.key_field, label=self.key_label, secret=True, help=self.key_help),
            Field(key=self.secret_field, label=self.secret_label, secret=True),
        )

    def address(self, values: Mapping[str, str]) -> str:
        return (values.get("base_url") or values.get("url", "")).rstrip("/")


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey(AuthMethod):
    """One key, sent in a header."""

    method: ClassVar[str] = "api_key"
    base: str
    label: Text
    header: str = "Authorization"
    prefix: str = "Bearer "
    key_field: str = "api_key"
    help: Text | None = None

    def own_fields(self) -> tuple[Field, ...]:
        return (Field(key=self.key_field, label=self.label, secret=True, help=self.help),)

    def address(self, values: Mapping[str, str]) -> str:
        return (values.get("base_url") or self.base).rstrip("/")


class SentIn(StrEnum):
    """Where in a request tokens go."""

    HEADER = "header"
    QUERY = "query"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token(AuthMethod):
    """One lasting token or several, all sent with every call: as headers, or as query parameters.

    `tokens` are the fields of the form. `names` says under which name each is sent where that is not the field's key, and
    `prefix` is put before the value of a header. A token that is not required and was left empty is not sent.
    """

    method: ClassVar[str] = "token"
    base: str
    tokens: tuple[Field, ...]
    sent_in: SentIn = SentIn.HEADER
    names: Mapping[str, str] = field(default_factory=dict)
    prefix: str = ""

    def own_fields(self) -> tuple[Field, ...]:
        return self.tokens

    def address(self, values: Mapping[str, str]) -> str:
        return (values.get("base_url") or self.base).rstrip("/")

    def sent(self, values: Mapping[str, str]) -> dict[str, str]:
        """What goes with a call, by name."""
        given = {token.key: values.get(token.key, "") for token in self.tokens}
        prefix = self.prefix if self.sent_in is SentIn.HEADER else ""
        return {self.names.get(key, key): prefix + value for key, value in given.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionToken(AuthMethod):
    """A lasting token that is traded for a session; the session's own token signs the calls.

    The trade is a POST of JSON to `session_path`: the token under `sent_as`, and `sent_along` with it. The answer holds
    the session's token under `session_name` and its life in seconds under `lifetime_name`; without the latter it counts
    as living for `lifetime_s`. A refusal of the trade is read by the connector's own `classify`.
    """

    method: ClassVar[str] = "session_token"
    base: str
    label: Text
    session_path: str
    sent_as: str
    sent_along: Mapping[str, str] = field(default_factory=dict)
    session_name: str = "token"
    lifetime_name: str = "expiresIn"
    lifetime_s: int = 1800
    header: str = "Authorization"
    prefix: str = "Bearer "
    token_field: str = "token"  # noqa: S105 - the name of a field
    help: Text | None = None

    def own_fields(self) -> tuple[Field, ...]:
        return (Field(key=self.token_field, label=self.label, secret=True, help=self.help),)

    def address(self, values: Mapping[str, str]) -> str:
        return (values.get("base_url") or self.base).rstrip("/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Regions:
    """A service with one host per country: the person chooses, and the choice decides the address."""

    field: str
    label: Text
    hosts: Mapping[str, str]
    labels: Mapping[str, Text]
    default: str

    def options(self) -> tuple[Option, ...]:
        """The choices, in the declared order."""
        return tuple(Option(value=value, label=self.labels[value]) for value in self.hosts)


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuth2(AuthMethod):
    """Authorization code with the person's own client, and a refresh token that may rotate.

    Paths are below the service's address. `refresh_not_before_s` is the age below which the service refuses a refresh;
    `idle_days` after which an unused refresh token dies. `https_redirect` when the service only accepts https redirect
    addresses: one on a machine without public address then leads nowhere, and the person pastes what the address bar
    says. `client_auth` is how the client proves itself: in the body or by Basic. `authorize_base` is for services whose
    login page lives at another host than their API. RFC 6749 asks for tokens by a form; `json_tokens` for services that
    want JSON.
    """

    method: ClassVar[str] = "oauth2"
    authorize_path: str
    token_path: str
    base: str = ""
    authorize_base: str = ""
    json_tokens: bool = False
    regions: Regions | None = None
    authorize_params: Mapping[str, str] = field(default_factory=dict)
    scopes: tuple[str, ...] = ()
    pkce: bool = False
    https_redirect: bool = False
    client_auth: str = "body"
    refresh_not_before_s: int = 0
    idle_days: int | None = None
    client_help: Text | None = None

    def own_fields(self) -> tuple[Field, ...]:
        client = (
            Field(key="client_id", label=Text(en="Client id", nl="Client-id"), help=self.client_help),
            Field(key="client_secret", label=Text(en="Client secret", nl="Client secret"), secret=True),
        )
        if self.regions is None:
            return client
        region = Field(
            key=self.regions.field,
            label=self.regions.label,
            options=self.regions.options(),
            default=self.regions.default,
        )
        return (*client, region)

    def address(self, values: Mapping[str, str]) -> str:
        if values.get("base_url"):
            return values["base_url"].rstrip("/")
        if self.regions is None:
            return self.base.rstrip("/")
        return self.regions.hosts[values.get(self.regions.field) or self.regions.default].rstrip("/")

    def authorize_address(self, values: Mapping[str, str]) -> str:
        """Where the person logs in. An address of the person's own replaces this one too."""
        own = self.authorize_base.rstrip("/") if self.authorize_base and not values.get("base_url") else ""
        return (own or self.address(values)) + self.authorize_path
