"""What Koppel must know of a shop to read its orders: addresses, clock, country and how it charges VAT.

It is found out when the connection is verified and kept with the connection's account.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from koppel.api import Account

BASE: Final = "base"
BILLING: Final = "billing"
SHIPPING: Final = "shipping"

_ODD_OFFSETS: Final = {
    "3.5": "Asia/Tehran", "4.5": "Asia/Kabul", "5.5": "Asia/Kolkata", "5.75": "Asia/Kathmandu", "6.5": "Asia/Yangon",
    "8.75": "Australia/Eucla", "9.5": "Australia/Darwin", "-9.5": "Pacific/Marquesas",
}  # fmt: skip
"""Zones without summer time for the offsets that no Etc/GMT zone has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A shop. `site` is where WordPress itself lives, which need not be the shop's own address (`home`)."""

    home: str
    site: str
    time_zone: str = "UTC"
    base_country: str = ""
    tax_based_on: str = SHIPPING
    has_refunds_list: bool = True

    @classmethod
    def of(cls, account: Account) -> Shop:
        """The shop as `verify` wrote it down."""
        data = account.data
        return cls(
            home=data.get("home", ""),
            site=data.get("site") or data.get("home", ""),
            time_zone=data.get("time_zone", "UTC"),
            base_country=account.country or "",
            tax_based_on=data.get("tax_based_on", SHIPPING),
            has_refunds_list=data.get("refunds_list") != "no",
        )

    @property
    def zone(self) -> ZoneInfo:
        """The shop's clock."""
        return ZoneInfo(self.time_zone)

    def order_page(self, order_id: int) -> str:
        """Where an administrator sees the order; shops with order tables send this older address on by themselves."""
        return f"{self.site}/wp-admin/post.php?post={order_id}&action=edit"

    @property
    def admin_ajax(self) -> str:
        """The path of WordPress' own entrance for plugins, below the connection's address."""
        folder = self.site.removeprefix(self.home).strip("/") if self.site.startswith(self.home) else ""
        return f"{folder}/wp-admin/admin-ajax.php".lstrip("/")


def account_key(home: str) -> str:
    """What makes a shop the same shop: host and folder, whatever the scheme."""
    parts = urlsplit(home)
    return f"{parts.netloc}{parts.path}".rstrip("/").lower()


def time_zone(name: object, offset: object) -> str:
    """The IANA name of the site's clock; a site with a fixed offset has no name, only hours east of Greenwich."""
    if isinstance(name, str) and name and _exists(name):
        return name
    hours = f"{float(str(offset or 0)):g}"
    if hours in _ODD_OFFSETS:
        return _ODD_OFFSETS[hours]
    whole = round(float(hours))
    # The Etc zones count westward: Etc/GMT-2 is two hours east of Greenwich.
    return f"Etc/GMT{-whole:+d}" if whole else "UTC"


def _exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True
