"""The set-up of an installation as plain data, and the way back: what is exported has no secrets and no documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select

from koppel.connections import manage
from koppel.connections.clients import auth_method
from koppel.connections.limits import set_limits
from koppel.errors import WrongUse
from koppel.home import Home
from koppel.store import Connection, Integration
from koppel.sync import integrations
from koppel.sync.bookkeeping import KEYS
from koppel.sync.pairs import form_of
from koppel.text import Text

_FORMAT: Final = "1"

_NOT_OURS = Text(
    en="This file was not made by `koppel export`: {what}. Nothing was changed.",
    nl="Dit bestand komt niet van `koppel export`: {what}. Er is niets gewijzigd.",
)
_OTHER = Text(
    en="There is already a connection {name}, with {connector}. Rename one of the two; nothing was changed.",
    nl="Er is al een koppeling {name}, met {connector}. Hernoem een van beide; er is niets gewijzigd.",
)
_SECRETS = Text(
    en="The file holds no secrets. Give these too: {missing}.",
    nl="Het bestand bevat geen geheimen. Geef deze erbij: {missing}.",
)
_NO_SUCH = Text(
    en="{given} belongs to no connection that is to be added. Leave it out.",
    nl="{given} hoort bij geen koppeling die erbij komt. Laat het weg.",
)
_UNKNOWN_STEPS = Text(
    en="The integration {name} has answers to steps that are not there: {steps}. Nothing was changed.",
    nl="De integratie {name} heeft antwoorden op stappen die er niet zijn: {steps}. Er is niets gewijzigd.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What was not there before, by name."""

    connections: list[str] = field(default_factory=list)
    integrations: list[str] = field(default_factory=list)


def describe(home: Home) -> dict[str, Any]:
    """Everything that a person has set, as texts, lists and tables only."""
    with home.reading() as session:
        connections = list(session.scalars(select(Connection).order_by(Connection.name)))
        coupled = list(session.scalars(select(Integration).order_by(Integration.name)))
    names = {row.id: row.name for row in connections}
    return {
        "koppel": _FORMAT,
        "connections": [_connection(row) for row in connections],
        "integrations": [
            {
                "name": row.name,
                "source": names[row.source_id],
                "target": names[row.target_id],
                "answers": {**row.aside, **row.answers},
                "chosen": row.chosen,
                **_bookkeeping(row),
            }
            for row in coupled
        ],
    }


def _bookkeeping(row: Integration) -> dict[str, Any]:
    """The bookkeeping choices, where any was made."""
    kept = row.bookkeeping or {}
    values = {**kept.get("aside", {}), **kept.get("values", {})}
    return {"bookkeeping": {"answers": values, "chosen": kept.get("chosen", {})}} if values else {}


def take_over(home: Home, found: Mapping[str, Any], secrets: Mapping[str, str]) -> Added:
    """Add what is missing. Raises WrongUse before anything is made."""
    _check_form(found)
    new = [one for one in found["connections"] if not _is_there(home, one)]
    values = _with_secrets(home, new, secrets)
    known = {view.name for view in integrations.listing(home)}
    coupled = [one for one in found["integrations"] if one["name"] not in known]
    _check_steps(home, found["connections"], coupled)
    added = Added()
    try:
        for one in new:
            manage.add(home, one["connector"], one["name"], values[one["name"]], method=one["method"], verify_now=False)
            added.connections.append(one["name"])
            limits = {int(window_s): int(calls) for window_s, calls in (one.get("limits") or {}).items()}
            set_limits(home, one["name"], limits or None)
        for one in coupled:
            integrations.add(home, one["name"], one["source"], one["target"])
            added.integrations.append(one["name"])
            _answer(home, one)
    except BaseException:
        _take_back(home, added)
        raise
    return added


def _connection(row: Connection) -> dict[str, Any]:
    found = {"name": row.name, "connector": row.connector, "method": row.auth_method, "fields": dict(row.public)}
    return {**found, "limits": dict(row.limits)} if row.limits else found


def _check_form(found: Mapping[str, Any]) -> None:
    if str(found.get("koppel")) != _FORMAT:
        raise WrongUse(_NOT_OURS, what="koppel: 1")
    wanted = {
        "connections": ("name", "connector", "method", "fields"),
        "integrations": ("name", "source", "target", "answers"),
    }
    for kind, members in wanted.items():
        rows = found.get(kind)
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            raise WrongUse(_NOT_OURS, what=kind)
        for row, member in ((row, member) for row in rows for member in members):
            if not isinstance(row.get(member), Mapping if member in ("fields", "answers") else str):
                raise WrongUse(_NOT_OURS, what=f"{kind}: {member}")


def _is_there(home: Home, one: Mapping[str, Any]) -> bool:
    view = next((view for view in manage.listing(home) if view.name == one["name"]), None)
    if view is not None and view.connector != one["connector"]:
        raise WrongUse(_OTHER, name=view.name, connector=view.title)
    return view is not None


def _with_secrets(
    home: Home, new: Sequence[Mapping[str, Any]], secrets: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """The fields of each new connection, complete."""
    values = {one["name"]: {key: str(value) for key, value in one["fields"].items()} for one in new}
    for given, value in secrets.items():
        name, _, key = given.rpartition(".")
        if name not in values:
            raise WrongUse(_NO_SUCH, given=given)
        values[name][key] = value
    missing = [
        f"--set {one['name']}.{needed.key}=…"
        for one in new
        for needed in auth_method(home.plugins.connector(one["connector"]), one["method"]).fields()
        if needed.required and not needed.default and not values[one["name"]].get(needed.key)
    ]
    if missing:
        raise WrongUse(_SECRETS, missing=" ".join(missing))
    return values


def _check_steps(home: Home, connections: Sequence[Mapping[str, Any]], coupled: Sequence[Mapping[str, Any]]) -> None:
    """The ends of every integration exist or come along, and its pair asks what it answers."""
    kinds = {view.name: view.connector for view in manage.listing(home)}
    kinds |= {str(one["name"]): str(one["connector"]) for one in connections}
    for one in coupled:
        for end in (one["source"], one["target"]):
            if end not in kinds:
                manage.show(home, end)
        form = form_of(home, kinds[one["source"]], kinds[one["target"]])
        unknown = sorted((set(one["answers"]) - set(form.keys)) | (_choices_in(one) - KEYS))
        if unknown:
            raise WrongUse(_UNKNOWN_STEPS, name=one["name"], steps=", ".join(unknown))


def _answer(home: Home, one: Mapping[str, Any]) -> None:
    """As they were. What has vanished from a list since is told at the step, and by `activate`."""
    with home.writing() as session:
        row = session.scalars(select(Integration).where(Integration.name == one["name"])).one()
        row.answers, row.chosen = dict(one["answers"]), dict(one.get("chosen") or {})
        kept = one.get("bookkeeping") or {}
        row.bookkeeping = {
            "values": dict(kept.get("answers") or {}),
            "chosen": dict(kept.get("chosen") or {}),
            "aside": {},
        }


def _choices_in(one: Mapping[str, Any]) -> set[str]:
    kept = one.get("bookkeeping") or {}
    answers = kept.get("answers") if isinstance(kept, Mapping) else None
    if kept and not isinstance(answers, Mapping):
        raise WrongUse(_NOT_OURS, what="integrations: bookkeeping")
    return set(answers or {})


def _take_back(home: Home, added: Added) -> None:
    for name in added.integrations:
        integrations.remove(home, name)
    for name in added.connections:
        manage.remove(home, name)
