"""Whose shop the tokens belong to, and whether they may read what Koppel needs: three questions."""

from __future__ import annotations

from typing import Any, Final

from koppel.api import Account, AuthFailed, Client, Unavailable
from koppel_mijnwebwinkel.lists import Lists
from koppel_mijnwebwinkel.refusals import BROKEN_OFF, OTHER_PARTNER, PARTNER_REFUSED

STORE: Final = "store"
STATUSES: Final = "orderstatuses"
CREDIT_STATUSES: Final = "credit_statuses"
_FORBIDDEN: Final = 403


def account_of(client: Client) -> Account:
    """The account behind the tokens. The shop's own id makes it the same shop after a new token.

    Raises AuthFailed for tokens that are refused or may not see orders, WrongUse for an address that is not the service's,
    Unavailable when no data comes back.
    """
    lists = Lists(client)
    store = _store(lists)
    statuses = lists.objects(STATUSES)
    credit = [str(row.get("status")) for row in statuses if row.get("credit_order") is True]
    lists.count({})
    number = str(store["id"])
    return Account(
        key=number,
        name=str(store.get("name") or store.get("primary_domain") or number),
        country=str(store.get("region_code") or "").upper() or None,
        currency=str(store.get("currency") or "") or None,
        data={"domain": str(store.get("primary_domain") or ""), CREDIT_STATUSES: ",".join(credit)},
    )


def _store(lists: Lists) -> dict[str, Any]:
    """The shop's profile. When it is refused, the list that takes only the partner token tells which token is wrong."""
    try:
        store = lists.one(STORE)
    except AuthFailed as error:
        if not _partner_is_known(lists):
            raise AuthFailed(PARTNER_REFUSED, **error.data) from error
        if error.data.get("code") == _FORBIDDEN:
            raise AuthFailed(OTHER_PARTNER, **error.data) from error
        raise
    if not store.get("id"):
        raise Unavailable(BROKEN_OFF, service=lists.client.service, path=STORE)
    return store


def _partner_is_known(lists: Lists) -> bool:
    try:
        lists.rows(STATUSES)
    except AuthFailed:
        return False
    return True
