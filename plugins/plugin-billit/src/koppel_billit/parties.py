"""An index of the company's customers, kept in the connection's memory, so that a known customer costs no call.

It is brought up to date with one list of what changed and is a cache: empty, it is filled again. What counts as a match is
left to `debtors`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from koppel.api import Memory, text_of
from koppel_billit import highest, wire
from koppel_billit.company import Company
from koppel_billit.wire import Row

FRESH_FOR: Final = timedelta(minutes=30)
_OVERLAP: Final = timedelta(hours=3)
"""The mark is the service's own moment, but whether a filter reads it in the zone that it was shown in is not documented.
Belgium is two hours off at most."""
_NAMESPACE: Final = "parties"
_MARK: Final = "mark"
_PATH: Final = "v1/parties"
_CUSTOMERS: Final = "PartyType eq 'Customer'"
_NOT_IN_NUMBERS: Final = re.compile(r"[^A-Z0-9]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is remembered of a customer. `due_days` is its own term of payment, None when it has none."""

    id: int
    name: str
    number: str = ""
    email: str = ""
    vat_number: str = ""
    external_id: str = ""
    company_number: str = ""
    due_days: int | None = None

    def found_under(self) -> list[str]:
        """The keys that it is found under."""
        emails = [email_key(part) for part in re.split(r"[;,\s]+", self.email) if part]
        found = [id_key(self.id), *emails]
        found += [number_key(self.number)] if self.number else []
        found += [vat_key(self.vat_number)] if self.vat_number else []
        found += [external_key(self.external_id)] if self.external_id else []
        return found


def email_key(email: str) -> str:
    """The key of an e-mail address; capitals do not tell people apart."""
    return f"email:{email.strip().casefold()}"[:300]


def vat_key(number: str) -> str:
    """The key of a VAT number, however it is typed."""
    return f"vat:{plain_number(number)}"


def external_key(key: str) -> str:
    """The key that a customer which we made carries."""
    return f"external:{key}"[:300]


def number_key(number: str) -> str:
    """The key of the owner's own customer number."""
    return f"number:{number.strip().casefold()}"


def id_key(number: int) -> str:
    """The key of Billit's own number."""
    return f"id:{number}"


def plain_number(number: str) -> str:
    """A VAT number without blanks and dots, EL for Greece."""
    bare = _NOT_IN_NUMBERS.sub("", number.upper())
    return f"EL{bare[2:]}" if bare.startswith("GR") else bare


class PartyIndex:
    """The customers of a company by number, VAT number, key and e-mail address."""

    def __init__(self, company: Company, memory: Memory) -> None:
        self._company = company
        self._memory = memory

    def find(self, key: str) -> list[Known]:
        """The customers under a key, as far as they are known."""
        listed = _numbers(self._memory.get(_NAMESPACE, f"under {key}"))
        rows = self._memory.get_many(_NAMESPACE, [id_key(one) for one in listed])
        found = [_known(rows.get(id_key(one))) for one in listed]
        return [party for party in found if party is not None and key in party.found_under()]

    def is_fresh(self, now: datetime) -> bool:
        """True when it was brought up to date a short while ago."""
        refreshed = self._mark().get("refreshed_at")
        return bool(refreshed) and now - datetime.fromisoformat(str(refreshed)) < FRESH_FOR

    def refresh(self, now: datetime) -> None:
        """Read what changed since the last time, everything at the first time. The service's own moments are the mark."""
        mark = text_of(self._mark().get("changed_at"))
        since = f" and LastModified ge {_before(mark)}" if mark else ""
        for page in self._company.pages(_PATH, where=f"{_CUSTOMERS}{since}", order="LastModified asc"):
            highest.note(self._memory, "party", max([0, *(party.id for party in self.keep(page))]))
            mark = max([mark, *(text_of(row.get("LastModified")) for row in page)])
        self._memory.put(_NAMESPACE, {_MARK: {"changed_at": mark, "refreshed_at": now.isoformat()}})

    def ask(self, where: str) -> list[Known]:
        """Look at the service itself, past the index; what is found is kept."""
        return self.keep(self._company.rows(_PATH, where=where))

    def keep(self, rows: Sequence[Row]) -> list[Known]:
        """Remember customers as the service shows them now."""
        parties = [party for row in rows if (party := _read(row)) is not None]
        self._store(parties)
        return parties

    def remember(self, party: Known) -> Known:
        """Remember a customer that we ourselves made or changed."""
        self._store([party])
        return party

    def change(self, party: Known, **changes: str) -> Known:
        """Remember what we ourselves changed."""
        return self.remember(replace(party, **changes))  # type: ignore[arg-type]

    def forget(self, number: int) -> None:
        """A customer that turned out to be gone."""
        self._memory.put(_NAMESPACE, {id_key(number): None})

    def _store(self, parties: Sequence[Known]) -> None:
        keys = {f"under {key}" for party in parties for key in party.found_under()}
        lists = {key: _numbers(value) for key, value in self._memory.get_many(_NAMESPACE, keys).items()}
        values: dict[str, object] = {id_key(party.id): asdict(party) for party in parties}
        for party in parties:
            for key in party.found_under():
                listed = lists.get(f"under {key}", [])
                lists[f"under {key}"] = list(dict.fromkeys([*listed, party.id]))
        if values:
            self._memory.put(_NAMESPACE, {**values, **lists})

    def _mark(self) -> Mapping[str, Any]:
        mark = self._memory.get(_NAMESPACE, _MARK)
        return mark if isinstance(mark, dict) else {}


def _before(mark: str) -> str:
    return wire.moment_literal(datetime.fromisoformat(mark).replace(tzinfo=None) - _OVERLAP)


def _read(row: Row) -> Known | None:
    number = wire.whole(row.get("PartyID"))
    if number is None:
        return None
    identifiers = row.get("Identifiers")
    numbers = [text_of(one.get("Identifier")) for one in identifiers or () if isinstance(one, dict)]
    return Known(
        id=number,
        name=text_of(row.get("Name")) or text_of(row.get("DisplayName")),
        number=text_of(row.get("Nr")),
        email=text_of(row.get("Email")),
        vat_number=text_of(row.get("VATNumber")),
        external_id=text_of(row.get("ExternalProviderID")),
        company_number=next(filter(None, numbers), ""),
        due_days=wire.whole(row.get("DefaultExpiryOffset")),
    )


def _known(value: object) -> Known | None:
    return Known(**value) if isinstance(value, dict) else None


def _numbers(value: object) -> list[int]:
    return [int(item) for item in value] if isinstance(value, Iterable) and not isinstance(value, str) else []
