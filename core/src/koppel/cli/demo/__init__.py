"""`koppel demo`: a whole run with a make-believe shop and package, on this machine, and then the pages to look around.

Everything is real but the two services: plugins, encrypted connections, login, form, queue, worker and ledger.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import click

from koppel.cli.demo import report
from koppel.cli.demo.world import World, build, choose_pair, nothing_of_the_owners
from koppel.cli.running import DEFAULT_PORT, Pages, bound, run_parts
from koppel.cli.speaking import Flag, Speaking
from koppel.cli.sync import run_to_end
from koppel.cli.terminal import Terminal
from koppel.errors import EXIT_DOCUMENTS, WrongUse
from koppel.text import Text

_BEGINS = Text(
    en="{source} and {target} are played on this machine; nothing leaves it.",
    nl="{source} en {target} worden op deze machine nagespeeld; er gaat niets naar buiten.",
)
_CONNECTED = Text(
    en="Connected: {source} ({shop}) and {target} ({books}). Booking …",
    nl="Gekoppeld: {source} ({shop}) en {target} ({books}). Boeken …",
)
_LOOK = Text(
    en="Look around at {address} (Ctrl-C ends the demonstration, and nothing of it stays).\n"
    "Log in as {name} with the password {password}",
    nl="Kijk rond op {address} (Ctrl-C beëindigt de demonstratie, en er blijft niets van staan).\n"
    "Log in als {name} met het wachtwoord {password}",
)
_NAME = "demo"


@click.command(
    "demo",
    cls=Speaking,
    text=Text(
        en="Show a whole run with a make-believe shop and package, then the pages. Needs no account and no network.",
        nl="Toon een hele run met een nagespeelde winkel en boekhouding, en daarna de pagina's. Zonder account en netwerk.",
    ),
)
@click.option(
    "--once",
    cls=Flag,
    is_flag=True,
    text=Text(en="End after the run, without the pages.", nl="Stop na de run, zonder de pagina's."),
)
@click.option(
    "--pair",
    cls=Flag,
    metavar="SOURCE-TARGET",
    text=Text(en="Which shop with which package.", nl="Welke winkel met welk pakket."),
)
@click.option(
    "--port",
    cls=Flag,
    type=click.IntRange(0, 65535),
    text=Text(
        en="The port of the pages (else 8750, or a free one).",
        nl="De poort van de pagina's (anders 8750, of een vrije).",
    ),
)
@click.pass_obj
def demo(terminal: Terminal, once: bool, pair: str | None, port: int | None) -> None:
    """The first thing that a newcomer runs."""
    with nothing_of_the_owners() as folder:
        terminal.folder = folder
        source, target = choose_pair(terminal.home.plugins, pair)
        pages, address = (None, "http://127.0.0.1") if once else _pages(terminal, port)
        terminal.say(_BEGINS.with_data(source=source.title, target=target.title))
        with build(terminal.home, source, target, address) as world:
            terminal.say(_CONNECTED.with_data(**world.names()))
            all_is_well = _run_and_show(terminal, world)
            if pages is not None:
                _let_in(terminal, address)
                run_parts(terminal, pages=pages, worker=True, schedule=True)
    terminal.end(0 if all_is_well else EXIT_DOCUMENTS)


def _run_and_show(terminal: Terminal, world: World) -> bool:
    """Two runs: the second shows that nothing is booked twice."""
    first = run_to_end(terminal, world.integration)
    wrote = len(world.target_fake.writes())
    again = run_to_end(terminal, world.integration)
    found = report.collect(world, first, again, wrote_again=len(world.target_fake.writes()) - wrote)
    terminal.answer(found.shape(terminal.language), lambda: report.drawn(terminal, found))
    return found.all_is_well


def _pages(terminal: Terminal, port: int | None) -> tuple[Callable[[], Pages], str]:
    """Bound before anything else happens; without a port of the person's own, any free one will do."""
    addresses: list[str] = []
    settings: dict[str, Any] = {"announce": addresses.append}
    try:
        pages = bound(terminal, "127.0.0.1", DEFAULT_PORT if port is None else port, None, **settings)
    except WrongUse:
        if port is not None:
            raise
        pages = bound(terminal, "127.0.0.1", 0, None, **settings)
    return pages, addresses[-1]


def _let_in(terminal: Terminal, address: str) -> None:
    """An administrator with a password that is shown once."""
    from argon2 import PasswordHasher

    from koppel.web.first_run import make_first_administrator, one_time_code

    password = secrets.token_urlsafe(12)
    make_first_administrator(
        terminal.home,
        PasswordHasher(),
        code=one_time_code(terminal.home),
        name=_NAME,
        password=password,
        language=terminal.language,
    )
    terminal.say(_LOOK.with_data(address=address, name=_NAME, password=password))
