"""e-Boekhouden.nl as a target: the declarations, and which module does what. Everything beyond that is in those modules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import ClassVar

from koppel.api import (
    Account,
    Answer,
    Answers,
    BookedDocument,
    Booking,
    Capability,
    Draft,
    Facet,
    Held,
    KoppelError,
    Limit,
    Option,
    Posted,
    SessionToken,
    Sought,
    Target,
    Text,
    WrongUse,
)
from koppel_eboekhouden import listing, mapping, options, refusals, vat, wire
from koppel_eboekhouden.books import Books
from koppel_eboekhouden.steps import STEPS

_NO_LEDGERS = Text(
    en="The API token works, but this administration has no ledger accounts. Finish setting it up in e-Boekhouden.nl.",
    nl="De API-token werkt, maar deze administratie heeft geen grootboekrekeningen. Richt haar eerst in e-Boekhouden.nl in.",
)


class EBoekhoudenTarget(Target):
    """e-Boekhouden.nl. An API token belongs to one administration, so there is none to choose; amounts are in euro.

    The service publishes no limit on calls and is said to throttle bursts: five a second is what is taken for careful.
    """

    key: ClassVar[str] = "eboekhouden"
    title: ClassVar[str] = "e-Boekhouden.nl"
    hosts: ClassVar[tuple[str, ...]] = ("api.e-boekhouden.nl",)
    auth = (
        SessionToken(
            base="https://api.e-boekhouden.nl",
            label=Text(en="API token", nl="API-token"),
            session_path=refusals.SESSION_PATH,
            sent_as="accessToken",
            sent_along={"source": "Koppel"},
            prefix="",
            help=Text(
                en="In e-Boekhouden.nl: Beheer > Inrichting > Koppelingen > API > e-Boekhouden API > Verder > Toevoegen. The "
                "token is shown once.",
                nl="In e-Boekhouden.nl: Beheer > Inrichting > Koppelingen > API > e-Boekhouden API > Verder > Toevoegen. De "
                "token wordt één keer getoond.",
            ),
        ),
    )
    limits = (Limit(calls=300, window_s=60, is_careful=True),)
    steps = STEPS
    needs = frozenset({Facet.VAT_CATEGORIES})
    capabilities = frozenset({Capability.CREDIT_NOTES, Capability.UNION_SCHEME, Capability.LISTS_DOCUMENTS})

    def verify(self) -> Account:
        """One call. No call tells the name of an administration, so its oldest ledger account stands for it: the id is its
        own and accounts are never removed.
        """
        found = options.ledgers(self.client)
        ids = [one for row in found if (one := wire.whole(row.get("id"))) is not None]
        if not ids:
            raise WrongUse(_NO_LEDGERS)
        key = str(min(ids))
        country = "NL" if options.is_dutch(found) else None
        return Account(key=key, name=f"{self.title} {key}", country=country, currency="EUR")

    @classmethod
    def classify(cls, answer: Answer) -> KoppelError | None:
        return refusals.error_of(answer)

    def options_insertion_types(self, answers: Answers) -> Sequence[Option]:
        """What orders can become: a mutation, or an invoice for each template in use."""
        del answers
        return options.insertion_types(self.client)

    def options_debtor_ledgers(self, answers: Answers) -> Sequence[Option]:
        """Debtor accounts."""
        del answers
        return options.debtor_ledgers(self.client)

    def options_revenue_ledgers(self, answers: Answers) -> Sequence[Option]:
        """Profit and loss accounts."""
        del answers
        return options.revenue_ledgers(self.client)

    def options_vat_codes(self, answers: Answers) -> Sequence[Option]:
        """VAT codes for sales; a fixed list, so no call."""
        del answers
        return vat.options(self.account.country if self.account else None)

    def options_vat_ledgers(self, answers: Answers) -> Sequence[Option]:
        """Accounts for the VAT of other member states."""
        del answers
        return options.vat_ledgers(self.client)

    def plan(self, draft: Draft, answers: Answers, *, initial: bool) -> Booking | Held:
        """Nothing is ever sent from here, so the first export is like any other."""
        del initial
        return mapping.plan(draft, answers)

    def find(self, sought: Sequence[Sought]) -> Mapping[str, Posted]:
        return self._books().find(sought)

    def create(self, booking: Booking) -> Posted:
        return self._books().create(booking)

    def read(self, target_id: str, form: str) -> Posted | None:
        return self._books().read(target_id, form)

    def documents(self, begin: date, until: date) -> Iterator[Sequence[BookedDocument]]:
        return listing.documents(self.client, self.answers, begin, until)

    def _books(self) -> Books:
        return Books(self.client, self.memory, self.answers)
