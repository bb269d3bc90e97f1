"""The debtor of a booking: found where it exists, made where it does not, once.

The order of looking is the booking's (`match_by`). An account that we made is found back by its search code, which holds
the debtor's key: that is what keeps a lost answer from giving a customer two debtors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final

from koppel.api import (
    Address,
    Debtor,
    DebtorKind,
    Memory,
    Rejected,
    SettingsProblem,
    Text,
    UnknownOutcome,
    clip,
    clip_code,
    text_of,
    whole_or_none,
)
from koppel_exact import lengths, wire
from koppel_exact.accounts import (
    AccountIndex,
    Known,
    code_key,
    email_key,
    plain_number,
    search_key,
    vat_key,
)
from koppel_exact.division import Division, filled

CUSTOMER: Final = "C"
_LANGUAGES: Final = frozenset({"NL", "EN", "DE", "FR", "ES"})
_FIXED_STEPS: Final = {DebtorKind.DEFAULT: "default_debtor", DebtorKind.POS: "pos_debtor"}

_NO_SUCH_CODE = Text(
    en="There is no debtor with code {code} in this administration. Enter a code that exists.",
    nl="Er is geen debiteur met code {code} in deze administratie. Vul een code in die bestaat.",
)
_AMBIGUOUS = Text(
    en="More than one debtor fits this customer: {codes}. Merge them in Exact Online, or end the ones that are not used.",
    nl="Er past meer dan één debiteur bij deze klant: {codes}. Voeg ze samen in Exact Online of beëindig wat niet wordt "
    "gebruikt.",
)
_BLOCKED = Text(
    en="The debtor {code} of this customer is blocked in Exact Online. Unblock it there.",
    nl="De debiteur {code} van deze klant is geblokkeerd in Exact Online. Hef de blokkade daar op.",
)


def search_code(debtor: Debtor) -> str:
    """What an account that we make carries, and is found back by."""
    return clip_code(debtor.key, lengths.SEARCH_CODE)


class Debtors:
    """Finding and making debtors in one administration."""

    def __init__(self, division: Division, memory: Memory, now: datetime) -> None:
        self._division = division
        self._memory = memory
        self._now = now
        self._pending = f"debtors:{division.code}"
        self.index = AccountIndex(division, memory)

    def place(self, debtor: Debtor, *, by_email: bool, condition: Callable[[], str | None]) -> Known:
        """The account to book on, ready for use. `condition` gives the payment condition of an account to be made."""
        if debtor.kind in _FIXED_STEPS:
            return self._ready(self._by_code(debtor), debtor)
        found = self._known(debtor, by_email=by_email) or self._after_looking(debtor, by_email=by_email)
        return self._ready(found, debtor) if found else self._make(debtor, condition)

    def _by_code(self, debtor: Debtor) -> Known:
        code = (debtor.code or "").strip()
        found = self.index.find(code_key(code)) or self.index.ask(f"Code eq {wire.quoted(wire.account_code(code))}")
        if not found:
            raise SettingsProblem(_FIXED_STEPS[debtor.kind], _NO_SUCH_CODE, code=code)
        return found[0]

    def _after_looking(self, debtor: Debtor, *, by_email: bool) -> Known | None:
        """Nobody known fits. Look at what changed in the administration, and at what a lost answer may have left.

        A POST of an account whose answer was lost leaves a debtor that no list of ours has. It was announced in the
        memory before it was sent, so here it is asked for by its search code, straight from the administration: the
        sync service may not show it yet.
        """
        if not self.index.is_fresh(self._now):
            self.index.refresh(self._now)
            found = self._known(debtor, by_email=by_email)
            if found:
                return found
        if self._memory.get(self._pending, search_code(debtor)):
            return self._made_before(debtor)
        return None

    def _made_before(self, debtor: Debtor) -> Known | None:
        found = self.index.ask(f"SearchCode eq {wire.quoted(search_code(debtor))}")
        return next(iter(self._usable(found, debtor)), None)

    def _known(self, debtor: Debtor, *, by_email: bool) -> Known | None:
        for key, only_alike in self._ways(debtor, by_email=by_email):
            found = [a for a in self.index.find(key) if _same_vat_number(a, debtor)]
            fitting = self._usable([a for a in found if not only_alike or _is_alike(a, debtor)], debtor)
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
                yield search_key(search_code(debtor)), False
            elif way == "email" and debtor.email and by_email:
                yield email_key(debtor.email), True

    def _usable(self, found: list[Known], debtor: Debtor) -> list[Known]:
        """Those in use. A blocked one is no reason to make a second debtor for a customer who was blocked on purpose."""
        current = [account for account in found if not account.ended(self._now.date())]
        free = [account for account in current if not account.blocked]
        if current and not free:
            raise Rejected(_BLOCKED, reason="customer_blocked", code=current[0].code)
        return free

    @staticmethod
    def _one_of(found: list[Known], debtor: Debtor) -> Known:
        """The one that fits best: a customer before a prospect, the same name before another."""
        for narrower in (lambda a: a.status == CUSTOMER, lambda a: _same_name(a.name, debtor)):
            found = [account for account in found if narrower(account)] or found
        if len(found) > 1:
            codes = ", ".join(account.code for account in found)
            raise Rejected(_AMBIGUOUS, reason="debtor_ambiguous", codes=codes)
        return found[0]

    def _ready(self, account: Known, debtor: Debtor) -> Known:
        """Make a found account fit to book on: status customer, and the VAT number that a sale without VAT needs."""
        body: dict[str, str] = {}
        changes: dict[str, str] = {}
        if account.status != CUSTOMER:
            body["Status"] = changes["status"] = CUSTOMER
        if debtor.vat_number and not account.vat_number and debtor.kind is DebtorKind.COMPANY:
            body["VATNumber"] = changes["vat_number"] = debtor.vat_number
        if not body:
            return account
        self._division.put("crm/Accounts", account.id, body)
        return self.index.change(account, changes)

    def _make(self, debtor: Debtor, condition: Callable[[], str | None]) -> Known:
        """Make an account. It is announced first: see `_after_looking`."""
        body = _body(debtor, condition())
        self._memory.put(self._pending, {search_code(debtor): True})
        row = self._division.post("crm/Accounts", body)
        if wire.guid(row.get("ID")) and text_of(row.get("Name")):
            made = self.index.keep([row])[0]
        else:
            found = self._made_before(debtor)
            if found is None:
                raise UnknownOutcome(service="Exact Online", path="crm/Accounts")
            made = found
        self._memory.put(self._pending, {search_code(debtor): False})
        return made


def _body(debtor: Debtor, condition: str | None) -> dict[str, Any]:
    address = debtor.address or Address()
    country = address.country.strip().upper()
    language = (debtor.language or "")[:2].upper()
    body = {
        "Name": clip(debtor.name, lengths.NAME),
        "Status": CUSTOMER,
        "SearchCode": search_code(debtor),
        "Email": whole_or_none(debtor.email, lengths.EMAIL),
        "Phone": whole_or_none(debtor.phone, lengths.PHONE),
        "VATNumber": whole_or_none(debtor.vat_number, lengths.VAT_NUMBER),
        "Country": country if len(country) == 2 else None,
        "AddressLine1": clip(address.line1 or "", lengths.ADDRESS_LINE),
        "AddressLine2": clip(address.line2 or "", lengths.ADDRESS_LINE),
        "Postcode": clip(address.postcode or "", lengths.POSTCODE),
        "City": clip(address.city or "", lengths.CITY),
        "Language": language if language in _LANGUAGES else None,
        "PaymentConditionSales": condition,
        "Remarks": debtor.name if len(debtor.name) > lengths.NAME else None,
    }
    return filled(body)


def _same_vat_number(account: Known, debtor: Debtor) -> bool:
    """Two different numbers are two different businesses, whatever else is alike."""
    if not account.vat_number or not debtor.vat_number:
        return True
    return plain_number(account.vat_number) == plain_number(debtor.vat_number)


def _is_alike(account: Known, debtor: Debtor) -> bool:
    """Whether an account with the same e-mail address is the same buyer.

    One address often serves a person and the firm they order for. Booking the one on the other puts a sale on the wrong
    open items, and a business's VAT number on a private sale.
    """
    if debtor.company:
        return _same_name(account.name, debtor)
    return not account.vat_number and not account.company_number


def _same_name(name: str, debtor: Debtor) -> bool:
    wanted = debtor.company or debtor.name
    return _squashed(name) in {_squashed(wanted), _squashed(clip(wanted, lengths.NAME))}


def _squashed(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())
