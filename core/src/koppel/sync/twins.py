"""References that two documents share: two shops in one administration whose numbers overlap, or a shop that gave one twice.

`find` knows a reference and no document. Without a look at the ledger, the second document would be taken for the first
one's booking when their totals agree, and would never be booked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from koppel.booking.booking import Posted
from koppel.store import Connection, Integration, LedgerRow
from koppel.sync.ledger import BOOKED, SENDING
from koppel.text import Text

REASON = "reference_in_use"
PREFIX_STEP = "reference_prefix"

_OTHER_SHOP = Text(
    en="{reference} is in the package as the booking of {other} of the integration {integration}. Choose letters before the "
    "reference for this shop, under Bookkeeping choices; {number} is then booked.",
    nl="{reference} staat in het pakket als de boeking van {other} van de integratie {integration}. Kies letters voor het "
    "kenmerk van deze winkel, onder Boekhoudkeuzes; {number} wordt dan geboekt.",
)
_SAME_SHOP = Text(
    en="{number} would get the reference {reference}, which another document of this shop has ({other}). Book it by hand and "
    "mark it so, or give it a number of its own in the shop.",
    nl="{number} zou het kenmerk {reference} krijgen, dat een ander document van deze winkel al heeft ({other}). Boek het met "
    "de hand en markeer het zo, of geef het in de winkel een eigen nummer.",
)

_Account = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class _Other:
    row: LedgerRow
    integration: str
    shop: _Account


class Twins:
    """The rows of other documents, of all integrations that book in the same package, that have one of these references."""

    def __init__(
        self, session: Session, integration: Integration, rows: Sequence[LedgerRow], found: Iterable[str]
    ) -> None:
        """`found`: the references that the package has. Only those are sought among the booked."""
        self._integration = integration
        self._shop = _account_of(session.get_one(Connection, integration.source_id))
        self._others: dict[str, list[_Other]] = {}
        references = {row.reference for row in rows if row.reference}
        neighbours = _in_same_package(session, integration)
        for state, sought in ((SENDING, references), (BOOKED, references & set(found))):
            for other in _having(session, neighbours, state, sought):
                self._put(other)

    def add(self, row: LedgerRow) -> None:
        """This one is about to have its reference."""
        self._put(_Other(row, self._integration.name, self._shop))

    def sentence_for(self, row: LedgerRow, posted: Posted | None) -> tuple[Text, str | None] | None:
        """Why this row cannot have its reference, with the step that solves it; None when nobody else has it.

        `posted` is what the package has under it. In another journal, or as another form, two may have the same.
        """
        for other in self._others.get(row.reference or "", []):
            if self._is_same(other, row) or not _is_in_the_way(other.row, row, posted):
                continue
            if other.row.integration_id == row.integration_id:
                words = {"reference": row.reference, "number": row.number, "other": other.row.document_key}
                return _SAME_SHOP.with_data(**words), None
            words = {"reference": row.reference, "number": row.number, "other": other.row.number}
            return _OTHER_SHOP.with_data(**words, integration=other.integration), PREFIX_STEP
        return None

    def _put(self, other: _Other) -> None:
        self._others.setdefault(other.row.reference or "", []).append(other)

    def _is_same(self, other: _Other, row: LedgerRow) -> bool:
        """The row itself, or the same document of the same shop in another integration: that booking is its own."""
        if other.row.id == row.id:
            return True
        return other.shop == self._shop and other.row.document_key == row.document_key


def _is_in_the_way(other: LedgerRow, row: LedgerRow, posted: Posted | None) -> bool:
    if other.form != row.form:
        return False
    if other.state == BOOKED:
        return posted is not None and other.target_id == posted.target_id
    return other.journal == row.journal


def _having(
    session: Session, neighbours: Mapping[int, Integration], state: str, references: Iterable[str]
) -> Iterator[_Other]:
    sought = list(references)
    if not sought:
        return
    found = session.scalars(
        select(LedgerRow).where(
            LedgerRow.integration_id.in_(list(neighbours)), LedgerRow.state == state, LedgerRow.reference.in_(sought)
        )
    )
    for row in found:
        integration = neighbours[row.integration_id]
        yield _Other(row, integration.name, _account_of(session.get_one(Connection, integration.source_id)))


def _in_same_package(session: Session, integration: Integration) -> dict[int, Integration]:
    """By id; the integration itself among them. One account may have been connected twice."""
    package = _account_of(session.get_one(Connection, integration.target_id))
    every = session.execute(select(Integration, Connection).join(Connection, Connection.id == Integration.target_id))
    return {row.id: row for row, target in every if _account_of(target) == package}


def _account_of(connection: Connection) -> _Account:
    return connection.connector, (connection.account or {}).get("key", connection.id)
