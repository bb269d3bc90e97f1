"""From a document to what the ledger will say of it: a booking to make, held, or skipped. No call is made here.

What only a call can tell (is this VAT number valid?) was looked up before, and is laid beside the document.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from koppel.booking.booking import Booking
from koppel.booking.draft import Draft
from koppel.booking.engine import decide
from koppel.booking.outcome import Held, Skipped
from koppel.booking.rules import Rules
from koppel.connectors import Capability, Target
from koppel.errors import Bug, KoppelError, SettingsProblem
from koppel.model import Document
from koppel.steps.answers import Answers
from koppel.steps.gone import Gone
from koppel.sync.needed import held_for
from koppel.sync.vat_checks import NumberChecks
from koppel.text import Text

log = structlog.get_logger(__name__)

_NO_CREDITS = Text(
    en="{target} cannot book credit notes. Book refund {number} there by hand.",
    nl="{target} kan geen creditnota's boeken. Boek terugbetaling {number} daar met de hand.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A booking that can be made."""

    draft: Draft
    booking: Booking


@dataclass(frozen=True)
class Planner:
    """Plans documents for one integration; the same document under the same answers gives the same plan.

    `asked` are the keys of everything that can be answered for this pair: a reason that names another step leads nowhere
    and goes without (a package without a VAT table has no code for stock abroad). None: steps are taken as they are.
    """

    rules: Rules
    target: Target
    answers: Answers
    activated_at: datetime | None
    vanished: tuple[Gone, ...] = ()
    checks: NumberChecks | None = None
    asked: frozenset[str] | None = None

    def plan(self, document: Document) -> Planned | Held | Skipped:
        """Decide, then let the target fill in its codes. A fault of the plugin holds this document, not the others."""
        plan = self._guarded(self.checks.checked(document) if self.checks else document)
        if isinstance(plan, Held) and plan.step and self.asked is not None and plan.step not in self.asked:
            return replace(plan, step=None, row=None)
        return plan

    def _guarded(self, document: Document) -> Planned | Held | Skipped:
        try:
            return self._plan(document)
        except SettingsProblem as error:
            return Held(reason="settings", sentence=error.sentence, step=error.step, row=error.row)
        except SQLAlchemyError:
            raise  # our own database: no word about the document
        except KoppelError as error:
            return Held(reason=type(error).__name__.lower(), sentence=error.sentence)
        except Exception as error:
            log.exception("plan failed", document=document.key)
            bug = Bug(what=f"{self.target.key}, {document.key}: {type(error).__name__}")
            return Held(reason="bug", sentence=bug.sentence)

    def _plan(self, document: Document) -> Planned | Held | Skipped:
        draft = decide(document, self._rules_for(document))
        if not isinstance(draft, Draft):
            return draft
        if draft.is_credit and Capability.CREDIT_NOTES not in type(self.target).capabilities:
            sentence = _NO_CREDITS.with_data(target=self.target.title, number=document.number)
            return Held(reason="credit_notes_not_supported", sentence=sentence)
        booking = self.target.plan(draft, self.answers, initial=self.is_initial(document))
        if isinstance(booking, Held):
            return booking
        return held_for(draft, booking, self.vanished) or Planned(draft=draft, booking=booking)

    def _rules_for(self, document: Document) -> Rules:
        """Nothing of the first export is sent out, so nothing of it is a structured invoice: it keeps the shop's VAT."""
        if self.rules.structured_invoice and self.is_initial(document):
            return replace(self.rules, structured_invoice=False)
        return self.rules

    def is_initial(self, document: Document) -> bool:
        """Part of the first export: made at the shop before the integration was activated. Nothing of it is sent out."""
        return self.activated_at is None or document.created_at < self.activated_at
