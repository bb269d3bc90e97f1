"""Which debtor a document stands on, and which of the package's debtors that is. Looking them up is a target's work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from koppel.booking.draft import Debtor, DebtorKind
from koppel.booking.outcome import Held
from koppel.booking.reasons import held, hold
from koppel.booking.rules import Rules
from koppel.booking.vat_numbers import BuyerNumber, buyer_number
from koppel.model import Address, Document, Party


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDebtor:
    """A debtor as it stands in the package, as far as the package knows these things."""

    code: str
    name: str = ""
    company: str | None = None
    email: str | None = None
    vat_number: str | None = None
    shop_customer_id: str | None = None


def debtor_of(document: Document, rules: Rules) -> Debtor:
    """The debtor of a sale; a credit note has that of its sale. Raises Hold when nobody is known."""
    sale = document.original if document.is_credit and document.original else document
    if sale.is_pos and rules.pos_debtor:
        return _by_code(DebtorKind.POS, rules.pos_debtor)
    if rules.default_debtor:
        return _by_code(DebtorKind.DEFAULT, rules.default_debtor)
    buyer = sale.buyer
    if buyer is None or not (buyer.display_name or buyer.email):
        step = "pos_debtor" if sale.is_pos else "default_debtor"
        raise hold("debtor_missing/pos" if sale.is_pos else "debtor_missing", step=step)
    return _person_or_company(sale, buyer, rules)


def _by_code(kind: DebtorKind, code: str) -> Debtor:
    return Debtor(kind=kind, key=f"code:{code}", match_by=("code",), name="", code=code)


def _person_or_company(sale: Document, buyer: Party, rules: Rules) -> Debtor:
    number = buyer_number(sale)
    vat_number = number.number if number.is_usable else None
    email = (buyer.email or "").strip() or None
    is_company = bool(buyer.company or vat_number)
    matches = _match_by(vat_number, buyer.shop_customer_id, None if rules.skip_email_check else email)
    return Debtor(
        kind=DebtorKind.COMPANY if is_company else DebtorKind.CONSUMER,
        key=_key(sale, matches, number, email),
        match_by=matches,
        name=buyer.display_name or email or "",
        company=buyer.company,
        person=buyer.name,
        email=email,
        phone=buyer.phone,
        vat_number=vat_number,
        shop_customer_id=buyer.shop_customer_id,
        address=sale.billing or sale.delivery or Address(),
        language=buyer.language,
    )


def _match_by(vat_number: str | None, customer_id: str | None, email: str | None) -> tuple[str, ...]:
    known = (("vat_number", vat_number), ("shop_customer_id", customer_id), ("email", email))
    return tuple(name for name, value in known if value)


def _key(sale: Document, matches: tuple[str, ...], number: BuyerNumber, email: str | None) -> str:
    """The strongest thing that is known of the buyer; a guest without any has a debtor per order."""
    if "vat_number" in matches:
        return f"vat:{number.number}"
    if "shop_customer_id" in matches and sale.buyer is not None:
        return f"customer:{sale.shop}:{sale.buyer.shop_customer_id}"
    return f"email:{(email or '').lower()}" if "email" in matches else f"document:{sale.shop}:{sale.key}"


def find_debtor(debtor: Debtor, known: Iterable[KnownDebtor]) -> KnownDebtor | Held | None:
    """The package's debtor for it, looked for in the order of `match_by`; None when there is none yet.

    Held `debtor_ambiguous` when the first thing that matches at all matches several. An e-mail address counts only while
    company name and VAT number do not contradict it: colleagues order from one mailbox.
    """
    candidates = list(known)
    for way in debtor.match_by:
        found = [one for one in candidates if _matches(way, debtor, one)]
        if len(found) > 1:
            codes = ", ".join(sorted(one.code for one in found))
            return held("debtor_ambiguous", step="default_debtor", name=debtor.name, found=codes)
        if found:
            return found[0]
    return None


def _matches(way: str, debtor: Debtor, known: KnownDebtor) -> bool:
    if way == "code":
        return known.code.strip() == debtor.code
    if way == "vat_number":
        return known.vat_number == debtor.vat_number
    if way == "shop_customer_id":
        return known.shop_customer_id == debtor.shop_customer_id
    same = _folded(known.email) == _folded(debtor.email)
    return same and not _contradicts(debtor.company, known.company) and not _differ(debtor.vat_number, known.vat_number)


def _contradicts(one: str | None, other: str | None) -> bool:
    return bool(one and other) and _folded(one) != _folded(other)


def _differ(one: str | None, other: str | None) -> bool:
    return bool(one and other) and one != other


def _folded(text: str | None) -> str:
    return " ".join((text or "").split()).casefold()
