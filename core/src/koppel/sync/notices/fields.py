"""The kinds of channels and the fields of each; what is typed into them is checked here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from koppel.connectors import Field
from koppel.errors import WrongUse
from koppel.steps import Option
from koppel.text import Text, same

MAIL: Final = "mail"
APPRISE: Final = "apprise"

TITLES: Final = {MAIL: Text(en="E-mail", nl="E-mail"), APPRISE: same("Apprise")}
FIELDS: Final[dict[str, tuple[Field, ...]]] = {
    MAIL: (
        Field(key="host", label=Text(en="Mail server (SMTP)", nl="Mailserver (SMTP)")),
        Field(key="port", label=Text(en="Port", nl="Poort"), default="587"),
        Field(
            key="security",
            label=Text(en="Security", nl="Beveiliging"),
            default="starttls",
            options=(
                Option(
                    value="starttls", label=Text(en="STARTTLS (usual on port 587)", nl="STARTTLS (gewoon op poort 587)")
                ),
                Option(value="tls", label=Text(en="TLS (usual on port 465)", nl="TLS (gewoon op poort 465)")),
                Option(
                    value="none",
                    label=Text(en="none (only inside your own network)", nl="geen (alleen binnen uw eigen netwerk)"),
                ),
            ),
        ),
        Field(key="user", label=Text(en="User name", nl="Gebruikersnaam"), required=False),
        Field(key="password", label=Text(en="Password", nl="Wachtwoord"), required=False, secret=True),
        Field(key="from", label=Text(en="From address", nl="Afzender (adres)")),
        Field(
            key="to",
            label=Text(en="To (several with commas)", nl="Aan (meerdere met komma's)"),
        ),
    ),
    APPRISE: (
        Field(
            key="address",
            label=Text(en="Apprise address", nl="Apprise-adres"),
            secret=True,
            help=Text(
                en="For a phone, a chat or another service, such as ntfy://ntfy.example/my-topic.",
                nl="Voor een telefoon, een chat of een andere dienst, zoals ntfy://ntfy.example/mijn-onderwerp.",
            ),
        ),
    ),
}

_NO_KIND = Text(
    en="There is no kind of channel {kind}. There are: {known}.",
    nl="Er is geen soort kanaal {kind}. Wel: {known}.",
)
_UNKNOWN = Text(
    en="A channel of this kind has no field {field}. It has: {known}.",
    nl="Een kanaal van deze soort heeft geen veld {field}. Wel: {known}.",
)
_MISSING_EN_NL = Text(en="Fill in: {label} ({field}).", nl="Vul in: {label} ({field}).")
_NOT_OFFERED = Text(
    en="{field} cannot be {value}. Choose one of: {known}.",
    nl="{field} kan niet {value} zijn. Kies uit: {known}.",
)
_BAD_PORT = Text(en="A port is a number from 1 to 65535.", nl="Een poort is een getal van 1 tot en met 65535.")
_BAD_HOST = Text(
    en="{value} is not the name of a mail server. It looks like smtp.example.com.",
    nl="{value} is geen naam van een mailserver. Die ziet eruit als smtp.example.com.",
)
_BAD_MAIL = Text(
    en="{value} is not an e-mail address. Separate several with commas.",
    nl="{value} is geen e-mailadres. Scheid meerdere met komma's.",
)
_BAD_APPRISE = Text(
    en="An Apprise address begins with the name of a service and ://, such as ntfy://ntfy.example/my-topic.",
    nl="Een Apprise-adres begint met de naam van een dienst en ://, zoals ntfy://ntfy.example/mijn-onderwerp.",
)


def fields_of(kind: str) -> tuple[Field, ...]:
    """The fields of a kind. Raises WrongUse for a kind that does not exist."""
    if kind not in FIELDS:
        raise WrongUse(_NO_KIND, kind=kind[:40], known=", ".join(FIELDS))
    return FIELDS[kind]


def check(kind: str, values: Mapping[str, str]) -> dict[str, str]:
    """The fields that have a value, defaults filled in. Raises WrongUse for unknown, missing or impossible ones."""
    fields = {field.key: field for field in fields_of(kind)}
    for key in values:
        if key not in fields:
            raise WrongUse(_UNKNOWN, field=key[:40], known=", ".join(fields))
    given = {}
    for field in fields.values():
        value = (values.get(field.key) or field.default or "").strip()
        if value:
            _check_value(kind, field, value)
            given[field.key] = value
        elif field.required:
            missing = _MISSING_EN_NL.with_data(field=field.key)
            raise WrongUse(
                Text(en=missing.with_data(label=field.label.en).en, nl=missing.with_data(label=field.label.nl).nl)
            )
    return given


def _check_value(kind: str, field: Field, value: str) -> None:
    offered = [option.value for option in field.options]
    if offered and value not in offered:
        raise WrongUse(_NOT_OFFERED, field=field.key, value=value[:40], known=", ".join(offered))
    if field.key == "port" and not (value.isascii() and value.isdecimal() and 1 <= int(value[:6]) <= 65535):
        raise WrongUse(_BAD_PORT)
    if field.key == "host" and any(sign.isspace() or sign in "/:@,;<>" for sign in value):
        raise WrongUse(_BAD_HOST, value=value[:80])
    if field.key in ("from", "to"):
        for address in value.split(",") if field.key == "to" else [value]:
            _check_mail(address.strip())
    if kind == APPRISE and not value.partition("://")[2]:
        raise WrongUse(_BAD_APPRISE)


def _check_mail(address: str) -> None:
    """Only what would break a mail or can never arrive; a server is the judge of the rest."""
    name, _, host = address.rpartition("@")
    if not name or not host or any(sign.isspace() or sign in '<>,;"()' or not sign.isprintable() for sign in address):
        raise WrongUse(_BAD_MAIL, value=address[:80])
