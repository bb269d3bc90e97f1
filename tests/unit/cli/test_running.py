"""`koppel serve` as a process: it answers, lets the first person in, and stops cleanly."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

_COMMAND = [sys.executable, "-m", "koppel"]


@pytest.mark.parametrize("command", ["serve", "web"])
def test_it_serves_the_pages_and_stops_on_a_signal(tmp_path: Path, command: str) -> None:
    """The address and the one-time code are one JSON value; SIGTERM ends it with 0 and leaves no process behind."""
    with subprocess.Popen(
        [*_COMMAND, "--data-dir", str(tmp_path / "data"), command, "--port", "0", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        said = ""
        while not said.endswith("}\n"):
            said += process.stdout.readline()
        found = json.loads(said)
        with urllib.request.urlopen(found["address"]) as answer:
            assert answer.url == f"{found['address']}/setup"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
    assert len(found["code"].replace("-", "")) == 12
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    """Before anything else is started."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [*_COMMAND, "--data-dir", str(tmp_path / "data"), "serve", "--port", port]
        found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout) == (2, "")
    assert f"127.0.0.1:{port} cannot be listened on" in found.stderr
