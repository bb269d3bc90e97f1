"""Orders as the service writes them: decimals as texts, a moment as a date and a time without zone, one rate as an object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from koppel_mijnwebwinkel.fake.setup import country_name

AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")
_PAID_TEXTS: Final = {"captured": (1, "Betaling geslaagd"), "voided": (2, "Geannuleerd"), "failed": (3, "Mislukt"),
    "pending": (5, "In afwachting"), "refunded": (7, "Terugbetaald")}  # fmt: skip


@dataclass(kw_only=True)
class Shapes:
    """What the vendor's documents leave open about how an order looks; each default is the likelier way.

    `one_rate_as_object`: the price of one rate is an object, else always a list. `numbers_as_text`: an order's own number;
    the number of the order that is credited is the other way round in any case. `credit_amounts`: the sign in credit
    orders. `discount_type` is the type of a discount's line. `money_as_numbers`: bare JSON numbers instead of texts.
    `with_gross` False leaves out amounts including VAT, as before April 2019. `no_country` is what a missing country
    of shipping looks like; `ids_of_credits_as_text` how the list of credit orders is written.
    """

    one_rate_as_object: bool = True
    numbers_as_text: bool = True
    credit_amounts: Literal["negative", "positive"] = "negative"
    discount_type: str = "discount"
    money_as_numbers: bool = False
    with_gross: bool = True
    no_country: Literal["list", "null"] = "list"
    ids_of_credits_as_text: bool = True
    zone: ZoneInfo = AMSTERDAM


@dataclass(frozen=True, slots=True)
class Renderer:
    """Shows orders in one language."""

    shapes: Shapes
    language: str = "nl_NL"

    def order(self, order: Mapping[str, Any]) -> dict[str, Any]:
        """A list row and a single order are the same."""
        sign = -1 if self.shapes.credit_amounts == "positive" and order["credited_order_number"] else 1
        shown = {
            **self._head(order),
            **self._links(order),
            "payment": self._payment(order),
            "debtor": self._debtor(order["debtor"]),
            "price": {"tax": self._taxes(order, sign), "total": self._money(order["total"] * sign, 2)},
            "orderlines": [self._line(line, sign) for line in order["orderlines"]],
            "shipping": [{"country": self._country(order["shipping_country"])}],
        }
        return {name: value for name, value in shown.items() if name not in order["left_out"]}

    def _head(self, order: Mapping[str, Any]) -> dict[str, Any]:
        names = (
            "uuid", "status", "archived", "taxed", "locale", "discountcode", "currency", "comments", "business_model",
            "reference", "offline_location_id", "tax_region", "tax_strategy", "partner", "payment_status",
        )  # fmt: skip
        changed = order["status_changed_at"]
        weight = sum((line["weight"] for line in order["orderlines"]), Decimal(0))
        return {
            "number": self._number(order["number"]), "date": self.date(order["created_at"]),
            "time": self.time(order["created_at"]), "finished": True, "weight": f"{weight:.2f}",
            "currency_format_locale": "nl_NL", **{name: order[name] for name in names},
            "status_changed_date": changed and self.date(changed), "status_changed_time": changed and self.time(changed),
        }  # fmt: skip

    def _links(self, order: Mapping[str, Any]) -> dict[str, Any]:
        credited = order["credited_order_number"]
        as_text = self.shapes.ids_of_credits_as_text
        return {
            "credited_order_number": int(credited) if credited and self.shapes.numbers_as_text else credited,
            "credit_order_numbers": [one if as_text else int(one) for one in order["credit_order_numbers"]],
        }

    def _number(self, number: str) -> str | int:
        return number if self.shapes.numbers_as_text or not number.isdigit() else int(number)

    def local(self, moment: datetime) -> datetime:
        """The shop's wall clock, without saying which zone that is."""
        return moment.astimezone(self.shapes.zone).replace(tzinfo=None, microsecond=0)

    def date(self, moment: datetime) -> str:
        """The day."""
        return self.local(moment).date().isoformat()

    def time(self, moment: datetime) -> str:
        """The time of day."""
        return self.local(moment).time().isoformat()

    def _money(self, value: Decimal, decimals: int) -> Any:
        text = f"{abs(value) if value == 0 else value:.{decimals}f}"
        return Decimal(text) if self.shapes.money_as_numbers else text

    def _taxes(self, order: Mapping[str, Any], sign: int) -> Any:
        entries = [
            {"rate": self._money(part["rate"], 2), "amount": self._money(part["amount"] * sign, 2)}
            for part in order["tax"]
        ]
        return self._one_or_list(entries)

    def _one_or_list(self, entries: Sequence[Any]) -> Any:
        return entries[0] if self.shapes.one_rate_as_object and len(entries) == 1 else list(entries)

    def _price(self, part: Mapping[str, Decimal], sign: int = 1) -> dict[str, Any]:
        shown = {"rate": self._money(part["rate"], 2), "amount": self._money(part["amount"] * sign, 6)}
        if self.shapes.with_gross:
            shown["amount_including_tax"] = self._money(part["amount_including_tax"] * sign, 2)
        return shown

    def _line(self, line: Mapping[str, Any], sign: int) -> dict[str, Any]:
        prices = [self._price(part, sign) for part in line["price"]]
        is_discount = line["type"] == "discount"
        shown = {
            "id": line["id"], "type": self.shapes.discount_type if is_discount else line["type"],
            "quantity": line["quantity"] * sign, "weight": f"{line['weight']:.2f}" if line["weight"] else "0",
            "description": line["description"], "price": prices if is_discount else self._one_or_list(prices),
        }  # fmt: skip
        if "articles" in line:
            shown["articles"] = [self._article(article) for article in line["articles"]]
        return shown

    def _article(self, article: Mapping[str, Any]) -> dict[str, Any]:
        price = article["price"]
        return {
            **article,
            "price": {
                "amount": self._money(price["amount"], 6), "rate": self._money(price["rate"], 2),
                "purchase_price": self._money(price["purchase_price"], 2),
            },
            "options": [{**option, "price": self._price(option["price"])} for option in article["options"]],
        }  # fmt: skip

    def _debtor(self, debtor: Mapping[str, Any]) -> dict[str, Any]:
        addresses = {
            kind: {**place, "country": country_name(place["country_code"], self.language)}
            for kind, place in debtor["address"].items()
        }
        return {**debtor, "address": addresses}

    def _country(self, code: str | None) -> Any:
        if code:
            return {"description": country_name(code, self.language), "isocode": code}
        return [] if self.shapes.no_country == "list" else None

    @staticmethod
    def _payment(order: Mapping[str, Any]) -> Any:
        if order["payment"] is None:
            return None
        id_, text = _PAID_TEXTS.get(order["payment_status"], (0, "Status onbekend"))
        return {**order["payment"], "status": {"id": id_, "text": text}}
