"""Asking for a run: a row in the database and its id on the queue. RQ carries nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from koppel.home import Home


def request_run(home: Home, name: str, *, trigger: str = "manual", only: Sequence[str] = ()) -> int:
    """Have an integration run soon, on any worker; gives the id of the run."""
    raise NotImplementedError
