"""The guards around every test: a closed network and nothing left behind."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from koppel.home import Home
from koppel.testing import network
from koppel.testing.clock import Clock


def test_another_machine_is_refused_and_noted() -> None:
    """A connection to an address that is not this machine's raises, and stays on record."""
    with socket.socket() as line, pytest.raises(network.NetworkForbidden):
        line.connect(("192.0.2.1", 443))
    assert network.attempts == ["192.0.2.1"]
    network.attempts.clear()


def test_names_of_other_machines_are_not_looked_up() -> None:
    """Looking up a name is a call to the network too."""
    with pytest.raises(network.NetworkForbidden):
        socket.getaddrinfo("example.org", 443)
    assert network.attempts == ["example.org"]
    network.attempts.clear()


def test_invalid_names_do_not_exist() -> None:
    """Names under .invalid fail as they do in real life, without an attempt on record."""
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("shop.invalid", 443)
    assert network.attempts == []


def test_loopback_stays_open() -> None:
    """A server on this machine can be reached."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


def test_unix_sockets_stay_open(tmp_path: Path) -> None:
    """The embedded Valkey listens on a unix socket."""
    address = str(tmp_path / "socket")
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as line:
        server.bind(address)
        server.listen()
        line.connect(address)


def test_started_programs_are_closed_in_too() -> None:
    """A Python program that a test starts cannot reach another machine either."""
    program = "import socket; socket.socket().connect(('192.0.2.1', 9))"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "NetworkForbidden" in ended.stderr


def test_home_is_empty_and_migrated(home: Home) -> None:
    """A fresh installation can be read and written at once."""
    with home.writing() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM connection").scalar() == 0


def test_home_lives_by_the_clock(home: Home, clock: Clock) -> None:
    """A test that asks for both decides what time it is."""
    before = home.now()
    clock.advance(minutes=5)
    assert (home.now() - before).total_seconds() == 300


def test_commands_find_the_home(home: Home) -> None:
    """KOPPEL_DATA_DIR leads to the fixture's folder."""
    assert Path(os.environ["KOPPEL_DATA_DIR"]) == home.folder.path


def test_a_home_on_postgres_is_one(postgres_home: Home) -> None:
    """A test that only makes sense on PostgreSQL gets a migrated database there, and is left out where there is none."""
    assert postgres_home.engine.dialect.name == "postgresql"
    assert os.environ["DATABASE_URL"].startswith("postgresql+psycopg://")
