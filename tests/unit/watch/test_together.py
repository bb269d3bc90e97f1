"""Two workers that find the same trouble at the same moment make one issue of it."""

from __future__ import annotations

import threading

from koppel.home import Home
from koppel.sync import issues
from koppel.sync.issues import open_issues
from koppel.text import same
from support.memory import World


def test_the_same_trouble_found_twice_at_once_is_one_issue(world: World) -> None:
    """The guard is `_add` in `sync.issues`, which takes the issue of whoever was first; without it, the second run would
    die of the database's refusal."""
    both, wrong = threading.Barrier(2), []

    def find(home: Home) -> None:
        try:
            with home.writing() as session:
                known = issues._known(session, "connection:1", "AuthFailed")
                assert known is None or home.engine.dialect.name == "sqlite"  # where writers take turns
                if home.engine.dialect.name != "sqlite":
                    both.wait(timeout=10)
                issues.raise_issue(session, home.now(), subject="connection:1", kind="AuthFailed", sentence=same("?"))
        except Exception as error:  # noqa: BLE001 - shown by the assertion
            wrong.append(error)

    threads = [threading.Thread(target=find, args=(world.home,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
    assert len(open_issues(world.home)) == 1
