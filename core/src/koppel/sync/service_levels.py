"""The three service levels: how often, how patiently and how loudly an integration runs. The owner may change each.

A level is stored when somebody changes it; until then its values stand here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from koppel.errors import WrongUse
from koppel.home import Home
from koppel.store import Integration, ServiceLevel
from koppel.text import Text

_NO_LEVEL = Text(
    en="There is no service level {key}. There are: {known}.",
    nl="Er is geen serviceniveau {key}. Wel: {known}.",
)
_NO_FIELD = Text(
    en="A service level has no field {field}. It has: {known}.",
    nl="Een serviceniveau heeft geen veld {field}. Wel: {known}.",
)
_NOT_A_NUMBER = Text(
    en="{field} is a whole number from {least} to {most}.",
    nl="{field} is een geheel getal van {least} tot en met {most}.",
)
_NOT_A_SWITCH = Text(en="{field} is yes or no.", nl="{field} is ja of nee.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelView:
    """One service level as it is shown."""

    key: str
    title: str
    every_minutes: int
    webhooks: bool
    give_up_after_hours: int
    keep_history_days: int
    alert_after_failures: int


DEFAULTS: Final = {
    level.key: level
    for level in (
        LevelView(
            key="basic", title="Basic", every_minutes=60, webhooks=False, give_up_after_hours=24,
            keep_history_days=365, alert_after_failures=5,
        ),
        LevelView(
            key="pro", title="Pro", every_minutes=15, webhooks=False, give_up_after_hours=48,
            keep_history_days=730, alert_after_failures=4,
        ),
        LevelView(
            key="premium", title="Premium", every_minutes=5, webhooks=True, give_up_after_hours=72,
            keep_history_days=2555, alert_after_failures=3,
        ),
    )
}  # fmt: skip
RANGES: Final = {
    "every_minutes": (1, 1440),
    "give_up_after_hours": (1, 720),
    "keep_history_days": (7, 3650),
    "alert_after_failures": (1, 100),
}
FIELDS: Final = ("every_minutes", "webhooks", "give_up_after_hours", "keep_history_days", "alert_after_failures")
LABELS: Final = {
    "every_minutes": Text(en="Looks every … minutes", nl="Kijkt elke … minuten"),
    "webhooks": Text(en="At once, where the shop tells", nl="Meteen, waar de winkel het meldt"),
    "give_up_after_hours": Text(
        en="A run gives up after … hours without an answer", nl="Een uitvoering geeft op na … uur zonder antwoord"
    ),
    "keep_history_days": Text(en="Keeps attempts and runs for … days", nl="Bewaart pogingen en uitvoeringen … dagen"),
    "alert_after_failures": Text(
        en="Tells you after … tries without an answer", nl="Waarschuwt na … pogingen zonder antwoord"
    ),
}
_YES, _NO = {"yes", "true", "on", "1", "ja", "aan"}, {"no", "false", "off", "0", "nee", "uit"}


def level(session: Session, key: str) -> LevelView:
    """A level as it stands; an unknown key counts as basic."""
    known = DEFAULTS.get(key, DEFAULTS["basic"])
    row = session.get(ServiceLevel, known.key)
    return _view(row) if row is not None else known


def level_of(session: Session, integration: Integration) -> LevelView:
    """The level that an integration runs at."""
    return level(session, str(integration.answers.get("service_level") or "basic"))


def listing(home: Home) -> list[LevelView]:
    """All three, from the calmest to the busiest."""
    with home.reading() as session:
        return [level(session, key) for key in DEFAULTS]


def change(home: Home, key: str, values: Mapping[str, object]) -> LevelView:
    """Change some fields, all or nothing. Raises WrongUse for an unknown level or field, or a value that cannot be."""
    if key not in DEFAULTS:
        raise WrongUse(_NO_LEVEL, key=key, known=", ".join(DEFAULTS))
    checked = {field: _checked(field, value) for field, value in values.items()}
    with home.writing() as session:
        row = session.get(ServiceLevel, key)
        if row is None:
            known = DEFAULTS[key]
            row = ServiceLevel(key=key, title=known.title, **{field: getattr(known, field) for field in FIELDS})
            session.add(row)
        for field, value in checked.items():
            setattr(row, field, value)
        return _view(row)


def _checked(field: str, value: object) -> int | bool:
    if field not in FIELDS:
        raise WrongUse(_NO_FIELD, field=field, known=", ".join(FIELDS))
    text = str(value).strip().lower()
    if field == "webhooks":
        if text not in _YES | _NO:
            raise WrongUse(_NOT_A_SWITCH, field=field)
        return text in _YES
    least, most = RANGES[field]
    if not (text.isascii() and text.isdecimal() and least <= int(text[:9]) <= most):
        raise WrongUse(_NOT_A_NUMBER, field=field, least=least, most=most)
    return int(text)


def _view(row: ServiceLevel) -> LevelView:
    return LevelView(key=row.key, title=row.title, **{field: getattr(row, field) for field in FIELDS})
