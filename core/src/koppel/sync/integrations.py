"""Integrations as people handle them: make, answer the steps, activate, pause, remove. Pages, commands and the API call these."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import NoReturn
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from koppel.connections.fields import check_name
from koppel.connections.login import NO_CONNECTION
from koppel.errors import SettingsProblem, WrongUse
from koppel.home import Home
from koppel.steps.accept import accept
from koppel.steps.errors import Errors, FieldErrors
from koppel.steps.evaluate import StepView, evaluate, missing
from koppel.steps.stored import Stored
from koppel.steps.suggest import apply_suggestions
from koppel.store import Connection, Integration, LedgerRow
from koppel.sync import backfill, pausing
from koppel.sync.backfill import Backfill
from koppel.sync.ledger import PLANNED, SENDING
from koppel.sync.lists import PairLists
from koppel.sync.pair_notes import notes_of
from koppel.sync.pairs import Pair, open_pair, open_pairs
from koppel.sync.rules import rules_of
from koppel.sync.standing import standing, standings
from koppel.sync.waiting_rows import rows_waited_for
from koppel.text import Text

DRAFT, ACTIVE, PAUSED = "draft", "active", pausing.PAUSED

_TAKEN = Text(
    en="There is already an integration {name}. Choose another name.",
    nl="Er is al een integratie {name}. Kies een andere naam.",
)
_PAIR_TAKEN = Text(
    en="The connections {source} and {target} are already coupled by the integration {other}. A second one would book "
    "every order twice.",
    nl="De koppelingen {source} en {target} zijn al gekoppeld door de integratie {other}. Een tweede zou elke bestelling "
    "dubbel boeken.",
)
_NOT_READY = Text(
    en="The integration cannot run yet. First answer: {steps}.",
    nl="De integratie kan nog niet lopen. Beantwoord eerst: {steps}.",
)
_GONE = Text(
    en="The plugin for {connector} is not installed or does not start, so nothing is booked. Install it again; `koppel doctor` "
    "says what is wrong.",
    nl="De plugin voor {connector} is niet geïnstalleerd of start niet, dus er wordt niets geboekt. Installeer hem opnieuw; "
    "`koppel doctor` zegt wat er mis is.",
)
_NOT_VERIFIED = Text(
    en="The connection {name} is not logged in. Verify it or log in again first.",
    nl="De koppeling {name} is niet ingelogd. Controleer haar of log eerst opnieuw in.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationView:
    """An integration as it is shown. `counts` are documents by ledger state, `notes` what this pair cannot do. `history` is
    how far the initial export is, while some of it is left to book."""

    id: int
    name: str
    state: str
    source: str
    target: str
    source_title: str
    target_title: str
    service_level: str
    start_at: datetime | None
    activated_at: datetime | None
    next_run_at: datetime | None
    counts: Mapping[str, int]
    notes: tuple[Text, ...]
    history: Backfill | None = None


class StepsRefused(SettingsProblem):
    """Answers were refused; nothing was changed. `errors` are per step and per row."""

    def __init__(self, errors: Errors, sentence: Text) -> None:
        self.errors = errors
        super().__init__(next(iter(errors), ""), sentence)


def add(home: Home, name: str, source: str, target: str) -> IntegrationView:
    """Couple two connections. Raises WrongUse for unknown ones, a taken name or a pair that is coupled already."""
    check_name(name)
    with home.writing() as session:
        source_row, target_row = _connection(session, source), _connection(session, target)
        home.plugins.source(source_row.connector)
        home.plugins.target(target_row.connector)
        if session.scalar(select(Integration.id).where(Integration.name == name)) is not None:
            raise WrongUse(_TAKEN, name=name)
        other = session.scalar(
            select(Integration.name).where(
                Integration.source_id == source_row.id, Integration.target_id == target_row.id
            )
        )
        if other is not None:
            raise WrongUse(_PAIR_TAKEN, source=source, target=target, other=other)
        versions = {
            "source": home.plugins.source(source_row.connector).version,
            "target": home.plugins.target(target_row.connector).version,
        }
        session.add(
            Integration(
                name=name,
                source_id=source_row.id,
                target_id=target_row.id,
                versions=versions,
                created_at=home.now(),
            )
        )
    return show(home, name)


def show(home: Home, name: str) -> IntegrationView:
    """One integration. Raises WrongUse for a name that does not exist."""
    pair = open_pair(home, name)
    with home.reading() as session:
        counts = standing(session, pair.row.id)
    return _view(home, pair, counts)


def listing(home: Home) -> list[IntegrationView]:
    """All integrations, by name. So many questions to the database as for one: the overview asks for all of them."""
    pairs = open_pairs(home)
    with home.reading() as session:
        counts = standings(session, [pair.row.id for pair in pairs])
    return [_view(home, pair, counts[pair.row.id]) for pair in pairs]


def steps(home: Home, name: str, *, errors: Errors | None = None, refresh: bool = False) -> tuple[StepView, ...]:
    """The form as it stands: answers, live lists, suggestions, and what is wrong. `refresh` asks for the lists anew."""
    with open_pair(home, name) as pair:
        lists = PairLists(pair, refresh=refresh)
        return evaluate(pair.form, pair.stored, lists, errors, extra_rows=rows_waited_for(home, pair))


def set_answers(
    home: Home, name: str, changes: Mapping[str, object], *, accept_suggestions: bool = False
) -> tuple[StepView, ...]:
    """Change answers, all or nothing. Raises StepsRefused with an error per step and row; then nothing is changed.

    Documents that were held become due again: what they waited for may have been answered.
    """
    with open_pair(home, name) as pair:
        lists, waiting = PairLists(pair), rows_waited_for(home, pair)
        result = accept(pair.form, pair.stored, changes, lists, extra_rows=waiting)
        if not isinstance(result, Stored):
            raise StepsRefused(result, _summary(pair, result))
        if accept_suggestions:
            result = apply_suggestions(pair.form, result, lists, extra_rows=waiting)
        with home.writing() as session:
            row = session.get_one(Integration, pair.row.id)
            row.answers, row.chosen, row.aside = dict(result.values), _plain(result.chosen), dict(result.aside)
            if row.state != DRAFT and "export_from" in changes:
                row.start_at = _start_at(open_with(pair, result), home.now())
                row.cursor = None
            session.execute(
                update(LedgerRow)
                .where(LedgerRow.integration_id == row.id, LedgerRow.state.in_(("held", "failed")))
                .values(again_at=home.now())
            )
    return steps(home, name)


def activate(home: Home, name: str) -> IntegrationView:
    """Let it run by itself. Raises StepsRefused for what is still unanswered, WrongUse for a login that is missing."""
    with open_pair(home, name) as pair:
        check_ready(pair)
        now = home.now()
        start_at = pair.row.start_at or _start_at(pair, now)
        with home.writing() as session:
            row = session.get_one(Integration, pair.row.id)
            row.state, row.activated_at = ACTIVE, row.activated_at or now
            row.start_at, row.next_run_at = start_at, now
    return show(home, name)


def pause(home: Home, name: str) -> IntegrationView:
    """Stop running by itself; nothing is lost, the next activation goes on where it was."""
    with open_pair(home, name) as pair, home.writing() as session:
        row = session.get_one(Integration, pair.row.id)
        row.state, row.next_run_at = PAUSED, None
    return show(home, name)


def remove(home: Home, name: str) -> None:
    """Forget the integration and its ledger. What was booked stays in the package."""
    with open_pair(home, name) as pair, home.writing() as session:
        session.delete(session.get_one(Integration, pair.row.id))


def check_ready(pair: Pair, *, lists: PairLists | None = None) -> None:
    """Raise StepsRefused or WrongUse when the integration cannot run as it stands."""
    for connection in (pair.source_row, pair.target_row):
        if connection.state != "verified":
            raise WrongUse(_NOT_VERIFIED, name=connection.name)
    errors = missing(pair.form, pair.stored, lists or PairLists(pair))
    if errors:
        refuse_steps(pair, errors)


def refuse_steps(pair: Pair, errors: Errors) -> NoReturn:
    """Raise StepsRefused with one sentence for all of them."""
    raise StepsRefused(errors, _summary(pair, errors))


def open_with(pair: Pair, stored: Stored) -> Pair:
    """The pair as it will be with these answers; for what follows from them."""
    pair.row.answers, pair.row.chosen, pair.row.aside = dict(stored.values), _plain(stored.chosen), dict(stored.aside)
    return Pair(pair.home, pair.row, pair.source_row, pair.target_row)


def _start_at(pair: Pair, now: datetime) -> datetime:
    """The first moment of the chosen day in the seller's zone; of today when none was chosen."""
    zone = ZoneInfo(rules_of(pair).seller.time_zone)
    day = pair.answers.day("export_from") or now.astimezone(zone).date()
    return datetime.combine(day, time(), zone)


def _summary(pair: Pair, errors: Mapping[str, FieldErrors]) -> Text:
    """One sentence for all: the first error's own when there is one, else the names of the steps."""
    first = next((error.message for error in errors.values() if error.message), None)
    if len(errors) == 1 and first is not None:
        return first
    names = [(bound.step.label if (bound := pair.form.get(key)) else Text(en=key, nl=key)) for key in errors]
    return Text(
        en=_NOT_READY.with_data(steps=", ".join(label.en for label in names)).en,
        nl=_NOT_READY.with_data(steps=", ".join(label.nl for label in names)).nl,
    )


def _plain(chosen: Mapping[str, Mapping[str, Mapping[str, object]]]) -> dict[str, object]:
    return {step: {value: dict(entry) for value, entry in values.items()} for step, values in chosen.items()}


def _connection(session: Session, name: str) -> Connection:
    row = session.scalar(select(Connection).where(Connection.name == name))
    if row is None:
        raise WrongUse(NO_CONNECTION, name=name)
    return row


def _view(home: Home, pair: Pair, counts: Mapping[str, int]) -> IntegrationView:
    """No connector is opened for it: that would read its credentials and make a client for nothing. Where a plugin is gone
    the integration is shown all the same: it must not take the page of all the others along."""
    keys = (pair.source_row.connector, pair.target_row.connector)
    gone = [key for key in keys if key not in home.plugins.installed]
    titles = [key if key in gone else home.plugins.connector(key).title for key in keys]
    to_book = counts.get(PLANNED, 0) + counts.get(SENDING, 0)
    return IntegrationView(
        id=pair.row.id,
        name=pair.row.name,
        state=pair.row.state,
        source=pair.source_row.name,
        target=pair.target_row.name,
        source_title=titles[0],
        target_title=titles[1],
        service_level=str(pair.row.answers.get("service_level") or "basic"),
        start_at=pair.row.start_at,
        activated_at=pair.row.activated_at,
        next_run_at=pair.row.next_run_at,
        counts=counts,
        notes=_plugins_gone(gone) if gone else _notes(home, pair),
        history=backfill.progress(home, pair) if to_book else None,
    )


def _notes(home: Home, pair: Pair) -> tuple[Text, ...]:
    source, target = home.plugins.source(pair.source_row.connector), home.plugins.target(pair.target_row.connector)
    return notes_of(source, target, pair.form)


def _plugins_gone(keys: Iterable[str]) -> tuple[Text, ...]:
    return tuple(_GONE.with_data(connector=key) for key in keys)
