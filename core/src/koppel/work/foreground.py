"""A run that somebody waits for at the command line: through the queue like any other, to its end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import redis

from koppel.home import Home
from koppel.sync.runs import RunView, new_run, show_run
from koppel.work import valkey, worker
from koppel.work.queue import enqueue

_LOOK_EVERY_S = 0.25
_WAIT_MOST = timedelta(minutes=5)


def sync_now(home: Home, name: str, *, on_progress: Callable[[RunView], None] = lambda _: None) -> RunView:
    """Run an integration to its end, or to a pause of more than five minutes; gives the run as it stands then.

    A worker that is there does it; otherwise this process is the worker, on a queue of its own.
    """
    with valkey.running(home.folder) as client:
        run_id = new_run(home, name, trigger="command")
        if worker.is_there(client):
            enqueue(home, client, run_id)
            return _follow(home, run_id, on_progress)
        return _work(home, client, run_id, on_progress)


def _work(home: Home, client: redis.Redis, run_id: int, on_progress: Callable[[RunView], None]) -> RunView:
    queue = f"koppel-run-{run_id}"
    while True:
        enqueue(home, client, run_id, queue=queue)
        with _Watch(home, run_id, on_progress):
            worker.work_here(home, client, queue)
        run = show_run(home, run_id)
        on_progress(run)
        if run.state != "waiting" or run.waiting_until is None or _is_far(home, run):
            return run
        while home.now() < run.waiting_until:
            time.sleep(_LOOK_EVERY_S)


def _follow(home: Home, run_id: int, on_progress: Callable[[RunView], None]) -> RunView:
    while True:
        run = show_run(home, run_id)
        on_progress(run)
        if not run.is_open or _is_far(home, run):
            return run
        time.sleep(_LOOK_EVERY_S)


def _is_far(home: Home, run: RunView) -> bool:
    """Whether it waits for longer than somebody at a command line would; a login that is needed may take for ever."""
    if run.state != "waiting":
        return False
    return run.waiting_until is None or run.waiting_until - home.now() > _WAIT_MOST


class _Watch:
    """Reports progress from a thread while the main thread works."""

    def __init__(self, home: Home, run_id: int, on_progress: Callable[[RunView], None]) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, args=(home, run_id, on_progress), daemon=True)

    def _look(self, home: Home, run_id: int, on_progress: Callable[[RunView], None]) -> None:
        while not self._stop.wait(_LOOK_EVERY_S):
            on_progress(show_run(home, run_id))

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
