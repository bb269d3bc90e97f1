"""The rules of an integration, gathered from its answers, its bookkeeping choices and what is known of the two accounts."""

from __future__ import annotations

from decimal import Decimal
from zoneinfo import ZoneInfo

from koppel.booking.rules import ANY_SHOP, Rules, Scheme, Seller
from koppel.connectors import Capability
from koppel.steps.answers import Answers
from koppel.steps.bookkeeping import VIES
from koppel.sync.bookkeeping import bookkeeping_choices, foreign_stock_of
from koppel.sync.lists import seller_country
from koppel.sync.pairs import Pair
from koppel.sync.vat_checks import NumberChecks, valid_before

_ZONES = {"NL": "Europe/Amsterdam", "BE": "Europe/Brussels"}
_WITH_ITEMS = frozenset({"sales_invoice", "sales_order", "direct_sales_invoice"})


def rules_of(pair: Pair) -> Rules:
    """Everything that `decide` may look at besides the document."""
    answers, choices = pair.answers, bookkeeping_choices(pair)
    country = seller_country(pair)
    statuses = answers.several("order_statuses")
    zone = _ZONES.get(country, "Europe/Amsterdam")
    start_at = pair.row.start_at
    accepts_earlier = choices.yes("accept_earlier_vat_check")
    return Rules(
        seller=Seller(
            country=country,
            scheme=Scheme(choices.text("vat_scheme") or Scheme.NORMAL),
            oss_registered=choices.text("eu_consumer_vat") == "oss",
            time_zone=zone,
            currency=_currency(pair),
        ),
        order_statuses=frozenset(statuses) if pair.form.get("order_statuses") else None,
        start_on=start_at.astimezone(ZoneInfo(zone)).date() if start_at else answers.day("export_from"),
        number_source=answers.text("number_source") or "order",
        date_source=choices.text("date_source") or "invoice",
        group_lines=answers.yes("group_lines"),
        discounts_separately=choices.yes("discounts_separately"),
        book_zero_totals=choices.yes("book_zero_totals"),
        eu_consumer_vat=choices.text("eu_consumer_vat") or "home",
        default_debtor=choices.text("default_debtor"),
        pos_debtor=choices.text("pos_debtor"),
        skip_email_check=answers.yes("skip_email_check"),
        reference_prefix={ANY_SHOP: choices.text("reference_prefix") or ""},
        voucher_kind=choices.text("voucher_kind") or "multi_purpose",
        voucher_rate=_rate(choices.text("voucher_rate")),
        convert_to_base_currency=choices.yes("convert_to_base_currency"),
        multi_currency=Capability.OTHER_CURRENCIES in type(pair.target).capabilities,
        accept_earlier_vat_check=accepts_earlier,
        vat_numbers_valid_before=valid_before(pair.home) if accepts_earlier else frozenset(),
        structured_invoice=_goes_structured(answers),
        with_items=_with_items(answers),
        foreign_stock=foreign_stock_of(choices),
    )


def checks_for(pair: Pair, rules: Rules, *, may_ask: bool = True) -> NumberChecks:
    """The look-up of VAT numbers as the owner chose it. A preview may not ask: it uses what is known."""
    uses_vies = bookkeeping_choices(pair).text("vat_number_check") == VIES
    return NumberChecks(pair.home, rules, uses_vies=uses_vies, may_ask=may_ask)


def _rate(answer: str | None) -> Decimal | None:
    return Decimal(answer) if answer else None


def _with_items(answers: Answers) -> bool:
    return answers.text("insertion_type") in _WITH_ITEMS


def _goes_structured(answers: Answers) -> bool:
    """Sent over Peppol, so a structured invoice: for a Belgian seller VAT is then rounded on the total, by law."""
    return "peppol" in (answers.text("send_by"), answers.text("invoice_delivery"))


def _currency(pair: Pair) -> str:
    chosen = pair.answers.option("administration")
    found = (chosen.data.get("currency") if chosen else None) or (pair.target_row.account or {}).get("currency")
    return str(found or "EUR")
