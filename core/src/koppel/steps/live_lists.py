"""Live lists through a cache: asked for once in a while, kept when the service is away, and never a reason to crash a form.

How a connector is made and called is left to the `fetch` that is given; its client must give up after ten seconds.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

import structlog

from koppel.errors import AuthFailed, Bug, KoppelError, RateLimited, Unavailable
from koppel.steps.answers import Answers
from koppel.steps.kinds import Side
from koppel.steps.lists import Listing
from koppel.steps.options import FromFacet, Live, Option, Options
from koppel.steps.sentences import LOG_IN_AGAIN, NOT_ANSWERING, worded
from koppel.steps.stored import to_stored
from koppel.text import Text

QUIET_AFTER_FAILURE_S: Final = 15
MOST_LISTS: Final = 1000

Fetch = Callable[[Side, Live | FromFacet, Answers], Sequence[Option]]
_Key = tuple[str, str, str]

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The account that a side's lists come from: lists of two accounts are never mixed up. `title` names the service."""

    account: str
    title: str


@dataclass(slots=True)
class ListCache:
    """Lists by account, name and the answers they depend on; shared by all forms of a process, safe between threads.

    A page asks for a dozen lists. When the service is away, only the first waits for it: the others of that account
    get the same sentence at once, for a short while.
    """

    now: Callable[[], float] = time.monotonic
    _lists: dict[_Key, tuple[float, tuple[Option, ...]]] = field(default_factory=dict)
    _failures: dict[str, tuple[float, Text]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def get(self, key: _Key) -> tuple[float, tuple[Option, ...]] | None:
        """A list and its age in seconds."""
        with self._lock:
            found = self._lists.get(key)
        return None if found is None else (self.now() - found[0], found[1])

    def put(self, key: _Key, options: tuple[Option, ...]) -> None:
        """Keep a list; the oldest goes when there are too many."""
        with self._lock:
            self._lists.pop(key, None)
            self._lists[key] = (self.now(), options)
            if len(self._lists) > MOST_LISTS:
                del self._lists[next(iter(self._lists))]

    def failed(self, account: str, problem: Text) -> None:
        """The service is away; leave it alone for a while."""
        with self._lock:
            self._failures[account] = (self.now(), problem)

    def failure(self, account: str) -> Text | None:
        """Why the account's service is left alone just now."""
        with self._lock:
            at, problem = self._failures.get(account, (0.0, None))
        return problem if self.now() - at < QUIET_AFTER_FAILURE_S else None

    def forget(self, account: str) -> None:
        """For the refresh button, and after a new login."""
        with self._lock:
            self._failures.pop(account, None)
            self._lists = {key: entry for key, entry in self._lists.items() if key[0] != account}


class LiveLists:
    """The lists of one integration. A list that failed is shown as it was last seen, with the reason."""

    def __init__(self, cache: ListCache, origins: Mapping[Side, Origin], fetch: Fetch) -> None:
        self._cache, self._origins, self._fetch = cache, origins, fetch

    def options(self, side: Side, options: Options, answers: Answers) -> Listing:
        if isinstance(options, tuple):
            return Listing(options=options)
        origin = self._origins[side]
        key = (origin.account, _name(options), _dependencies(answers))
        age, known = self._cache.get(key) or (None, ())
        if age is not None and age < options.ttl_s:
            return Listing(options=known)
        problem = self._cache.failure(origin.account)
        if problem is None:
            found = self._ask(origin, side, options, answers)
            if not isinstance(found, Text):
                self._cache.put(key, found)
                return Listing(options=found)
            problem = found
        return Listing(options=known, problem=problem, fresh=False)

    def _ask(
        self, origin: Origin, side: Side, options: Live | FromFacet, answers: Answers
    ) -> tuple[Option, ...] | Text:
        """The options, or the sentence that says why there are none."""
        try:
            return tuple(self._fetch(side, options, answers))
        except (AuthFailed, RateLimited, Unavailable) as error:
            problem = _sentence(error, origin)
            self._cache.failed(origin.account, problem)
            return problem
        except KoppelError as error:
            return error.sentence
        except Exception:  # noqa: BLE001 - a plugin's mistake in one list must not take the form away
            _log.exception("list_failed", service=origin.title, list=_name(options))
            return Bug(what=f"{origin.title}, {_name(options)}").sentence


def _sentence(error: KoppelError, origin: Origin) -> Text:
    if isinstance(error, RateLimited):
        return error.sentence
    return worded(LOG_IN_AGAIN if isinstance(error, AuthFailed) else NOT_ANSWERING, service=origin.title)


def _name(options: Live | FromFacet) -> str:
    return f"facet:{options.facet}" if isinstance(options, FromFacet) else f"live:{options.name}"


def _dependencies(answers: Answers) -> str:
    return json.dumps({key: to_stored(value) for key, value in answers.values.items()}, sort_keys=True)
