"""`koppel serve`, and its parts for several machines: `web`, `worker`, `schedule`."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from koppel.cli.speaking import Flag, Speaking
from koppel.cli.terminal import Terminal
from koppel.errors import WrongUse, machine_reason
from koppel.text import Text

if TYPE_CHECKING:
    from koppel.home import Home
    from koppel.web.serve import Server

Pages = tuple[Callable[[], None], Callable[[], None]]

DEFAULT_PORT = 8750

_AT = Text(
    en="Koppel is at {address} (Ctrl-C ends it).",
    nl="Koppel staat op {address} (Ctrl-C stopt).",
)
_CODE = Text(
    en="Nobody can log in yet. Make the first administrator there with this one-time code: {code}",
    nl="Er kan nog niemand inloggen. Maak daar de eerste beheerder met deze eenmalige code: {code}",
)
_PORT_TAKEN = Text(
    en="{host}:{port} cannot be listened on ({why}). Choose another with --port, or end what listens there.",
    nl="Op {host}:{port} kan niet worden geluisterd ({why}). Kies een andere met --port, of stop wat daar luistert.",
)

_host = click.option(
    "--host",
    cls=Flag,
    default="127.0.0.1",
    show_default=True,
    text=Text(
        en="The address to listen on.",
        nl="Het adres om op te luisteren.",
    ),
)
_port = click.option(
    "--port",
    cls=Flag,
    type=click.IntRange(0, 65535),
    default=DEFAULT_PORT,
    show_default=True,
    text=Text(
        en="The port; 0 takes a free one.",
        nl="De poort; 0 neemt een vrije.",
    ),
)
_public = click.option(
    "--public-url",
    cls=Flag,
    text=Text(
        en="The address at which people reach the pages (else KOPPEL_PUBLIC_URL).",
        nl="Het adres waarop mensen de pagina's bereiken (anders KOPPEL_PUBLIC_URL).",
    ),
)


@click.command(
    "serve",
    cls=Speaking,
    text=Text(
        en="Run everything a home needs: pages, worker, schedule and queue, until Ctrl-C.",
        nl="Draai alles wat een thuis nodig heeft: pagina's, worker, planning en wachtrij, tot Ctrl-C.",
    ),
)
@_host
@_port
@_public
@click.pass_obj
def serve(terminal: Terminal, host: str, port: int, public_url: str | None) -> None:
    """All parts in one process tree."""
    run_parts(terminal, pages=bound(terminal, host, port, public_url), worker=True, schedule=True)


@click.command(
    "web",
    cls=Speaking,
    text=Text(
        en="Run the pages only; a worker and a schedule run elsewhere.",
        nl="Draai alleen de pagina's; een worker en een planning draaien elders.",
    ),
)
@_host
@_port
@_public
@click.pass_obj
def web(terminal: Terminal, host: str, port: int, public_url: str | None) -> None:
    """For several machines."""
    run_parts(terminal, pages=bound(terminal, host, port, public_url))


@click.command("worker", cls=Speaking, text=Text(en="Run a worker only.", nl="Draai alleen een worker."))
@click.pass_obj
def worker(terminal: Terminal) -> None:
    """For several machines; `koppel serve` starts one of its own."""
    terminal.speaks_of_events = True
    with _starting():
        from koppel.work import valkey
        from koppel.work.worker import work

        home = terminal.home
        _ = home.plugins
    with valkey.running(home.folder) as client:
        work(home, client)


@click.command("schedule", cls=Speaking, text=Text(en="Run the schedule only.", nl="Draai alleen de planning."))
@click.pass_obj
def schedule(terminal: Terminal) -> None:
    """For several machines; more than one does no harm."""
    run_parts(terminal, schedule=True)


def run_parts(
    terminal: Terminal, *, pages: Callable[[], Pages] | None = None, worker: bool = False, schedule: bool = False
) -> None:
    """Until SIGTERM or Ctrl-C."""
    with _starting():
        from koppel.work import supervisor

        home = terminal.home
    supervisor.serve(home, pages=pages, worker=worker, schedule=schedule)


@contextmanager
def _starting() -> Iterator[None]:
    """What is made while starting is there to stay, and Python need not look through it for rubbish.

    Now that would take a fifth of the start; later one look takes longer than a page and comes in the middle of one. And
    what a worker does not touch stays shared with its forks.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def bound(
    terminal: Terminal,
    host: str,
    port: int,
    public_url: str | None,
    *,
    announce: Callable[[str], None] | None = None,
) -> Callable[[], Pages]:
    """Bind the pages now, so that a taken port is told at once, and run them when the supervisor asks.

    `announce` gets the address; else it is printed, with the one-time code while nobody can log in.
    """
    terminal.speaks_of_events = True
    with _starting():
        server = _server(terminal.home, host, port, public_url)
    address = (public_url or os.environ.get("KOPPEL_PUBLIC_URL") or f"http://{host}:{server.effective_port}").rstrip(
        "/"
    )
    (announce or (lambda found: _announce(terminal, found)))(address)
    return lambda: (server.run, server.close)


def _server(home: Home, host: str, port: int, public_url: str | None) -> Server:
    from koppel.web.app import create_app
    from koppel.web.serve import make_server

    try:
        return make_server(create_app(home, public_url=public_url), host, port)
    except OSError as error:
        raise WrongUse(_PORT_TAKEN, host=host, port=port, why=machine_reason(error)) from error


def _announce(terminal: Terminal, address: str) -> None:
    from koppel.web.first_run import one_time_code
    from koppel.web.people import anyone_known

    code = None if anyone_known(terminal.home) else one_time_code(terminal.home)
    terminal.answer({"address": address, **({"code": code} if code else {})}, lambda: _AT.with_data(address=address))
    if code:
        terminal.say(_CODE.with_data(code=code))
