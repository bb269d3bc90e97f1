"""`koppel service-level` and `koppel watch`: how often, how patiently and how loudly integrations run."""

from __future__ import annotations

from collections.abc import Sequence

import click
from rich.table import Table

from koppel.cli.given import key_values
from koppel.cli.speaking import SpeakingGroup
from koppel.cli.tables import table
from koppel.cli.terminal import Terminal
from koppel.errors import WrongUse
from koppel.sync import service_levels, watch_shapes
from koppel.sync.service_levels import LevelView
from koppel.sync.watch import choices, quiet
from koppel.sync.watch.choices import WatchView
from koppel.text import Text

_CHANGED = Text(en="{title} is changed.", nl="{title} is gewijzigd.")
_WATCHED = Text(en="Saved.", nl="Bewaard.")
_NONE = Text(en="There are no integrations yet.", nl="Er zijn nog geen integraties.")
_ONLY = Text(en="Only no_orders can be set here: no_orders=DAYS, no_orders=auto or no_orders=off.",
             nl="Alleen no_orders is hier in te stellen: no_orders=DAGEN, no_orders=auto of no_orders=off.")  # fmt: skip
_WORDS = {"auto": Text(en="by its own rhythm", nl="naar eigen ritme"), "off": Text(en="never", nl="nooit")}


@click.group(
    "service-level",
    cls=SpeakingGroup,
    text=Text(
        en="The three service levels: interval, patience, history kept, alerts.",
        nl="De drie serviceniveaus: interval, geduld, bewaarde historie, waarschuwingen.",
    ),
)
def service_level() -> None:
    """Everything about service levels."""


@service_level.add("list", Text(en="List the service levels.", nl="Toon de serviceniveaus."))
@click.pass_obj
def list_(terminal: Terminal) -> None:
    """All three."""
    views = service_levels.listing(terminal.home)
    terminal.answer([watch_shapes.service_level(view) for view in views], lambda: _levels(terminal, views))


@service_level.add(
    "set",
    Text(
        en="Change a level: every_minutes, webhooks, give_up_after_hours, keep_history_days, alert_after_failures.",
        nl="Wijzig een niveau: every_minutes, webhooks, give_up_after_hours, keep_history_days, alert_after_failures.",
    ),
)
@click.argument("key")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE...")
@click.pass_obj
def set_(terminal: Terminal, key: str, fields: Sequence[str]) -> None:
    """All or nothing."""
    view = service_levels.change(terminal.home, key, key_values(fields))
    terminal.answer(watch_shapes.service_level(view), lambda: _CHANGED.with_data(title=view.title))


@click.group(
    "watch",
    cls=SpeakingGroup,
    text=Text(
        en="After how many days without new orders you are told.",
        nl="Na hoeveel dagen zonder nieuwe bestellingen u het hoort.",
    ),
)
def watch() -> None:
    """What is watched of each integration."""


@watch.add("list", Text(en="List what is watched.", nl="Toon wat er in de gaten wordt gehouden."))
@click.pass_obj
def list_watched(terminal: Terminal) -> None:
    """Each integration."""
    views = quiet.watched(terminal.home)
    found = [watch_shapes.watch(view) for view in views]
    terminal.answer(found, lambda: _watched(terminal, views) if views else _NONE)


@watch.add(
    "set",
    Text(
        en="Choose for an integration: no_orders=DAYS, no_orders=auto or no_orders=off.",
        nl="Kies voor een integratie: no_orders=DAGEN, no_orders=auto of no_orders=off.",
    ),
)
@click.argument("name")
@click.argument("fields", nargs=-1, required=True, metavar="no_orders=DAYS")
@click.pass_obj
def set_watched(terminal: Terminal, name: str, fields: Sequence[str]) -> None:
    """A number of days, auto or off."""
    given = key_values(fields)
    if set(given) != {"no_orders"}:
        raise WrongUse(_ONLY)
    choices.set_no_orders(terminal.home, name, given["no_orders"])
    view = next(one for one in quiet.watched(terminal.home) if one.integration == name)
    terminal.answer(watch_shapes.watch(view), lambda: _WATCHED)


def _levels(terminal: Terminal, views: Sequence[LevelView]) -> Table:
    headings = [service_levels.LABELS[field] for field in service_levels.FIELDS]
    drawn = table(terminal, Text(en="Level", nl="Niveau"), *headings)
    yes, no = Text(en="yes", nl="ja"), Text(en="no", nl="nee")
    for view in views:
        values = [getattr(view, field) for field in service_levels.FIELDS]
        shown = [terminal.text(yes if value else no) if isinstance(value, bool) else str(value) for value in values]
        drawn.add_row(view.title, *shown)
    return drawn


def _watched(terminal: Terminal, views: Sequence[WatchView]) -> Table:
    drawn = table(
        terminal,
        Text(en="Integration", nl="Integratie"),
        Text(en="No orders for", nl="Geen bestellingen"),
        Text(en="Days now", nl="Dagen nu"),
    )
    for view in views:
        drawn.add_row(
            view.integration, terminal.text(_WORDS.get(view.no_orders, view.no_orders)), str(view.days or "-")
        )
    return drawn
