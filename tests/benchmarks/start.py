"""How soon `koppel serve` answers, what it holds in memory when nothing happens, and how soon the command itself is there.

Real processes, on a fresh folder and on one with 100,000 documents. Processor time stands beside the time by the clock,
and a bare process that imports Flask beside both: on a busy machine the ratios say more than the seconds.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

TICKS_S = os.sysconf("SC_CLK_TCK")
LONGEST_S = 120.0
FIRST_PAGE_S, IDLE_MB = 1.5, 200
COMMANDS = {"koppel --version": ("-m", "koppel", "--version"), "koppel --help": ("-m", "koppel", "--help")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """One start of a whole tree: until the first page, and after a while without anything to do."""

    seconds: float
    worked: float
    pss_mb: float
    rss_mb: float
    idle_percent: float
    parts: tuple[str, ...]


def main() -> None:
    """Commands first, then the trees."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--folder", help="a folder that `pages.py --folder` has filled")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--idle", type=float, default=20.0, help="seconds to wait before memory is looked at")
    options = parser.parse_args()
    print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors; the best of several")
    _commands()
    with tempfile.TemporaryDirectory() as temporary:
        full = Path(options.folder or Path(temporary) / "full")
        _fill(full, options.documents)
        for name, folder in (("a fresh folder", None), (f"{options.documents} documents", full)):
            made = [_serve(folder or Path(temporary) / f"fresh-{at}", options.idle) for at in range(options.times)]
            _say(name, made)


def _fill(folder: Path, documents: int) -> None:
    """In a process of its own: what it takes is nobody's memory afterwards."""
    code = (
        f"from koppel import logs; logs.set_up(level='critical')\n"
        f"from benchmarks.filled import filled_home; filled_home({str(folder)!r}, {documents}).close()"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)


def _commands() -> None:
    base = _best("-c", "pass")
    flask = _best("-c", "import flask")
    for name, (worked, seconds) in {
        "python -c pass": base,
        "python -c 'import flask'": flask,
        **{name: _best(*command) for name, command in COMMANDS.items()},
    }.items():
        print(f"  {name:<28} {worked:6.3f} s of work   {seconds:6.3f} s by the clock   {worked / base[0]:5.1f} x pass")
    with _running([sys.executable, "-c", "import flask, time; time.sleep(100)"]) as process:
        time.sleep(3)
        pss, rss = _memory(process.pid)
    print(f"  a process that imports flask: {pss:.0f} MB (its part of what is shared), {rss:.0f} MB resident")


def _best(*arguments: str, times: int = 10) -> tuple[float, float]:
    """Processor time and time by the clock of a command, each the least of several."""
    worked, seconds = [], []
    for _ in range(times):
        began = time.perf_counter()
        process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds.append(time.perf_counter() - began)
        worked.append(used.ru_utime + used.ru_stime)
    return min(worked), min(seconds)


def _serve(folder: Path, idle_s: float) -> Started:
    port = _free_port()
    began = time.perf_counter()
    command = [sys.executable, "-m", "koppel", "--data-dir", str(folder), "serve", "--port", str(port)]
    with _running(command) as process:
        _wait_for(f"http://127.0.0.1:{port}/login", process)
        seconds, worked = time.perf_counter() - began, _worked(process.pid)
        time.sleep(idle_s)
        tree = list(_tree(process.pid))
        before = sum(_worked(pid) for pid in tree)
        time.sleep(10)
        idle = (sum(_worked(pid) for pid in tree) - before) * 10
        memory = {pid: _memory(pid) for pid in tree}
        parts = tuple(f"{_name(pid)} {pss:.0f}" for pid, (pss, _) in memory.items())
    pss, rss = (sum(one[at] for one in memory.values()) for at in (0, 1))
    return Started(seconds=seconds, worked=worked, pss_mb=pss, rss_mb=rss, idle_percent=idle, parts=parts)


def _say(name: str, made: Sequence[Started]) -> None:
    best = min(made, key=lambda one: one.worked)
    print(f"koppel serve on {name}")
    print(
        f"  first page after {min(one.seconds for one in made):.2f} s by the clock, {best.worked:.2f} s of work of the "
        f"process that serves it (goal {FIRST_PAGE_S} s)"
    )
    print(
        f"  idle: {min(one.pss_mb for one in made):.0f} MB in all ({', '.join(best.parts)}), "
        f"{min(one.rss_mb for one in made):.0f} MB when shared pages count for each (goal {IDLE_MB} MB); "
        f"{min(one.idle_percent for one in made):.1f} % of a processor"
    )


@contextmanager
def _running(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + LONGEST_S
    while time.monotonic() < give_up:
        if process.poll() is not None:
            raise SystemExit(f"koppel serve ended with {process.returncode}")
        try:
            with urllib.request.urlopen(address) as answer:
                answer.read()
                return
        except OSError:
            time.sleep(0.01)
    raise SystemExit("no page was answered")


def _free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for thread in Path(f"/proc/{pid}/task").iterdir():
        for child in (thread / "children").read_text().split():
            yield from _tree(int(child))


def _memory(pid: int) -> tuple[float, float]:
    """PSS and RSS in megabytes."""
    found = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        key, value = line.split(":")
        found[key] = int(value.split()[0]) * 1024 / 1e6
    return found["Pss"], found["Rss"]


def _worked(pid: int) -> float:
    """Seconds of processor time; of children that have ended as well."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(int(fields[place]) for place in (11, 12, 13, 14)) / TICKS_S


def _name(pid: int) -> str:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    return next((word for word in ("serve", "worker") if word in words), Path(words[0].split()[0]).name)


if __name__ == "__main__":
    main()
