"""A process tree that runs an installation: starting it, finding its members, killing them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from faults.killing.tree import ALL, WORKER, command

TESTS = Path(__file__).resolve().parents[2]
KINDS = ("horse", "worker", "valkey", "head", "everything")
"""Who can be killed: the child that does the work, the worker that forked it, the queue's server, the supervisor alone
(which must take all others along), and all of them at one blow."""

_DIE_WITHIN_S = 10.0


@dataclass(frozen=True, slots=True)
class _Process:
    pid: int
    parent: int
    command: str


@dataclass
class Tree:
    """One supervisor with its worker, the worker's child and perhaps the queue's server."""

    folder: Path
    name: str
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def log(self) -> Path:
        """What its processes said."""
        return self.folder / f"{self.name}.log"

    @property
    def is_alive(self) -> bool:
        """Whether the supervisor runs."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it; it is ready some time later."""
        path = os.pathsep.join(filter(None, [str(TESTS), os.environ.get("PYTHONPATH")]))
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command(str(self.folder), ALL),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, "PYTHONPATH": path},
                start_new_session=True,
            )

    def members(self) -> dict[str, int]:
        """The living ones by kind, without `everything`."""
        if self._process is None or not self.is_alive:
            return {}
        found = {"head": self._process.pid}
        for process in _children(self._process.pid):
            found["valkey" if "valkey-server" in process.command else WORKER] = process.pid
        if WORKER in found:
            for child in _children(found[WORKER]):
                found["horse"] = child.pid
        return found

    def kill(self, kind: str) -> bool:
        """SIGKILL one kind; False when there is none just now. Raises AssertionError when a member outlives its head."""
        members = self.members()
        victims = list(members.values()) if kind == "everything" else [members[kind]] if kind in members else []
        for pid in victims:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if kind in ("head", "everything") and self._process is not None and victims:
            self._process.wait()
            _all_gone(self.name, members)
        return bool(victims)

    def stop(self) -> None:
        """The clean end that a person asks for."""
        if self._process is not None and self.is_alive:
            members = self.members()
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(timeout=40)
            _all_gone(self.name, members)


def _all_gone(name: str, members: dict[str, int]) -> None:
    """Who outlives the supervisor would go on working beside the next one, and one more after each death."""
    give_up = time.monotonic() + _DIE_WITHIN_S
    while living := [kind for kind, pid in members.items() if _is_running(pid)]:
        assert time.monotonic() < give_up, f"{', '.join(living)} outlived the head of {name}"
        time.sleep(0.01)


def _is_running(pid: int) -> bool:
    try:
        return _state(pid) not in {"Z", "X"}
    except (FileNotFoundError, ProcessLookupError):
        return False


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def _children(parent: int) -> list[_Process]:
    return [process for process in _processes() if process.parent == parent]


def _processes() -> list[_Process]:
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            said = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if state not in {"Z", "X"}:
                found.append(_Process(int(entry.name), int(parent), said))
    return found
