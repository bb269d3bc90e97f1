"""Billit as a target: the declarations, and which module does what. Everything beyond that is in those modules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import ClassVar

from koppel.api import (
    Account,
    Answer,
    Answers,
    ApiKey,
    BookedDocument,
    Booking,
    Capability,
    Delivery,
    Draft,
    Held,
    KoppelError,
    Limit,
    OAuth2,
    PaymentBatch,
    Posted,
    Since,
    Sought,
    Target,
    Text,
    WrongUse,
)
from koppel_billit import deliveries, listing, mapping, payments, refusals, verification
from koppel_billit.books import Books
from koppel_billit.company import Company
from koppel_billit.sending import Sending, is_to_be_sent
from koppel_billit.steps import STEPS

_API = "https://api.billit.be"
_UNVERIFIED = Text(
    en="This connection has no company yet. Verify it.",
    nl="Deze koppeling heeft nog geen bedrijf. Controleer haar.",
)


class BillitTarget(Target):
    """Billit. Everything is booked in the company of the connection."""

    key: ClassVar[str] = "billit"
    title: ClassVar[str] = "Billit"
    hosts: ClassVar[tuple[str, ...]] = ("api.billit.be",)
    auth = (
        OAuth2(
            base=_API,
            authorize_base="https://my.billit.be",
            authorize_path="/Account/Logon",
            token_path="/OAuth2/token",  # noqa: S106 - an address
            json_tokens=True,
            more=(verification.COMPANY_FIELD,),
            client_help=Text(
                en="Ask Billit's support for a client id and secret, with your PartyID, a name for the app and the redirect "
                "address exactly as it is shown here. An API key needs none of this.",
                nl="Vraag de support van Billit om een client-id en secret, met uw PartyID, een naam voor de app en het "
                "redirectadres precies zoals het hier staat. Met een API-sleutel is dit niet nodig.",
            ),
        ),
        ApiKey(
            base=_API,
            header="ApiKey",
            prefix="",
            label=Text(en="API key", nl="API-sleutel"),
            help=Text(
                en="Stands in your user profile in Billit, beside the PartyID.",
                nl="Staat in uw gebruikersprofiel in Billit, bij de PartyID.",
            ),
            more=(verification.COMPANY_FIELD,),
        ),
    )
    limits = (Limit(calls=60, window_s=60, is_careful=True),)
    steps = STEPS
    capabilities = frozenset(
        {
            Capability.CREDIT_NOTES,
            Capability.DELIVERIES,
            Capability.REPORTS_PAYMENTS,
            Capability.LISTS_DOCUMENTS,
            Capability.SENDS_INVOICES,
        }
    )

    def verify(self) -> Account:
        return verification.account(self.client, self.fields)

    @classmethod
    def classify(cls, answer: Answer) -> KoppelError | None:
        return refusals.error_of(answer)

    def plan(self, draft: Draft, answers: Answers, *, initial: bool) -> Booking | Held:
        return mapping.plan(draft, answers, initial=initial)

    def find(self, sought: Sequence[Sought]) -> Mapping[str, Posted]:
        return self._books().find(sought)

    def create(self, booking: Booking) -> Posted:
        return self._books().create(booking)

    def read(self, target_id: str, form: str) -> Posted | None:
        return self._books().read(target_id)

    def send(self, booking: Booking, posted: Posted) -> Posted:
        today = self.client.now().date()
        return Sending(self._company(), self._books(), self.memory, today).finish(booking, posted)

    def payments(self, since: Since) -> Iterator[PaymentBatch]:
        return payments.payments(self._company(), self._books(), since, self.client.now())

    def deliveries(self, target_ids: Sequence[str]) -> Mapping[str, Delivery]:
        return deliveries.deliveries(self._company(), target_ids)

    def documents(self, begin: date, until: date) -> Iterator[Sequence[BookedDocument]]:
        return listing.documents(self._company(), begin, until)

    def is_sent_out(self, booking: Booking) -> bool:
        return is_to_be_sent(booking)

    def _books(self) -> Books:
        return Books(self._company(), self.memory, self.client.now())

    def _company(self) -> Company:
        """The company that the connection was verified for. Raises WrongUse before that."""
        if self.account is None:
            raise WrongUse(_UNVERIFIED)
        return Company(self.client, self.account.key)
