"""The rules of an integration, gathered from its answers and from what is known of the two accounts."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from koppel.booking.rules import Rules, Seller
from koppel.connectors import Capability
from koppel.steps.answers import Answers
from koppel.sync.lists import seller_country
from koppel.sync.pairs import Pair

_ZONES = {"NL": "Europe/Amsterdam", "BE": "Europe/Brussels"}
_WITH_ITEMS = frozenset({"sales_invoice", "sales_order", "direct_sales_invoice"})


def rules_of(pair: Pair) -> Rules:
    """Everything that `decide` may look at besides the document."""
    answers = pair.answers
    country = seller_country(pair)
    statuses = answers.several("order_statuses")
    zone = _ZONES.get(country, "Europe/Amsterdam")
    start_at = pair.row.start_at
    return Rules(
        seller=Seller(
            country=country,
            oss_registered=answers.text("eu_consumer_vat") == "oss",
            time_zone=zone,
            currency=_currency(pair),
        ),
        order_statuses=frozenset(statuses) if pair.form.get("order_statuses") else None,
        start_on=start_at.astimezone(ZoneInfo(zone)).date() if start_at else answers.day("export_from"),
        number_source=answers.text("number_source") or "order",
        group_lines=answers.yes("group_lines"),
        eu_consumer_vat=answers.text("eu_consumer_vat") or "home",
        default_debtor=answers.text("default_debtor"),
        pos_debtor=answers.text("pos_debtor"),
        skip_email_check=answers.yes("skip_email_check"),
        multi_currency=Capability.OTHER_CURRENCIES in type(pair.target).capabilities,
        with_items=_with_items(answers),
    )


def _with_items(answers: Answers) -> bool:
    return answers.text("insertion_type") in _WITH_ITEMS


def _currency(pair: Pair) -> str:
    chosen = pair.answers.option("administration")
    found = (chosen.data.get("currency") if chosen else None) or (pair.target_row.account or {}).get("currency")
    return str(found or "EUR")
