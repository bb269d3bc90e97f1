"""`koppel vat-return`: what the booked documents of a period add up to, to lay beside the package's own figures."""

from __future__ import annotations

from datetime import datetime

import click
from rich.console import Group
from rich.table import Table

from koppel.cli.period import period
from koppel.cli.speaking import Speaking
from koppel.cli.tables import amount, table
from koppel.cli.terminal import Terminal
from koppel.model import rate_text
from koppel.sync import shapes
from koppel.sync.vat_csv import to_csv
from koppel.sync.vat_return import VatReturn
from koppel.sync.vat_return import vat_return as totals_of
from koppel.text import Text

_BASE, _VAT = Text(en="Turnover", nl="Omzet"), Text(en="VAT", nl="Btw")


@click.command(
    "vat-return",
    cls=Speaking,
    text=Text(
        en="Add up the booked documents of a period per box of the VAT return, per OSS country and per EU business.",
        nl="Tel de geboekte documenten van een periode op per rubriek van de btw-aangifte, per OSS-land en per EU-bedrijf.",
    ),
)
@click.argument("name")
@period
@click.pass_obj
def vat_return(terminal: Terminal, name: str, begin: datetime, until: datetime, as_csv: bool) -> None:
    """The totals of a period."""
    found = totals_of(terminal.home, name, begin=begin.date(), until=until.date())
    if as_csv:
        click.echo(to_csv(found), nl=False)
        return
    terminal.answer(shapes.vat_return(found), lambda: _drawn(terminal, found))


def _drawn(terminal: Terminal, found: VatReturn) -> Group:
    parts: list[Table | str] = [_boxes(terminal, found)]
    if found.union_scheme:
        parts.append(_union(terminal, found))
    if found.businesses:
        parts.append(_businesses(terminal, found))
    count = Text(
        en="{documents} documents booked; {waiting} of this period are held or failed and not in it.",
        nl="{documents} documenten geboekt; {waiting} uit deze periode zijn vastgehouden of mislukt en tellen niet mee.",
    )
    parts.append(terminal.text(count.with_data(documents=found.documents, waiting=found.waiting)))
    return Group(*parts)


def _boxes(terminal: Terminal, found: VatReturn) -> Table:
    title = Text(en="VAT return {country}", nl="Btw-aangifte {country}").with_data(country=found.country)
    drawn = table(terminal, Text(en="Box", nl="Rubriek"), _BASE, _VAT, title=title, right=(1, 2))
    for box in found.boxes:
        drawn.add_row(box.box, amount(terminal, box.base), amount(terminal, box.vat))
    return drawn


def _union(terminal: Terminal, found: VatReturn) -> Table:
    heads = (Text(en="Country", nl="Land"), Text(en="Rate", nl="Tarief"), Text(en="Corrects", nl="Corrigeert"))
    title = Text(en="One Stop Shop (OSS)", nl="Unieregeling (OSS)")
    drawn = table(terminal, *heads, _BASE, _VAT, title=title, right=(1, 3, 4))
    for line in found.union_scheme:
        rate = f"{rate_text(line.rate)}%"
        drawn.add_row(line.country, rate, line.corrects or "", amount(terminal, line.base), amount(terminal, line.vat))
    return drawn


def _businesses(terminal: Terminal, found: VatReturn) -> Table:
    heads = (
        Text(en="VAT number", nl="Btw-nummer"),
        Text(en="Goods", nl="Goederen"),
        Text(en="Services", nl="Diensten"),
    )
    title = Text(en="Sales to businesses in the EU", nl="Leveringen aan bedrijven in de EU")
    drawn = table(terminal, *heads, title=title, right=(1, 2))
    for line in found.businesses:
        drawn.add_row(line.vat_number, amount(terminal, line.goods), amount(terminal, line.services))
    return drawn
