"""Does what stands in the package agree with what the shop charged? Asked of everything that was created or found."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from koppel.booking.booking import Posted
from koppel.model import plain
from koppel.store import LedgerRow
from koppel.sync import issues
from koppel.text import Text

_IN_USE = Text(
    en="The package already has a booking with reference {reference} and another total ({found} instead of {wanted} "
    "{currency}). Correct or remove that one, then retry.",
    nl="Het pakket heeft al een boeking met kenmerk {reference} en een ander totaal ({found} in plaats van {wanted} "
    "{currency}). Corrigeer of verwijder die, en probeer het dan opnieuw.",
)
_DIFFERS = Text(
    en="{number} was booked, but the package made {found} of it instead of {wanted} {currency}. Correct the booking there.",
    nl="{number} is geboekt, maar het pakket maakte er {found} van in plaats van {wanted} {currency}. Corrigeer de boeking "
    "daar.",
)


def check_found(row: LedgerRow, posted: Posted) -> Text | None:
    """What somebody else booked under this reference: None when it agrees, else the sentence to hold the document with."""
    if posted.total_incl is None or posted.total_incl == row.total_incl:
        return None
    return _IN_USE.with_data(
        reference=row.reference,
        found=plain(posted.total_incl),
        wanted=plain(row.total_incl),
        currency=row.currency,
    )


def check_totals(session: Session, row: LedgerRow, posted: Posted, *, now: datetime) -> None:
    """Raise an issue when the package's own totals are not the shop's; close it when they are."""
    subject = f"document:{row.id}"
    pairs = ((posted.total_incl, row.total_incl), (posted.total_vat, row.total_vat))
    wrong = next(((found, wanted) for found, wanted in pairs if found is not None and found != wanted), None)
    if wrong is None:
        issues.solve(session, now, subject=subject, kind="total_differs")
        return
    found, wanted = wrong
    issues.raise_issue(
        session,
        now,
        subject=subject,
        kind="total_differs",
        sentence=_DIFFERS.with_data(
            number=row.number,
            found=plain(found),
            wanted=plain(wanted) if wanted is not None else "-",
            currency=row.currency,
        ),
        integration_id=row.integration_id,
        document_key=row.document_key,
    )
