"""What a person decides about a document: keep it back, let it go, booked by hand, or linked to what stands in the package.

Nothing here touches a document that is being booked or is booked. Each decision is one transaction that looks at the
state and changes it together, and the booker asks once more before its intent: so a document that a person was told is
kept back is not booked a moment later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from koppel.booking.booking import Posted
from koppel.connectors import Sought
from koppel.errors import WrongUse
from koppel.home import Home
from koppel.store import LedgerRow
from koppel.sync import issues, ledger
from koppel.sync.codec import text_to_json
from koppel.sync.pairs import Pair, open_pair
from koppel.sync.twins import Twins
from koppel.text import Text

ON_HOLD, BY_HAND = "on_hold", "by_hand"

_KEPT_BACK = Text(
    en="You keep this document back. It is booked after you release it.",
    nl="U houdt dit document tegen. Het wordt geboekt nadat u het vrijgeeft.",
)
_BOOKED_BY_HAND = Text(
    en="You booked this document yourself; Koppel leaves it alone.",
    nl="U hebt dit document zelf geboekt; Koppel laat het met rust.",
)
_LINKED = Text(
    en="You linked this document to booking {found} in the package.",
    nl="U hebt dit document gekoppeld aan boeking {found} in het pakket.",
)
_NO_DOCUMENT = Text(
    en="The integration {name} has no document {document}.",
    nl="De integratie {name} heeft geen document {document}.",
)
_BOOKED = Text(
    en="{number} is booked already. To take it back, make a refund in the shop or a credit note in the package.",
    nl="{number} is al geboekt. Wilt u het terugdraaien, maak dan een terugbetaling in de winkel of een creditnota in het "
    "pakket.",
)
_SENDING = Text(
    en="{number} is being booked at this moment. Look again in a minute.",
    nl="{number} wordt op dit moment geboekt. Kijk over een minuut opnieuw.",
)
_SKIPPED = Text(
    en="{number} is not going to be booked: {why}",
    nl="{number} wordt niet geboekt: {why}",
)
_NOT_KNOWN_YET = Text(
    en="It is not known yet under which reference {number} would be booked. Solve why it is held first.",
    nl="Het is nog niet bekend onder welk kenmerk {number} geboekt zou worden. Los eerst op waarom het is vastgehouden.",
)
_NOT_FOUND = Text(
    en="{target} has nothing with reference {reference}. If you booked it under another reference, mark {number} as booked "
    "by hand.",
    nl="{target} heeft niets met kenmerk {reference}. Hebt u het onder een ander kenmerk geboekt, markeer {number} dan als "
    "met de hand geboekt.",
)

_OPEN = (ledger.PLANNED, ledger.HELD, ledger.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How many documents a decision changed, and their keys."""

    documents: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.documents)


def is_by_hand(row: LedgerRow) -> bool:
    """In the books without Koppel having booked it: like a booked one it is only compared with the shop from now on."""
    return row.state == ledger.SKIPPED and row.reason == BY_HAND


def keep_back(row: LedgerRow) -> None:
    """Whatever the plan says: what the owner holds stays held, with its plan beside it for the page to show."""
    if row.on_hold_at is not None:
        row.state, row.reason, row.sentence = ledger.HELD, ON_HOLD, text_to_json(_KEPT_BACK)
        row.step, row.step_row, row.again_at = None, None, None


def hold(home: Home, name: str, documents: Sequence[str]) -> Kept:
    """Keep documents back, by key or number, until `release`. All or none: raises WrongUse for one that is too late."""
    with open_pair(home, name) as pair, home.writing() as session:
        rows = _open_rows(session, pair, documents)
        for row in rows:
            row.on_hold_at = row.on_hold_at or home.now()
            keep_back(row)
            row.changed_at = home.now()
            ledger.note(session, row, ON_HOLD, None, run_id=None, now=home.now())
        return _kept(rows)


def release(home: Home, name: str, documents: Sequence[str] = ()) -> Kept:
    """Let documents go that were kept back or were marked as booked by hand: the next run plans them again.

    None named means all that are kept back; what was booked by hand only comes back by name.
    """
    with open_pair(home, name) as pair, home.writing() as session:
        rows = _named(session, pair, documents) if documents else _all_on_hold(session, pair)
        freed = [row for row in rows if row.on_hold_at is not None or is_by_hand(row)]
        for row in freed:
            row.on_hold_at, row.again_at, row.changed_at = None, home.now(), home.now()
            if row.state in (ledger.HELD, ledger.SKIPPED):
                row.state = ledger.HELD
                ledger.note(session, row, "released", None, run_id=None, now=home.now())
        return _kept(freed)


def skip(home: Home, name: str, documents: Sequence[str]) -> Kept:
    """These were booked by hand: Koppel never books them. Raises WrongUse for one that it has booked itself."""
    with open_pair(home, name) as pair, home.writing() as session:
        rows = _open_rows(session, pair, documents)
        for row in rows:
            row.state, row.reason, row.sentence = ledger.SKIPPED, BY_HAND, text_to_json(_BOOKED_BY_HAND)
            row.step, row.step_row, row.again_at, row.on_hold_at = None, None, None, None
            row.changed_at = home.now()
            ledger.note(session, row, BY_HAND, None, run_id=None, now=home.now())
            issues.solve(session, home.now(), subject=f"document:{row.id}")
        return _kept(rows)


def link(home: Home, name: str, document: str) -> Kept:
    """What stands in the package under this document's reference is this document, whatever its total.

    The package is asked first; nothing is written there. Raises WrongUse when it has no such booking, or when that is the
    booking of another document.
    """
    with open_pair(home, name) as pair:
        with home.reading() as session:
            row = _open_rows(session, pair, [document])[0]
        if not row.reference or not row.booking:
            raise WrongUse(_NOT_KNOWN_YET, number=row.number)
        sought = Sought(reference=row.reference, form=row.form or "", journal=row.journal)
        posted = pair.target.find([sought]).get(row.reference)
        if posted is None:
            raise WrongUse(_NOT_FOUND, target=pair.target.title, reference=row.reference, number=row.number)
        with home.writing() as session:
            row = _open_rows(session, pair, [document])[0]
            _check_own(session, pair, row, posted)
            row.on_hold_at = None
            ledger.to_booked(session, row, posted, run_id=None, how="linked", now=home.now())
            sentence = _LINKED.with_data(found=posted.number or posted.target_id)
            ledger.note(session, row, "by_person", sentence, run_id=None, now=home.now())
            issues.solve(session, home.now(), subject=f"document:{row.id}")
            return _kept([row])


def _check_own(session: Session, pair: Pair, row: LedgerRow, posted: Posted) -> None:
    """A person may accept another total, but not the booking of another document: that one is booked there already."""
    told = Twins(session, pair.row, [row], {row.reference or ""}).sentence_for(row, posted)
    if told is not None:
        raise WrongUse(told[0])


def _open_rows(session: Session, pair: Pair, documents: Sequence[str]) -> list[LedgerRow]:
    """The named rows, which may still be decided about. Raises WrongUse that says why one may not."""
    rows = _named(session, pair, documents)
    for row in rows:
        if row.state not in _OPEN and not is_by_hand(row):
            raise _too_late(row)
    return rows


def _named(session: Session, pair: Pair, documents: Sequence[str]) -> list[LedgerRow]:
    """By key, else by the number that people know. Where a refund has the number of its sale, that means the sale: whoever
    booked a sale by hand has said nothing of what was taken back later."""
    rows = session.scalars(
        select(LedgerRow)
        .where(
            LedgerRow.integration_id == pair.row.id,
            LedgerRow.document_key.in_(documents) | LedgerRow.number.in_(documents),
        )
        .order_by(LedgerRow.id.desc())
        .with_for_update()
    ).all()
    found = {row.number: row for row in rows} | {row.document_key: row for row in rows}
    for document in documents:
        if document not in found:
            raise WrongUse(_NO_DOCUMENT, name=pair.row.name, document=document)
    return list({found[document].id: found[document] for document in documents}.values())


def _all_on_hold(session: Session, pair: Pair) -> list[LedgerRow]:
    return list(
        session.scalars(
            select(LedgerRow)
            .where(LedgerRow.integration_id == pair.row.id, LedgerRow.on_hold_at.is_not(None))
            .with_for_update()
        )
    )


def _too_late(row: LedgerRow) -> WrongUse:
    if row.state == ledger.SKIPPED:
        sentence = row.sentence or {}
        why = Text(en=str(sentence.get("en", "")), nl=str(sentence.get("nl", "")))
        return WrongUse(
            Text(
                en=_SKIPPED.with_data(number=row.number, why=why.en).en,
                nl=_SKIPPED.with_data(number=row.number, why=why.nl).nl,
            )
        )
    return WrongUse(_SENDING if row.state == ledger.SENDING else _BOOKED, number=row.number)


def _kept(rows: Sequence[LedgerRow]) -> Kept:
    return Kept(documents=tuple(row.document_key for row in rows))
