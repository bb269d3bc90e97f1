"""What `koppel serve` and `koppel worker` do, in a hurry and without the pages: `python -m faults.killing.tree FOLDER PART`."""

from __future__ import annotations

import os
import sys

from faults.killing.hurry import open_hurried
from koppel.work import supervisor, valkey
from koppel.work.worker import work

ALL, WORKER = "all", "worker"


def main(folder: str, part: str, driver: int) -> None:
    """Until it is killed or told to stop; at the latest with `driver`, the process that started it."""
    home = open_hurried(folder)
    if part == WORKER:
        with valkey.running(home.folder) as client:
            work(home, client)
        return
    valkey.die_with_parent(driver)
    supervisor.serve(home, worker_command=command(folder, WORKER))


def command(folder: str, part: str) -> list[str]:
    """How to start a part in a process of its own."""
    return [sys.executable, "-m", "faults.killing.tree", folder, part, str(os.getpid())]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
