"""A credit note follows its sale: what was never booked must not be taken back in the books."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from koppel.booking.outcome import Held, Skipped
from koppel.model import Document
from koppel.store import LedgerRow
from koppel.sync.planner import Planned
from koppel.text import Text

_SALE_WAITS = Text(
    en="The sale {number} is not booked yet; this refund follows by itself once it is.",
    nl="De verkoop {number} is nog niet geboekt; deze terugbetaling volgt vanzelf zodra dat zo is.",
)
_SALE_NOT_SELECTED = Text(
    en="The sale {number} is not booked because of its status, so there is nothing to take back.",
    nl="De verkoop {number} is vanwege haar status niet geboekt, dus er valt niets terug te boeken.",
)


SALE_NOT_BOOKED = "sale_not_booked"


def sale_waits(number: str) -> Text:
    """Why a refund waits."""
    return _SALE_WAITS.with_data(number=number)


def after_its_sale(
    session: Session, integration_id: int, document: Document, plan: Planned | Held | Skipped
) -> Planned | Held | Skipped:
    """The plan of a credit note in the light of its sale's row; any other plan as it is.

    A sale that is held or failed keeps its refunds waiting. One that its status keeps out of the books keeps them out
    too. One from before the start day was booked by whoever kept the books then, and one that a person booked by hand is
    in the books as well; so their refunds are booked. Who took it back by hand too says so of the refund.
    """
    if not isinstance(plan, Planned) or document.original is None:
        return plan
    sale = session.execute(
        select(LedgerRow.state, LedgerRow.reason).where(
            LedgerRow.integration_id == integration_id, LedgerRow.document_key == document.original.key
        )
    ).first()
    if sale is None:
        return plan
    if sale.state in ("held", "failed"):
        return Held(reason=SALE_NOT_BOOKED, sentence=sale_waits(document.original.number), again_by_itself=True)
    if sale.state == "skipped" and sale.reason == "status_not_selected":
        return Skipped(reason=SALE_NOT_BOOKED, sentence=_SALE_NOT_SELECTED.with_data(number=document.original.number))
    return plan
