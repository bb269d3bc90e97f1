"""`koppel serve`: web, worker, schedule and the embedded Valkey in one process tree, with one log and a clean stop.

The pages and the schedule are threads of this process; the worker is a process of its own because it forks, and a fork
of a process with threads may copy a lock that nobody will ever open again.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from types import FrameType

import redis
import structlog
from sqlalchemy.exc import SQLAlchemyError

from koppel.errors import KoppelError
from koppel.home import Home
from koppel.work import surroundings, valkey
from koppel.work.schedule import requeue_all, run_schedule

log = structlog.get_logger(__name__)

_STOP_MOST_S = 25.0

Pages = Callable[[], tuple[Callable[[], None], Callable[[], None]]]
"""Makes the web server: what runs it, and what stops it. The pages are a higher room; they are handed in."""


def serve(
    home: Home,
    *,
    pages: Pages | None = None,
    worker: bool = True,
    schedule: bool = True,
    worker_command: Sequence[str] = (),
) -> None:
    """Run the chosen parts until SIGTERM or Ctrl-C; returns when everything has stopped. Main thread only.

    The worker is `koppel worker` on the same folder unless another command is given.
    """
    stop = threading.Event()
    with ExitStack() as stack:
        stack.enter_context(_stopping_on_signals(stop))
        client = stack.enter_context(valkey.running(home.folder))
        stack.enter_context(surroundings.watched(home))
        keeper = _WorkerKeeper(home, worker_command) if worker else None
        if keeper is not None:
            keeper.look()
            stack.callback(keeper.finish)
        if schedule:
            stack.enter_context(_thread("schedule", lambda: run_schedule(home, client, stop)))
        if pages is not None:
            run, end = pages()
            stack.enter_context(_thread("web", run))
            stack.callback(end)
        while not stop.wait(home.pace.look_s):
            _revive_valkey(client, home)
            if keeper is not None:
                keeper.look()
        stop.set()


def _revive_valkey(client: redis.Redis, home: Home) -> None:
    """An embedded Valkey that died is started again; what it held is in the database."""
    if valkey.answers(client) or os.environ.get("REDIS_URL"):
        return
    log.warning("valkey is gone, starting it again")
    try:
        valkey.start(home.folder)
        requeue_all(home)
    except KoppelError as error:
        log.error("valkey does not start", error=error.sentence.en)  # noqa: TRY400 - the sentence says it all
    except SQLAlchemyError as error:
        log.warning("what was queued is queued again later", error=type(error).__name__)


class _WorkerKeeper:
    """Keeps one worker process alive. Used from the main thread only: a child asks the kernel to be killed when the
    thread that started it ends, and the main thread ends last."""

    def __init__(self, home: Home, command: Sequence[str]) -> None:
        usual = [sys.executable, "-m", "koppel", "--data-dir", str(home.folder.path), "worker"]
        self._command = list(command) or usual
        self._restart_s = home.pace.restart_s
        self._process: subprocess.Popen[bytes] | None = None
        self._not_before = 0.0

    def look(self) -> None:
        """Start it, or start it again some seconds after it died."""
        if self._process is not None and self._process.poll() is None:
            return
        if self._process is not None and self._not_before == 0.0:
            log.warning("worker ended, starting it again", code=self._process.returncode)
            self._not_before = time.monotonic() + self._restart_s
        if time.monotonic() < self._not_before:
            return
        self._not_before = 0.0
        environment = {**os.environ, valkey.DIE_WITH_PARENT: str(os.getpid())}
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            self._command, stdin=subprocess.DEVNULL, start_new_session=True, env=environment
        )

    def finish(self) -> None:
        """It may finish its slice, but not take for ever."""
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=_STOP_MOST_S)
        except subprocess.TimeoutExpired:
            log.warning("worker does not stop, killing it; the ledger knows where it was")
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def _thread(name: str, target: Callable[[], None]) -> Iterator[None]:
    thread = threading.Thread(target=target, name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        thread.join(timeout=5)


@contextmanager
def _stopping_on_signals(stop: threading.Event) -> Iterator[None]:
    """SIGTERM, SIGINT and SIGHUP set the event; the old handlers come back afterwards."""

    def handle(number: int, frame: FrameType | None) -> None:
        del number, frame
        stop.set()

    old = {number: signal.signal(number, handle) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)
        stop.set()
