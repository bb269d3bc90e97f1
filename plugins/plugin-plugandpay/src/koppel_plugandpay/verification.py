"""Whose shop a key belongs to, and whether the key can read what Koppel needs: two questions."""

from __future__ import annotations

from typing import Any, Final

from koppel.api import Account, Client, Unavailable
from koppel_plugandpay.lists import Lists
from koppel_plugandpay.refusals import BROKEN_OFF

TENANT: Final = "v2/auth/tenants/me"
INCLUDES: Final = "includes"


def account_of(client: Client) -> Account:
    """The account behind a key. Its number makes it the same shop after a new key.

    Raises AuthFailed for a key that is refused or may not see orders, WrongUse for an address that is not the service's,
    Unavailable when no data comes back.
    """
    tenant = _tenant(client)
    lists = Lists(client)
    lists.ask({"mode": "live", "invoice_status": "final"}, limit=1)
    number = str(tenant["id"])
    return Account(
        key=number,
        name=str(tenant.get("name") or number),
        currency="EUR",
        data={"plan": str(tenant.get("plan") or ""), INCLUDES: ",".join(lists.includes)},
    )


def _tenant(client: Client) -> dict[str, Any]:
    body = client.get(TENANT).json()
    tenant = body.get("data") if isinstance(body, dict) else None
    if not isinstance(tenant, dict) or not tenant.get("id"):
        raise Unavailable(BROKEN_OFF, service=client.service, path=TENANT)
    return tenant
