"""A private PostgreSQL server for one run of the tests: no TCP port, nothing durable, gone afterwards."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from checking.machine import Missing, install

_PACKAGED = Path("/usr/lib/postgresql")
_START_TIMEOUT_S = 60
# Speed over safety: the data lives as long as the run.
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "autovacuum": "off",
}


@contextlib.contextmanager
def private_server() -> Iterator[str]:
    """The address of a fresh server that trusts whoever can reach its socket; stopped and removed afterwards."""
    programs = _programs()
    user = _user()
    folder = Path(tempfile.mkdtemp(prefix="koppel-postgres-"))
    data = folder / "data"
    if user:
        shutil.chown(folder, user)
    try:
        _run([programs / "initdb", "-D", data, "-U", "koppel", "--auth=trust", "--encoding=UTF8", "--no-locale",
              "--no-sync"], user)  # fmt: skip
        settings = [f"--{name}={value}" for name, value in _SETTINGS.items()]
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, f"--unix_socket_directories={folder}", *settings],
            user=user,
            cwd=folder,
            preexec_fn=_die_with_the_checks,  # noqa: PLW1509 - there are no threads here
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=(folder / "log").open("w"),
            start_new_session=True,
        )
        try:
            _wait(server, programs, folder)
            yield f"postgresql+psycopg://koppel@/postgres?host={folder}"
        finally:
            server.send_signal(signal.SIGQUIT)  # at once, without saving anything
            server.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _die_with_the_checks() -> None:
    """Ask Linux for SIGQUIT when the process that started this one is gone, however it ended: no server may stay behind."""
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


def _wait(server: subprocess.Popen[bytes], programs: Path, folder: Path) -> None:
    until = time.monotonic() + _START_TIMEOUT_S
    while time.monotonic() < until and server.poll() is None:
        ready = subprocess.run([programs / "pg_isready", "-q", "-h", folder], check=False)
        if ready.returncode == 0:
            return
        time.sleep(0.1)
    raise Missing(f"PostgreSQL does not start:\n{(folder / 'log').read_text()[-3000:]}")


def _run(command: list[str | Path], user: str | None) -> None:
    done = subprocess.run(
        command, user=user, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode != 0:
        raise Missing(f"{Path(command[0]).name} failed:\n{done.stdout[-3000:]}")


def _user() -> str | None:
    """PostgreSQL refuses to run as root: then its own user does, which Debian's package makes, else `nobody`."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _programs() -> Path:
    """The folder with initdb and postgres; installed when it is not there."""
    found = _find()
    if found is None:
        install("PostgreSQL", ["postgresql"], flag="--without-postgres")
        found = _find()
    if found is None:
        raise Missing(f"PostgreSQL was installed but initdb cannot be found under {_PACKAGED}")
    return found


def _find() -> Path | None:
    """The newest of Debian's versions, which are not on the PATH; else what is on the PATH."""
    packaged = sorted(_PACKAGED.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if packaged:
        return packaged[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None
