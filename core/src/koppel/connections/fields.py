"""What is typed into the form of a connection: which way of signing in it is for, and whether it can be right at all."""

from __future__ import annotations

from collections.abc import Mapping

from koppel.connections.clients import auth_method
from koppel.connectors import AuthMethod, Connector, Field
from koppel.errors import WrongUse
from koppel.logs import masked
from koppel.text import Text

_BAD_NAME = Text(
    en="A name has 1 to 80 letters, digits, spaces, dots, dashes or underscores.",
    nl="Een naam bestaat uit 1 tot 80 letters, cijfers, spaties, punten, streepjes of liggende streepjes.",
)
_UNKNOWN_FIELD = Text(
    en="{connector} has no field {field}. It has: {known}.",
    nl="{connector} heeft geen veld {field}. Wel: {known}.",
)
_MISSING = Text(
    en="{connector} needs the field {field} ({label}).",
    nl="{connector} heeft het veld {field} ({label}) nodig.",
)
_NOT_ADDRESS = Text(
    en="{value} is not a web address. It begins with https:// (or http://) and the name of the site.",
    nl="{value} is geen webadres. Het begint met https:// (of http://) en de naam van de site.",
)
_NOT_OFFERED = Text(
    en="{field} cannot be {value}. Choose one of: {known}.",
    nl="{field} kan niet {value} zijn. Kies uit: {known}.",
)


def method_for(connector: type[Connector], name: str | None, values: Mapping[str, str]) -> AuthMethod:
    """The named method, else the first whose required fields are all given, else the first."""
    if name is not None:
        return auth_method(connector, name)
    for method in connector.auth:
        if all(values.get(field.key) for field in method.fields() if field.required):
            return method
    return connector.auth[0]


def check_name(name: str) -> None:
    """Names of connections and integrations stand in addresses, files and commands. Raises WrongUse."""
    if not 1 <= len(name) <= 80 or not all(sign.isalnum() or sign in " ._-" for sign in name) or name != name.strip():
        raise WrongUse(_BAD_NAME)


def check_fields(connector: type[Connector], method: AuthMethod, values: Mapping[str, str]) -> dict[str, str]:
    """The fields that have a value, tidied. Raises WrongUse for unknown, missing or impossible ones."""
    fields = {field.key: field for field in method.fields()}
    for key in values:
        if key not in fields:
            raise WrongUse(_UNKNOWN_FIELD, connector=connector.title, field=key, known=", ".join(fields))
    given: dict[str, str] = {}
    for field in fields.values():
        value = (values.get(field.key) or field.default or "").strip()
        if not value and field.required:
            raise WrongUse(_missing(connector, field), field=field.key)
        offered = [option.value for option in field.options]
        if value and offered and value not in offered:
            raise WrongUse(_NOT_OFFERED, field=field.key, value=value, known=", ".join(offered))
        if value and field.key in {"url", "base_url"}:
            value = _address(value)
        if value:
            given[field.key] = value
    return given


def _missing(connector: type[Connector], field: Field) -> Text:
    """Each language names the field by its own label."""
    known = _MISSING.with_data(connector=connector.title, field=field.key)
    return Text(
        en=known.with_data(label=field.label.en).en,
        nl=known.with_data(label=field.label.nl).nl,
    )


def _address(value: str) -> str:
    """A web address without what people paste along: a missing scheme, a slash or the admin page at the end."""
    text = value if "://" in value else f"https://{value}"
    scheme, _, rest = text.partition("://")
    host = rest.split("/")[0]
    if scheme not in {"http", "https"} or not host or any(sign in host for sign in " @\\<>\"'"):
        raise WrongUse(_NOT_ADDRESS, value=masked(value))
    return f"{scheme}://{rest.split('?')[0].split('#')[0]}".rstrip("/").removesuffix("/wp-admin")
