"""A paused integration runs when somebody asks, and not by itself: what was under way or waiting when it was paused ends."""

from __future__ import annotations

from typing import Final

from sqlalchemy.orm import Session

from koppel.store import Integration, JsonObject, Run

PAUSED: Final = "paused"
_WHILE_PAUSED: Final = "while_paused"


def asked_of(row: Integration) -> JsonObject:
    """What a run keeps of the moment at which somebody asked for it."""
    return {_WHILE_PAUSED: row.state == PAUSED}


def is_over(session: Session, run_id: int) -> bool:
    """True for a run that was there before its integration was paused. It ends between two slices: what it has planned
    stands in the ledger, and the first run after the pause books it."""
    run = session.get_one(Run, run_id)
    return session.get_one(Integration, run.integration_id).state == PAUSED and not run.only.get(_WHILE_PAUSED)
