"""Whether the machine still gives what the work needs, for a sentence on every page: room, a folder to write in, a queue.

`koppel doctor` looks at far more; this is cheap enough for each page, and only what stops everything.
"""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from koppel.home import Home
from koppel.text import Text
from koppel.work import valkey

_LOOK_EVERY_S = 5.0
_TOO_LITTLE = 50_000_000

_FULL = Text(
    en="The disk with Koppel's data is full. Make room on it: until then nothing is booked. Nothing is lost.",
    nl="De schijf met de gegevens van Koppel is vol. Maak er ruimte op: tot dan wordt er niets geboekt. Er gaat niets "
    "verloren.",
)
_READ_ONLY = Text(
    en="Koppel cannot write in its data folder {path}. Give it access: until then nothing is booked. Nothing is lost.",
    nl="Koppel kan niet schrijven in zijn gegevensmap {path}. Geef het toegang: tot dan wordt er niets geboekt. Er gaat "
    "niets verloren.",
)
_NO_QUEUE = Text(
    en="Koppel's queue does not answer, so no run begins. `koppel doctor` says why; runs go on by themselves once it is back.",
    nl="De wachtrij van Koppel antwoordt niet, dus er begint geen run. `koppel doctor` zegt waarom; runs gaan vanzelf verder "
    "als zij terug is.",
)


@dataclass
class _Watched:
    """The last look at one installation. Pages are served by several threads: one of them looks, the others read."""

    home: Home
    looked_at: float = -_LOOK_EVERY_S
    found: Sequence[Text] = ()
    lock: threading.Lock = field(default_factory=threading.Lock)


_watched: list[_Watched] = []


@contextmanager
def watched(home: Home) -> Iterator[None]:
    """For as long as this process serves the installation. Elsewhere nothing is looked at: a test needs no queue."""
    mine = _Watched(home)
    _watched.append(mine)
    try:
        yield
    finally:
        _watched.remove(mine)


def troubles(home: Home) -> Sequence[Text]:
    """What stops the work now, at most some seconds old; nothing where nobody serves this installation."""
    for one in _watched:
        if one.home is home:
            return _look(one)
    return ()


def _look(one: _Watched) -> Sequence[Text]:
    if time.monotonic() - one.looked_at >= _LOOK_EVERY_S and one.lock.acquire(blocking=False):
        try:
            one.found, one.looked_at = _troubles(one.home), time.monotonic()
        finally:
            one.lock.release()
    return one.found


def _troubles(home: Home) -> Sequence[Text]:
    path, found = home.folder.path, []
    if shutil.disk_usage(path).free < _TOO_LITTLE:
        found.append(_FULL)
    if not os.access(path, os.W_OK | os.X_OK):
        found.append(_READ_ONLY.with_data(path=path))
    client = valkey.connect(home.folder)
    try:
        if not valkey.answers(client):
            found.append(_NO_QUEUE)
    finally:
        client.close()
    return found
