"""The customer of a booking: found where there is one, made where there is none, once.

A relation that we made carries the booking's key of the customer in its note: that is what keeps a lost answer from
giving a customer two relations, also when nothing is remembered any more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from koppel.api import (
    Address,
    Client,
    Debtor,
    DebtorKind,
    Memory,
    Rejected,
    SettingsProblem,
    Text,
    clip,
    text_of,
    whole_or_none,
)
from koppel_eboekhouden import lengths, wire
from koppel_eboekhouden.relations import (
    PATH,
    Known,
    RelationIndex,
    email_key,
    note_of,
    own_key,
    plain_number,
    vat_key,
)
from koppel_eboekhouden.states import name_of
from koppel_eboekhouden.steps import FROM_NAME

_EMAIL: Final = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")
_READ_ONLY: Final = frozenset({"id", "date", "isClubOrAssociationMember"})
_TRIES: Final = 20
_FIXED: Final = {DebtorKind.DEFAULT: "default_debtor", DebtorKind.POS: "pos_debtor"}
"""Debtors that the owner chose by code, and the question that this was the answer to."""

_AMBIGUOUS = Text(
    en="More than one relation fits this customer: {codes}. Make the ones that are not used inactive in e-Boekhouden.nl.",
    nl="Er past meer dan één relatie bij deze klant: {codes}. Maak wat niet wordt gebruikt in e-Boekhouden.nl inactief.",
)
_INACTIVE = Text(
    en="The relation {code} of this customer is inactive in e-Boekhouden.nl. Make it active there.",
    nl="De relatie {code} van deze klant is inactief in e-Boekhouden.nl. Maak die daar actief.",
)
_NO_SUCH_CODE = Text(
    en="There is no relation with code {code} in e-Boekhouden.nl. Enter the code that stands on the relation there.",
    nl="Er is geen relatie met code {code} in e-Boekhouden.nl. Vul de code in die daar bij de relatie staat.",
)


class Customers:
    """Finding and making the relations of customers."""

    def __init__(self, client: Client, memory: Memory) -> None:
        self._client = client
        self.index = RelationIndex(client, memory)

    def place(self, debtor: Debtor, customer_codes: str) -> Known:
        """The relation to book on, ready for use."""
        if debtor.kind in _FIXED:
            return self._by_code(debtor)
        found = self._known(debtor) or self._after_looking(debtor)
        return self._ready(found, debtor) if found else self._make(debtor, customer_codes)

    def _by_code(self, debtor: Debtor) -> Known:
        """The one that the owner chose. It is never made, and it gets no VAT number of a buyer."""
        code, now = (debtor.code or "").strip(), self._client.now()
        found = self._usable(self.index.with_code(code))
        if not found and not self.index.is_fresh(now):
            self.index.refresh(now)
            found = self._usable(self.index.with_code(code))
        if not found:
            raise SettingsProblem(_FIXED[debtor.kind], _NO_SUCH_CODE, code=code)
        return found[0]

    def _after_looking(self, debtor: Debtor) -> Known | None:
        """Nobody known fits. Look at what is new in the administration, and at what a lost answer may have left.

        A POST of a relation whose answer was lost leaves one that nothing of ours knows. It was announced in the memory
        before it was sent, so then the administration is looked at however fresh our idea of it is.
        """
        now = self._client.now()
        if self.index.is_announced(debtor.key) or not self.index.is_fresh(now):
            self.index.refresh(now)
            found = self._known(debtor)
            if found:
                return found
        return None if self.index.is_complete() else self._asked_for(debtor)

    def _asked_for(self, debtor: Debtor) -> Known | None:
        """In a large administration: by what the service can filter on, which brings the rest within sight."""
        email = _usable_email(debtor)
        if email:
            self.index.look_up("email", email)
        if debtor.company or not email:
            self.index.look_up("name", clip(debtor.name, lengths.NAME))
        return self._known(debtor)

    def _known(self, debtor: Debtor) -> Known | None:
        for key, only_alike in _ways(debtor):
            found = [one for one in self.index.find(key) if _same_vat_number(one, debtor)]
            fitting = self._usable([one for one in found if not only_alike or _is_alike(one, debtor)])
            if fitting:
                return _one_of(fitting, debtor)
        return None

    @staticmethod
    def _usable(found: list[Known]) -> list[Known]:
        """Those in use. An inactive one is no reason to make a second one for a customer who was put aside on purpose."""
        active = [one for one in found if not one.inactive]
        if found and not active:
            raise Rejected(_INACTIVE, reason="customer_inactive", code=found[0].code)
        return active

    def _ready(self, relation: Known, debtor: Debtor) -> Known:
        """Give a business the VAT number that the list of sales to EU businesses needs.

        What a PATCH does with fields that it leaves out is not known, so everything is read and sent back.
        """
        if debtor.kind is not DebtorKind.COMPANY or not debtor.vat_number or relation.vat_number:
            return relation
        row = wire.one(self._client, PATH, relation.id)
        if row is None:
            return relation
        changed = {**row, "vatNumber": debtor.vat_number}
        self._client.patch(f"{PATH}/{relation.id}", _writable(changed))
        return self.index.keep(changed)

    def _make(self, debtor: Debtor, customer_codes: str) -> Known:
        """Make a relation. It is announced first: see `_after_looking`."""
        body = _body(debtor)
        self.index.announce(debtor.key)
        row = self._posted_with_code(body, debtor) if customer_codes == FROM_NAME else self._posted(body)
        return self.index.keep({**body, **row}, announced=debtor.key)

    def _posted_with_code(self, body: Mapping[str, Any], debtor: Debtor) -> wire.Row:
        """With a code of the name. Somebody else may take one in between: then the next is tried."""
        free = self.index.free_codes(debtor.name)
        for _ in range(_TRIES - 1):
            try:
                return self._posted({**body, "code": next(free)})
            except Rejected as refused:
                if refused.data.get("reason") != "code_taken":
                    raise
        return self._posted(body)

    def _posted(self, body: Mapping[str, Any]) -> wire.Row:
        """An e-mail address that the service finds wrong would cost the whole customer: then it goes without."""
        try:
            return wire.made(self._client.post(PATH, body))
        except Rejected as refused:
            if refused.data.get("reason") != "email_refused" or "emailAddress" not in body:
                raise
        without = {name: value for name, value in body.items() if name != "emailAddress"}
        return wire.made(self._client.post(PATH, without))


def _ways(debtor: Debtor) -> Iterator[tuple[str, bool]]:
    """The keys to look under, in order; true where a match must be alike in more than the key."""
    for way in (*debtor.match_by, "key"):
        if way == "vat_number" and debtor.vat_number:
            yield vat_key(debtor.vat_number), False
        elif way in {"shop_customer_id", "key"}:
            yield own_key(debtor.key), False
        elif way == "email" and debtor.email:
            yield email_key(debtor.email), True


def _one_of(found: list[Known], debtor: Debtor) -> Known:
    """The one that fits best: the same name before another."""
    found = [one for one in found if _same_name(one.name, debtor)] or found
    if len(found) > 1:
        raise Rejected(_AMBIGUOUS, reason="debtor_ambiguous", codes=", ".join(one.code for one in found))
    return found[0]


def _body(debtor: Debtor) -> dict[str, Any]:
    address = debtor.address or Address()
    street = ", ".join(part.strip() for part in (address.line1, address.line2) if part and part.strip())
    is_company = debtor.kind is DebtorKind.COMPANY
    note = note_of(debtor.key)
    return wire.filled(
        {
            "type": "B" if is_company else "P",
            "name": clip(debtor.name, lengths.NAME),
            "contact": clip(debtor.person or "", lengths.SHORT) if is_company else None,
            "address": clip(street, lengths.ADDRESS),
            "postalCode": clip(address.postcode or "", lengths.SHORT),
            "city": clip(address.city or "", lengths.SHORT),
            "country": name_of(address.country) if address.country else None,
            "phoneNumber": whole_or_none(debtor.phone, lengths.SHORT),
            "emailAddress": _usable_email(debtor),
            "vatNumber": whole_or_none(debtor.vat_number, lengths.SHORT),
            "note": f"{debtor.name}\n{note}" if len(debtor.name) > lengths.NAME else note,
        }
    )


def _usable_email(debtor: Debtor) -> str | None:
    """An address that the service takes: it checks how one is written."""
    email = whole_or_none(debtor.email, lengths.EMAIL)
    return email if email and _EMAIL.fullmatch(email) else None


def _writable(row: wire.Row) -> dict[str, Any]:
    """A relation as it was read, fit to be sent back: yes and no come as numbers, days with a time."""
    body = wire.filled({name: value for name, value in row.items() if name not in _READ_ONLY})
    for name in ("doNotReceiveNewsletters", "inactive", "mandate"):
        if name in body:
            body[name] = bool(body[name])
    if "mandateSignedDate" in body:
        body["mandateSignedDate"] = text_of(body["mandateSignedDate"])[:10]
    return body


def _same_vat_number(relation: Known, debtor: Debtor) -> bool:
    """Two different numbers are two different businesses, whatever else is alike."""
    if not relation.vat_number or not debtor.vat_number:
        return True
    return plain_number(relation.vat_number) == plain_number(debtor.vat_number)


def _is_alike(relation: Known, debtor: Debtor) -> bool:
    """Whether a relation with the same e-mail address is the same buyer: one address often serves a person and a firm."""
    if debtor.company:
        return _same_name(relation.name, debtor)
    return not relation.vat_number and not relation.registration


def _same_name(name: str, debtor: Debtor) -> bool:
    wanted = debtor.company or debtor.name
    return _squashed(name) in {_squashed(wanted), _squashed(clip(wanted, lengths.NAME))}


def _squashed(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())
