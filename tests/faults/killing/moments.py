"""When to strike: in the middle of a call, before its work is done or after it, or just anywhere.

The services take a few milliseconds more than they need, so that there is a middle to strike in.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from werkzeug.wrappers import Request, Response

from koppel.testing import Fake

_SLOWEST_S = 0.008
_PATIENCE_S = 6.0
_READS = frozenset({"GET", "HEAD"})


@dataclass
class Moments:
    """Watches the calls that reach the services, and wakes who waits for one.

    `chance` draws the plan, which a seed repeats; `delays` is asked by many threads, in whatever order they come.
    """

    chance: random.Random
    delays: random.Random
    _seen: threading.Condition = field(default_factory=threading.Condition, init=False)
    _counts: dict[str, int] = field(default_factory=dict, init=False)
    _under_way: int = field(default=0, init=False)

    def watch(self, fakes: Sequence[Fake]) -> None:
        """Be told of every call from now on."""
        for fake in fakes:
            fake.before.append(self._before)
            fake.after.append(self._after)

    @property
    def in_a_call(self) -> bool:
        """Whether a service has a call in hand: a death now loses its answer."""
        return self._under_way > 0

    def wait(self) -> str:
        """Until a moment drawn by chance; says which. When nothing calls for some seconds, that is a moment too."""
        kind = self.chance.choice(["write asked", "write done", "write done", "write done", "read done", "any"])
        if kind == "any":
            time.sleep(self.chance.uniform(0, 0.6))
            return kind
        number = self.chance.randint(1, 6)
        with self._seen:
            wanted = self._counts.get(kind, 0) + number
            self._seen.wait_for(lambda: self._counts.get(kind, 0) >= wanted, timeout=_PATIENCE_S)
        time.sleep(self.chance.choice([0.0, 0.0, self.chance.uniform(0, 0.015)]))
        return kind

    def _before(self, request: Request) -> None:
        self._under_way += 1
        self._tell("read asked" if request.method in _READS else "write asked")

    def _after(self, request: Request, response: Response) -> Response:
        self._tell("read done" if request.method in _READS else "write done")
        self._under_way -= 1
        return response

    def _tell(self, kind: str) -> None:
        """Both hooks run inside the call: whoever is woken strikes while the service takes its time."""
        with self._seen:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._seen.notify_all()
        time.sleep(self.delays.uniform(0, _SLOWEST_S))
