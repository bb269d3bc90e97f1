"""Tables, amounts and dates as a terminal shows them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal
from rich import box
from rich.table import Table

from koppel.cli.terminal import Terminal
from koppel.text import Text

_LOCALES: Final = {"nl": "nl_NL", "en": "en_GB"}
_MOST_DECIMALS: Final = "#,##0.00######"
RIGHT: Final = "right"

STATES: Final = {
    "planned": Text(en="planned", nl="gepland"),
    "sending": Text(en="being sent", nl="wordt verstuurd"),
    "booked": Text(en="booked", nl="geboekt"),
    "held": Text(en="held", nl="vastgehouden"),
    "skipped": Text(en="skipped", nl="overgeslagen"),
    "failed": Text(en="failed", nl="mislukt"),
}
KINDS: Final = {"380": Text(en="invoice", nl="factuur"), "381": Text(en="credit note", nl="creditnota")}
DELIVERIES: Final = {
    "pending": Text(en="sent", nl="verstuurd"),
    "delivered": Text(en="delivered", nl="afgeleverd"),
    "failed": Text(en="not delivered", nl="niet aangekomen"),
    "unknown": Text(en="sent, arrival unknown", nl="verstuurd, aankomst onbekend"),
}
_STYLES: Final = {"booked": "green", "planned": "cyan", "held": "yellow", "failed": "red", "skipped": "bright_black"}


def table(terminal: Terminal, *columns: Text, title: Text | None = None, right: tuple[int, ...] = ()) -> Table:
    """An empty table; the columns whose numbers are in `right` hold amounts."""
    drawn = Table(box=box.SIMPLE_HEAD, title=terminal.text(title) or None, title_justify="left", pad_edge=False)
    for number, heading in enumerate(columns):
        drawn.add_column(
            terminal.text(heading), justify="right" if number in right else "left", no_wrap=number in right
        )
    return drawn


def state_style(state: str) -> str:
    """The colour of a state; the words say it too."""
    return _STYLES.get(state, "")


def amount(terminal: Terminal, value: Decimal | None) -> str:
    """1,234.50, or 1.234,50 in Dutch; more decimals only where there are more."""
    return "" if value is None else format_decimal(value, format=_MOST_DECIMALS, locale=_LOCALES[terminal.language])


def money(terminal: Terminal, value: Decimal, currency: str) -> str:
    """With its currency."""
    return format_currency(value, currency, locale=_LOCALES[terminal.language])


def day(terminal: Terminal, value: date | None) -> str:
    """14 Mar 2026."""
    return format_date(value, "d MMM y", locale=_LOCALES[terminal.language]) if value else ""


def moment(terminal: Terminal, value: datetime | None) -> str:
    """14 Mar 2026 09:30, in this machine's zone."""
    return format_datetime(value.astimezone(), "d MMM y HH:mm", locale=_LOCALES[terminal.language]) if value else ""
