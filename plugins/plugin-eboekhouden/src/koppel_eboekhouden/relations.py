"""An index of the administration's relations, kept in the connection's memory, so that a known customer costs no call.

A list of relations holds no names or addresses, only ids and codes: two thousand per call. What is behind an id is read
once. Where that would be too much, because hundreds are unknown, customers are looked for one by one instead. It is a
cache: empty, it is filled again. What counts as a match is left to `customers`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from koppel.api import Client, Memory, text_of
from koppel_eboekhouden import wire
from koppel_eboekhouden.codes import code_of, first_letters
from koppel_eboekhouden.wire import Row

PATH: Final = "v1/relation"
FRESH_FOR: Final = timedelta(minutes=10)
_NAMESPACE: Final = "relations"
_MARK: Final = "mark"
_READ_AT_MOST: Final = 200
_BLOCK: Final = 20
_OURS: Final = re.compile(r"^Koppel (\S.*)$", re.MULTILINE)
_NOT_IN_NUMBERS: Final = re.compile(r"[^A-Z0-9]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is remembered of a relation. `key` is the customer's, on relations that we made; "" on others."""

    id: int
    code: str
    name: str
    email: str
    vat_number: str
    registration: str
    key: str
    inactive: bool

    def found_under(self) -> list[str]:
        """The keys that it is found under."""
        vat = [vat_key(self.vat_number)] if self.vat_number else []
        email = [email_key(self.email)] if self.email else []
        own = [own_key(self.key)] if self.key else []
        return [code_key(self.code), *vat, *email, *own]


def note_of(key: str) -> str:
    """The note on a relation that we make: what it is found back by when all memory is lost."""
    return f"Koppel {key}"


def email_key(email: str) -> str:
    """The key of an e-mail address; capitals do not tell people apart."""
    return f"email:{email.strip().casefold()}"[:300]


def vat_key(number: str) -> str:
    """The key of a VAT number, however it is typed."""
    return f"vat:{plain_number(number)}"[:300]


def own_key(key: str) -> str:
    """The key of a customer as the booking names it."""
    return f"key:{key}"[:300]


def code_key(code: str) -> str:
    """The key of a relation's code."""
    return f"code:{code.strip().casefold()}"


def plain_number(number: str) -> str:
    """A VAT number without blanks and dots, EL for Greece."""
    bare = _NOT_IN_NUMBERS.sub("", number.upper())
    return f"EL{bare[2:]}" if bare.startswith("GR") else bare


class RelationIndex:
    """The relations of the administration by code, VAT number, e-mail address and our own key."""

    def __init__(self, client: Client, memory: Memory) -> None:
        self._client = client
        self._memory = memory

    def find(self, key: str) -> list[Known]:
        """The relations under a key, as far as they are known."""
        ids = _ids(self._memory.get(_NAMESPACE, key))
        rows = self._memory.get_many(_NAMESPACE, [f"id:{one}" for one in ids])
        found = [_known(rows.get(f"id:{one}")) for one in ids]
        return [relation for relation in found if relation is not None and key in relation.found_under()]

    def with_code(self, code: str) -> list[Known]:
        """The relations with that code. Codes are known of all of them, also of those that were not read."""
        key = code_key(code)
        unread = [self.read(one) for one in _ids(self._memory.get(_NAMESPACE, key))] if not self.find(key) else []
        return self.find(key) or [one for one in unread if one is not None and code_key(one.code) == key]

    def free_codes(self, name: str) -> Iterator[str]:
        """Codes of the name that are free as far as is known, beginning behind the last that we used: of the thousands
        whose name begins with the same five letters, each would else be looked at for each.
        """
        beginning = first_letters(name)
        number = _whole(self._memory.get(_NAMESPACE, _last(beginning))) + 1
        while True:
            block = {code_key(code_of(beginning, one)): one for one in range(number, number + _BLOCK)}
            taken = self._memory.get_many(_NAMESPACE, block)
            for key, one in block.items():
                if not _ids(taken.get(key)):
                    self._memory.put(_NAMESPACE, {_last(beginning): one})
                    yield code_of(beginning, one)
            number += _BLOCK

    def announce(self, key: str) -> None:
        """A customer is about to be made: should the answer be lost, this is what is left of it."""
        self._memory.put(_NAMESPACE, {_pending(key): True})

    def is_announced(self, key: str) -> bool:
        """A customer was about to be made, and nobody said that it was done."""
        return self._memory.get(_NAMESPACE, _pending(key)) is True

    def is_fresh(self, now: datetime) -> bool:
        """True when it was brought up to date a short while ago."""
        refreshed = self._mark().get("refreshed_at")
        return bool(refreshed) and now - datetime.fromisoformat(str(refreshed)) < FRESH_FOR

    def is_complete(self) -> bool:
        """True when every relation was read: a customer who is not in it is not in the administration."""
        return bool(self._mark().get("complete"))

    def refresh(self, now: datetime) -> None:
        """See which relations there are, and read those that are new, when they are not too many."""
        listed = wire.rows(self._client, PATH)
        ids = [key for row in listed if (key := wire.whole(row.get("id"))) is not None]
        kept = self._memory.get_many(_NAMESPACE, [f"id:{key}" for key in ids])
        unread = [key for key in ids if _known(kept.get(f"id:{key}")) is None]
        self._note_codes(listed)
        reads_all = len(unread) <= _READ_AT_MOST
        for key in unread if reads_all else []:
            self.read(key)
        self._memory.put(_NAMESPACE, {_MARK: {"refreshed_at": now.isoformat(), "complete": reads_all}})

    def read(self, key: int) -> Known | None:
        """One relation as the service shows it now; it is kept."""
        row = wire.one(self._client, PATH, key)
        return self.keep(row) if row is not None else None

    def look_up(self, parameter: str, value: str) -> list[Known]:
        """The relations with that `email` or `name`, straight from the administration."""
        rows = wire.first_rows(self._client, PATH, 20, {parameter: value})
        found = [self.read(key) for row in rows if (key := wire.whole(row.get("id"))) is not None]
        return [relation for relation in found if relation is not None]

    def keep(self, row: Row, announced: str | None = None) -> Known:
        """Remember a relation; with `announced` as the one that was about to be made."""
        relation = _read(row)
        keys = relation.found_under()
        lists = {key: _ids(value) for key, value in self._memory.get_many(_NAMESPACE, keys).items()}
        under = {key: list(dict.fromkeys([*lists.get(key, []), relation.id])) for key in keys}
        done = {_pending(announced): False} if announced is not None else {}
        self._memory.put(_NAMESPACE, {f"id:{relation.id}": asdict(relation), **under, **done})
        return relation

    def forget(self, key: int) -> None:
        """A relation that turned out to be gone."""
        self._memory.put(_NAMESPACE, {f"id:{key}": None})

    def _note_codes(self, listed: Sequence[Row]) -> None:
        """Codes are told without reading anything, and a new code must differ from all of them."""
        rows = {code_key(text_of(row.get("code"))): wire.whole(row.get("id")) for row in listed}
        known = self._memory.get_many(_NAMESPACE, rows)
        new = {key: [one] for key, one in rows.items() if one is not None and one not in _ids(known.get(key))}
        if new:
            self._memory.put(_NAMESPACE, new)

    def _mark(self) -> dict[str, Any]:
        mark = self._memory.get(_NAMESPACE, _MARK)
        return mark if isinstance(mark, dict) else {}


def _read(row: Row) -> Known:
    note = _OURS.search(text_of(row.get("note")))
    return Known(
        id=wire.whole(row.get("id")) or 0,
        code=text_of(row.get("code")),
        name=text_of(row.get("name")),
        email=text_of(row.get("emailAddress")),
        vat_number=text_of(row.get("vatNumber")),
        registration=text_of(row.get("companyRegistrationNumber")),
        key=note[1].strip() if note else "",
        inactive=bool(row.get("inactive")),
    )


def _known(value: object) -> Known | None:
    return Known(**value) if isinstance(value, dict) else None


def _pending(key: str) -> str:
    return f"making:{own_key(key)}"[:300]


def _last(beginning: str) -> str:
    return f"last:{beginning}"


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _ids(value: object) -> list[int]:
    return [one for one in value if isinstance(one, int)] if isinstance(value, list) else []
