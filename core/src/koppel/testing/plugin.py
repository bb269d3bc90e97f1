"""pytest fixtures for the authors of connectors: `pytest_plugins = ["koppel.testing.plugin"]` in their conftest.py.

Loading it closes the network to all tests. The package index never loads it by itself: it is asked for by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from koppel.connectors.base import Connector
from koppel.http import Client
from koppel.testing import network
from koppel.testing.clock import Clock
from koppel.testing.fake import Fake
from koppel.testing.wiring import client_for

pytest.register_assert_rewrite("koppel.testing.contract")


def pytest_configure(config: pytest.Config) -> None:
    """Close the network before anything is collected: no module may call out while it is imported either."""
    del config
    network.close()


@pytest.fixture(autouse=True)
def _no_network() -> Iterator[None]:
    """Fail a test that reached for the network, even when the code under test swallowed the refusal."""
    network.attempts.clear()
    yield
    tried = list(network.attempts)
    network.attempts.clear()
    assert not tried, f"the test reached for the network: {', '.join(tried)}"


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still until `advance`."""
    return Clock()


@pytest.fixture
def wsgi_client() -> Iterator[Callable[..., Client]]:
    """`wsgi_client(fake, MyConnector, signer=...)`: a client that talks to the fake in this process."""
    made: list[Client] = []

    def make(fake: Fake, vendor: type[Connector] = Connector, **settings: Any) -> Client:
        made.append(client_for(fake, vendor, **settings))
        return made[-1]

    yield make
    for client in made:
        client.close()
