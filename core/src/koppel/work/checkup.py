"""The checks of `koppel doctor` and of the support page: each looks at one thing and says how it stands, in a sentence.

None changes anything.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from koppel.connections import manage
from koppel.errors import EXIT_DOCUMENTS, EXIT_SERVICE, EXIT_WRONG_USE, KoppelError
from koppel.home import Home
from koppel.store import Connection, Run
from koppel.store.problems import problem_of
from koppel.text import Text, same

Verdict = Literal["ok", "warning", "error"]

_LITTLE, _TOO_LITTLE = 500_000_000, 50_000_000
_SOON: Final = timedelta(minutes=5)
_RELEASED: Final = datetime(2026, 1, 1, tzinfo=UTC)

_FOLDER = Text(
    en="{path} is this person's alone and can be written.", nl="{path} is van deze persoon alleen en beschrijfbaar."
)
_OPEN_FOLDER = Text(
    en="Others on this machine can look into {path}. Close it with: chmod 700 {path}",
    nl="Anderen op deze machine kunnen in {path} kijken. Sluit hem met: chmod 700 {path}",
)
_DATABASE = Text(en="{kind}, intact, of this version.", nl="{kind}, heel, van deze versie.")
_DAMAGED = Text(
    en="The database is damaged ({why}). Stop Koppel and restore the newest backup.",
    nl="De database is beschadigd ({why}). Stop Koppel en zet de nieuwste back-up terug.",
)
_KEY = Text(
    en="It opens the credentials of all {count} connections.",
    nl="Hij opent de inloggegevens van alle {count} koppelingen.",
)
_QUEUE = Text(en="The queue answers.", nl="De wachtrij antwoordt.")
_QUEUE_STARTS = Text(en="The embedded Valkey starts.", nl="De ingebouwde Valkey start.")
_NO_QUEUE = Text(
    en="No queue answers at REDIS_URL. Start that server, or take REDIS_URL away to use the embedded one.",
    nl="Op REDIS_URL antwoordt geen wachtrij. Start die server, of haal REDIS_URL weg om de ingebouwde te gebruiken.",
)
_QUEUE_AWAY = Text(
    en="The queue does not answer, so nothing runs by itself. Start Koppel again with `koppel serve`.",
    nl="De wachtrij antwoordt niet, dus er draait niets vanzelf. Start Koppel opnieuw met `koppel serve`.",
)
_PLUGINS = Text(en="{count} connectors, no problems.", nl="{count} connectors, geen problemen.")
_NO_PLUGINS = Text(
    en="No connector is installed. `koppel install` and the name of a plugin adds one.",
    nl="Er is geen connector geïnstalleerd. `koppel install` en de naam van een plugin voegt er een toe.",
)
_CONNECTIONS = Text(en="All {count} work.", nl="Alle {count} werken.")
_NO_LOGIN = Text(
    en="{name} is not logged in. {error}",
    nl="{name} is niet ingelogd. {error}",
)
_SPACE = Text(en="{free} MB free.", nl="{free} MB vrij.")
_LITTLE_SPACE = Text(
    en="Only {free} MB is free where the data folder is. Make room, or Koppel stops when it is full.",
    nl="Er is nog maar {free} MB vrij waar de gegevensmap staat. Maak ruimte, anders stopt Koppel als het vol is.",
)
_CLOCK = Text(en="{now} (UTC).", nl="{now} (UTC).")
_WRONG_CLOCK = Text(
    en="This machine says that it is {now} (UTC), which is earlier than what it did before. Set its clock.",
    nl="Deze machine zegt dat het {now} (UTC) is, eerder dan wat zij al deed. Zet de klok goed.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """How one thing stands. `exit_code` counts for an error."""

    name: str
    title: Text
    verdict: Verdict
    sentence: Text
    exit_code: int = EXIT_DOCUMENTS


def examine(home: Home, *, try_connections: bool, start_queue: bool = True) -> Iterator[Finding]:
    """All checks, one after the other; one that fails in an unforeseen way is a finding too.

    Without `start_queue` a queue that is not there is a finding, and none is started to see whether it would.
    """
    checks: list[tuple[str, Text, Callable[[Home], Text]]] = [
        ("folder", Text(en="Data folder", nl="Gegevensmap"), _folder),
        ("database", same("Database"), _database),
        ("key", Text(en="Key", nl="Sleutel"), _key),
        ("queue", Text(en="Queue", nl="Wachtrij"), _queue if start_queue else _queue_as_it_is),
        ("plugins", same("Plugins"), _plugins),
        ("connections", Text(en="Connections", nl="Koppelingen"), _tried if try_connections else _connections),
        ("disk", Text(en="Disk space", nl="Schijfruimte"), _disk),
        ("clock", Text(en="Clock", nl="Klok"), _clock),
    ]
    for name, title, check in checks:
        yield _checked(home, name, title, check)


def not_opened(error: KoppelError) -> Finding:
    """The only finding when the folder cannot be opened at all."""
    return Finding(
        name="folder",
        title=Text(en="Data folder", nl="Gegevensmap"),
        verdict="error",
        sentence=error.sentence,
        exit_code=error.exit_code,
    )


@dataclass(frozen=True, slots=True)
class _Bad(Exception):
    sentence: Text
    verdict: Verdict = "error"
    exit_code: int = EXIT_DOCUMENTS


def _checked(home: Home, name: str, title: Text, check: Callable[[Home], Text]) -> Finding:
    try:
        return Finding(name=name, title=title, verdict="ok", sentence=check(home))
    except _Bad as bad:
        return Finding(name=name, title=title, verdict=bad.verdict, sentence=bad.sentence, exit_code=bad.exit_code)
    except KoppelError as error:
        return Finding(name=name, title=title, verdict="error", sentence=error.sentence, exit_code=error.exit_code)
    except SQLAlchemyError as error:
        if (problem := problem_of(error)) is None:
            raise
        return Finding(name=name, title=title, verdict="error", sentence=problem.sentence, exit_code=problem.exit_code)


def _folder(home: Home) -> Text:
    path = home.folder.path
    if path.stat().st_mode & 0o077:
        raise _Bad(_OPEN_FOLDER.with_data(path=path), "warning")
    return _FOLDER.with_data(path=path)


def _database(home: Home) -> Text:
    kind = home.engine.dialect.name
    if kind == "sqlite":
        with home.reading() as session:
            said = session.scalar(text("PRAGMA quick_check(1)"))
        if said != "ok":
            raise _Bad(_DAMAGED.with_data(why=said), exit_code=EXIT_WRONG_USE)
        return _DATABASE.with_data(kind=f"SQLite {sqlite3.sqlite_version}")
    return _DATABASE.with_data(kind="PostgreSQL")


def _key(home: Home) -> Text:
    with home.reading() as session:
        sealed = list(session.scalars(select(Connection.sealed)))
    for one in sealed:
        home.vault.unseal(one)
    return _KEY.with_data(count=len(sealed))


def _queue(home: Home) -> Text:
    from koppel.work import valkey

    client = valkey.connect(home.folder)
    try:
        if valkey.answers(client):
            return _QUEUE
        if os.environ.get("REDIS_URL"):
            raise _Bad(_NO_QUEUE, exit_code=EXIT_SERVICE)
    finally:
        client.close()
    with valkey.running(home.folder):
        return _QUEUE_STARTS


def _queue_as_it_is(home: Home) -> Text:
    from koppel.work import valkey

    client = valkey.connect(home.folder)
    try:
        if not valkey.answers(client):
            raise _Bad(_NO_QUEUE if os.environ.get("REDIS_URL") else _QUEUE_AWAY, exit_code=EXIT_SERVICE)
    finally:
        client.close()
    return _QUEUE


def _plugins(home: Home) -> Text:
    found = home.plugins
    if found.problems:
        sentences = [problem.sentence for problem in found.problems]
        raise _Bad(
            Text(en=" ".join(one.en for one in sentences), nl=" ".join(one.nl for one in sentences)),
            "warning" if found.installed else "error",
        )
    if not found.installed:
        raise _Bad(_NO_PLUGINS, "warning")
    return _PLUGINS.with_data(count=len(found.installed))


def _tried(home: Home) -> Text:
    for view in manage.listing(home):
        manage.verify(home, view.name)
    return _connections(home)


def _connections(home: Home) -> Text:
    views = manage.listing(home)
    broken = [view for view in views if view.state != manage.VERIFIED]
    if broken:
        parts = [_not_logged_in(view) for view in broken]
        sentence = Text(en=" ".join(part.en for part in parts), nl=" ".join(part.nl for part in parts))
        raise _Bad(sentence, exit_code=EXIT_SERVICE)
    return _CONNECTIONS.with_data(count=len(views))


def _not_logged_in(view: manage.ConnectionView) -> Text:
    error = view.error or same("")
    return Text(
        en=_NO_LOGIN.with_data(name=view.name, error=error.en).en.strip(),
        nl=_NO_LOGIN.with_data(name=view.name, error=error.nl).nl.strip(),
    )


def _disk(home: Home) -> Text:
    free = shutil.disk_usage(home.folder.path).free
    if free < _LITTLE:
        sentence = _LITTLE_SPACE.with_data(free=free // 1_000_000)
        raise _Bad(sentence, "error" if free < _TOO_LITTLE else "warning")
    return _SPACE.with_data(free=free // 1_000_000)


def _clock(home: Home) -> Text:
    """Signatures and tokens need the right time; the newest run is the best witness without asking anybody."""
    now = home.now()
    with home.reading() as session:
        newest = session.scalar(select(func.max(Run.created_at)))
    if now < _RELEASED or (newest is not None and newest > now + _SOON):
        raise _Bad(_WRONG_CLOCK.with_data(now=f"{now:%Y-%m-%d %H:%M}"))
    return _CLOCK.with_data(now=f"{now:%Y-%m-%d %H:%M}")
