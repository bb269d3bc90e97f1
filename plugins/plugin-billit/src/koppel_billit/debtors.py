"""The customer of a booking: found where there is one, made where there is none, once.

The order of looking is the booking's (`match_by`). A customer that we made carries the debtor's key: that is what keeps a
lost answer from giving a buyer two customers. Billit would match by itself too, and would overwrite or merge customers in
doing so; therefore every document names its customer by number.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from koppel.api import Debtor, DebtorKind, Memory, Rejected, SettingsProblem, Text, UnknownOutcome, clip
from koppel_billit import bodies, highest, lengths, wire
from koppel_billit.company import Company, key_of
from koppel_billit.parties import (
    Known,
    PartyIndex,
    email_key,
    external_key,
    id_key,
    number_key,
    plain_number,
    vat_key,
)
from koppel_billit.refusals import KEY_USED

_FIXED: Final = {DebtorKind.DEFAULT: "default_debtor", DebtorKind.POS: "pos_debtor"}
"""Debtors that the owner chose by number, and the question that this was the answer to."""
_PENDING: Final = "parties made"
_SPENT: Final = "party keys spent"
_PATH: Final = "v1/parties"

_NO_SUCH_NUMBER = Text(
    en="There is no customer with number {code} in Billit. Enter the number that stands on the customer's card there.",
    nl="Er is geen klant met nummer {code} in Billit. Vul het nummer in dat daar op de klantfiche staat.",
)
_AMBIGUOUS = Text(
    en="More than one customer in Billit fits this buyer: {names}. Merge them there.",
    nl="Er past meer dan één klant in Billit bij deze koper: {names}. Voeg ze daar samen.",
)


class Debtors:
    """Finding and making customers of one company."""

    def __init__(self, company: Company, memory: Memory, now: datetime) -> None:
        self._company = company
        self._memory = memory
        self._now = now
        self.index = PartyIndex(company, memory)

    def place(self, debtor: Debtor, *, by_email: bool) -> Known:
        """The customer to book on."""
        if debtor.kind in _FIXED:
            return self._by_number(debtor)
        found = self._known(debtor, by_email=by_email) or self._after_looking(debtor, by_email=by_email)
        return self._ready(found, debtor) if found else self._make(debtor)

    def is_gone(self, party: Known) -> bool:
        """Ask whether a customer that we know is no longer there."""
        return not self.index.ask(f"PartyID eq {party.id}")

    def _by_number(self, debtor: Debtor) -> Known:
        """By the owner's own number of the customer, else by Billit's."""
        code = (debtor.code or "").strip()
        keys = [number_key(code), *([id_key(int(code))] if code.isascii() and code.isdigit() else [])]
        for look_again in (False, True):
            if look_again and not self.index.is_fresh(self._now):
                self.index.refresh(self._now)
            for key in keys:
                found = self.index.find(key)
                if found:
                    return self._one_of(found, debtor)
        raise SettingsProblem(_FIXED[debtor.kind], _NO_SUCH_NUMBER, code=code)

    def _after_looking(self, debtor: Debtor, *, by_email: bool) -> Known | None:
        """Nobody known fits. Look at what changed at the service, and at what a lost answer may have left.

        A customer whose creation was not answered is on no list of ours. It was announced in the memory before it was
        sent, so here it is asked for by its key.
        """
        if not self.index.is_fresh(self._now):
            self.index.refresh(self._now)
            found = self._known(debtor, by_email=by_email)
            if found:
                return found
        return self._made_before(debtor) if self._memory.get(_PENDING, debtor.key) else None

    def _made_before(self, debtor: Debtor) -> Known | None:
        found = self.index.ask(f"ExternalProviderID eq {wire.quoted(debtor.key)}")
        return next((party for party in found if party.external_id == debtor.key), None)

    def _known(self, debtor: Debtor, *, by_email: bool) -> Known | None:
        for key, only_alike in self._ways(debtor, by_email=by_email):
            found = [party for party in self.index.find(key) if _same_vat_number(party, debtor)]
            fitting = [party for party in found if not only_alike or _is_alike(party, debtor)]
            if fitting:
                return self._one_of(fitting, debtor)
        return None

    @staticmethod
    def _ways(debtor: Debtor, *, by_email: bool) -> Iterator[tuple[str, bool]]:
        """The keys to look under, in order; true where a match must be alike in more than the key."""
        for way in (*debtor.match_by, "key"):
            if way == "vat_number" and debtor.vat_number:
                yield vat_key(debtor.vat_number), False
            elif way in {"shop_customer_id", "key"}:
                yield external_key(debtor.key), False
            elif way == "email" and debtor.email and by_email:
                yield email_key(debtor.email), True

    @staticmethod
    def _one_of(found: list[Known], debtor: Debtor) -> Known:
        """The one that fits best: the one that we made, else the one of the same name."""
        for narrower in (lambda one: one.external_id == debtor.key, lambda one: _same_name(one.name, debtor)):
            found = [party for party in found if narrower(party)] or found
        if len(found) > 1:
            names = ", ".join(f"{party.name} ({party.number or party.id})" for party in found)
            raise Rejected(_AMBIGUOUS, reason="debtor_ambiguous", names=names)
        return found[0]

    def _ready(self, party: Known, debtor: Debtor) -> Known:
        """A sale without VAT needs the buyer's VAT number on the customer."""
        if party.vat_number or not debtor.vat_number or debtor.kind is not DebtorKind.COMPANY:
            return party
        self._company.patch(f"{_PATH}/{party.id}", {"VATNumber": debtor.vat_number})
        return self.index.change(party, vat_number=debtor.vat_number)

    def _make(self, debtor: Debtor) -> Known:
        """Make a customer. It is announced first: see `_after_looking`."""
        self._memory.put(_PENDING, {debtor.key: True})
        made = Known(
            id=self._post(debtor),
            name=clip(debtor.name, lengths.NAME),
            email=debtor.email or "",
            vat_number=debtor.vat_number or "",
            external_id=debtor.key,
        )
        self._memory.put(_PENDING, {debtor.key: None})
        return self.index.remember(made)

    def _post(self, debtor: Debtor) -> int:
        """The number of the new customer. A key that was used means that an earlier try was heard after all.

        Unless that customer was removed since: then the key is spent for nothing, and the next try has another one.
        """
        attempt = wire.whole(self._memory.get(_SPENT, debtor.key)) or 0
        key = key_of("party", self._company.number, debtor.key, attempt)
        try:
            number = wire.created(self._company.post(_PATH, bodies.party(debtor), key=key))
        except Rejected as refused:
            if refused.data.get("reason") != KEY_USED:
                raise
            found = self._made_before(debtor)
            if found is None:
                self._memory.put(_SPENT, {debtor.key: attempt + 1})
                raise UnknownOutcome(service="Billit", path=_PATH) from refused
            return found.id
        return highest.sure(self._memory, "party", number, lambda: self._number_made_before(debtor))

    def _number_made_before(self, debtor: Debtor) -> int | None:
        found = self._made_before(debtor)
        return found.id if found else None


def _same_vat_number(party: Known, debtor: Debtor) -> bool:
    """Two different numbers are two different businesses, whatever else is alike."""
    if not party.vat_number or not debtor.vat_number:
        return True
    return plain_number(party.vat_number) == plain_number(debtor.vat_number)


def _is_alike(party: Known, debtor: Debtor) -> bool:
    """Whether a customer with the same e-mail address is the same buyer.

    One address often serves a person and the firm they order for. Booking the one on the other puts a sale on the wrong
    open items, and a business's VAT number on a private sale.
    """
    if debtor.company:
        return _same_name(party.name, debtor)
    return not party.vat_number and not party.company_number


def _same_name(name: str, debtor: Debtor) -> bool:
    wanted = debtor.company or debtor.name
    return _squashed(name) in {_squashed(wanted), _squashed(clip(wanted, lengths.NAME))}


def _squashed(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())
