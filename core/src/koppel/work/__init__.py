"""When and where runs happen: the queue, workers, the schedule, the process tree. What a run does is `sync`'s."""

from __future__ import annotations
