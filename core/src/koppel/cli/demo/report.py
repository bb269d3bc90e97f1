"""What the demonstration shows: every document as it was booked, and that both sides hold the same money."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text as Line

from koppel.cli.demo.world import World
from koppel.cli.tables import KINDS, STATES, amount, money, state_style, table
from koppel.cli.terminal import Terminal
from koppel.sync import shapes
from koppel.sync.history import DocumentView, document, history
from koppel.sync.ledger import BOOKED, FAILED, HELD, SKIPPED
from koppel.sync.runs import RunView
from koppel.testing import Total
from koppel.text import Text

_ORDER = {BOOKED: 0, HELD: 1, FAILED: 2, SKIPPED: 3}

_TITLE = Text(en="From {source} to {target}", nl="Van {source} naar {target}")
_SUM = Text(en="{count} booked", nl="{count} geboekt")
_COUNTS = Text(
    en="{read} documents read: {booked} booked, {held} held until a person decides, {skipped} not for booking, "
    "{failed} failed.",
    nl="{read} documenten gelezen: {booked} geboekt, {held} vastgehouden tot iemand beslist, {skipped} niet om te boeken, "
    "{failed} mislukt.",
)
_CHARGED = Text(en="{service} charged for these", nl="{service} rekende hiervoor")
_HOLDS = Text(en="{service} now holds", nl="In {service} staat nu")
_EQUAL = Text(en="equal, document by document", nl="gelijk, document voor document")
_DIFFERENT = Text(en="NOT EQUAL", nl="NIET GELIJK")
_AGAIN = Text(
    en="A second run: {booked} booked, {writes} calls that write. Nothing is booked twice.",
    nl="Een tweede run: {booked} geboekt, {writes} oproepen die schrijven. Niets wordt dubbel geboekt.",
)
_AGAIN_WRONG = Text(
    en="A second run wrote {writes} times where it should not have written.",
    nl="Een tweede run schreef {writes} keer waar niets te schrijven was.",
)

_NARROW_DEBTOR, _WIDE_DEBTOR, _BESIDE_DEBTOR = 6, 28, 76
"""The only column that can give way on a terminal of 80 columns."""
_ROOM_FOR_NUMBERS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One document."""

    view: DocumentView
    issued_on: date
    debtor: str
    net: Decimal | None
    vat: Decimal | None
    total: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What both fakes say of the booked documents, in one currency."""

    currency: str
    source: Decimal
    target: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All of it. `differing` are the keys of booked documents of which the two sides hold different totals."""

    source: str
    target: str
    pair: str
    first: RunView
    again: RunView
    wrote_again: int
    rows: Sequence[Row]
    sums: Sequence[Sums]
    differing: Sequence[str]

    @property
    def all_is_well(self) -> bool:
        """Both sides agree, nothing failed, and the second run wrote nothing."""
        equal = not self.differing and all(sums.source == sums.target for sums in self.sums)
        states = Counter(row.view.row.state for row in self.rows)
        return (
            equal and self.first.state == "done" and states[BOOKED] > 0 and not states[FAILED] and not self.wrote_again
        )

    def shape(self, language: str) -> dict[str, object]:
        """For --json."""
        return {
            "pair": self.pair,
            "run": shapes.run_counts(self.first.counts),
            "second_run": {**shapes.run_counts(self.again.counts), "writes": self.wrote_again},
            "totals": [
                {
                    "currency": sums.currency,
                    "source": shapes.amount_text(sums.source),
                    "target": shapes.amount_text(sums.target),
                    "equal": sums.source == sums.target and not self.differing,
                }
                for sums in self.sums
            ],
            "documents": [
                {
                    **shapes.history_row(row.view.row, language),
                    "date": shapes.day_text(row.issued_on),
                    "debtor": row.debtor,
                    "total_excl": shapes.amount_text(row.net),
                    "total_vat": shapes.amount_text(row.vat),
                }
                for row in self.rows
            ],
        }


def collect(world: World, first: RunView, again: RunView, *, wrote_again: int) -> Report:
    """Ask the ledger what was done, and both fakes what they hold."""
    views = [document(world.home, world.integration, row.document) for row in history(world.home, world.integration)]
    charged = {total.key: total for total in world.source.lent.totals(world.source_fake)}
    held = list(world.target.lent.totals(world.target_fake))
    booked = [view for view in views if view.row.state == BOOKED]
    sold = [charged[view.row.document] for view in booked if view.row.document in charged]
    return Report(
        source=world.source.title,
        target=world.target.title,
        pair=f"{world.source.lent.connector}-{world.target.lent.connector}",
        first=first,
        again=again,
        wrote_again=wrote_again,
        rows=sorted((_row(view) for view in views), key=_place),
        sums=_sums(sold, held),
        differing=_differing(booked, charged, {total.key: total for total in held}),
    )


def drawn(terminal: Terminal, report: Report) -> RenderableType:
    """The documents, and below them what a stranger wants to know."""
    totals = Table(box=None, pad_edge=False, show_header=False)
    for sums in report.sums:
        equal = sums.source == sums.target and not report.differing
        verdict = Line(terminal.text(_EQUAL if equal else _DIFFERENT), style="bold green" if equal else "bold red")
        totals.add_row(
            terminal.text(_CHARGED.with_data(service=report.source)), money(terminal, sums.source, sums.currency)
        )
        totals.add_row(
            terminal.text(_HOLDS.with_data(service=report.target)), money(terminal, sums.target, sums.currency), verdict
        )
    second = _AGAIN_WRONG if report.wrote_again else _AGAIN
    said = second.with_data(booked=report.again.counts.get("booked", 0), writes=report.wrote_again)
    counts = _COUNTS.with_data(**shapes.run_counts(report.first.counts))
    parts: list[RenderableType] = [
        _documents(terminal, report),
        Line(terminal.text(counts)),
        *_reasons(terminal, report),
    ]
    parts += [Line(), totals, Line(terminal.text(said) + "\n")]
    if report.first.error is not None:
        parts.append(Line(terminal.text(report.first.error), style="red"))
    return Group(*parts)


def _documents(terminal: Terminal, report: Report) -> Table:
    drawn = table(
        terminal,
        Text(en="Document", nl="Document"),
        Text(en="Date", nl="Datum"),
        Text(en="Debtor", nl="Debiteur"),
        Text(en="Net", nl="Netto"),
        Text(en="VAT", nl="Btw"),
        Text(en="Total", nl="Totaal"),
        Text(en="Outcome", nl="Uitkomst"),
        title=_TITLE.with_data(source=report.source, target=report.target),
        right=(3, 4, 5),
    )
    drawn.padding, drawn.show_edge = (0, 1, 0, 0), False
    for column in drawn.columns:
        column.no_wrap = True
    drawn.columns[2].max_width = max(_NARROW_DEBTOR, min(_WIDE_DEBTOR, terminal.out.width - _BESIDE_DEBTOR))
    booked = [row for row in report.rows if row.view.row.state == BOOKED]
    for number, row in enumerate(report.rows):
        ends = number + 1 < len(report.rows) and report.rows[number + 1].view.row.state != row.view.row.state
        _add(terminal, report, drawn, row, end_section=ends or number + 1 == len(report.rows))
    for sums in report.sums:
        same = [row for row in booked if row.view.row.currency == sums.currency]
        added = [sum((value or Decimal(0) for value in values), Decimal(0)) for values in _columns(same)]
        label = terminal.text(_SUM.with_data(count=len(same)))
        drawn.add_row(label, "", sums.currency, *(amount(terminal, value) for value in added), "", style="bold")
    return drawn


def _add(terminal: Terminal, report: Report, drawn: Table, row: Row, *, end_section: bool) -> None:
    shown, sums = row.view.row, [amount(terminal, value) for value in (row.net, row.vat, row.total)]
    kind = terminal.text(KINDS.get(str(shown.kind), str(shown.kind)))
    said = Line(terminal.text(STATES.get(shown.state, shown.state)), style=state_style(shown.state))
    if shown.state == BOOKED and terminal.out.width >= _ROOM_FOR_NUMBERS:
        said.append(f" {shown.target_number or ''}")
    if shown.state != BOOKED and not any(sums_of.currency == shown.currency for sums_of in report.sums):
        said.append(f" {shown.currency}")
    drawn.add_row(f"{kind} {shown.number}", row.issued_on.isoformat(), row.debtor, *sums, said, end_section=end_section)


def _reasons(terminal: Terminal, report: Report) -> list[RenderableType]:
    """Why documents were not booked, each reason once with the documents it keeps back."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for row in report.rows:
        shown = row.view.row
        if shown.state != BOOKED:
            key = (shown.state, terminal.text(shown.sentence))
            kind = terminal.text(KINDS.get(str(shown.kind), str(shown.kind)))
            grouped.setdefault(key, []).append(f"{kind} {shown.number}")
    reasons = Table(box=None, pad_edge=False, show_header=False)
    for (state, sentence), documents in grouped.items():
        reasons.add_row(
            Line(f"  {terminal.text(STATES.get(state, state))}", style=state_style(state)),
            f"{', '.join(documents)}: {sentence}",
        )
    return [reasons] if grouped else []


def _row(view: DocumentView) -> Row:
    said, made = view.said, view.booking
    buyer = said.buyer.name if said.buyer else ""
    net = made.total_excl if made else said.total_incl - said.total_tax if said.total_tax is not None else None
    return Row(
        view=view,
        issued_on=made.issued_on if made else said.created_at.date(),
        debtor=(made.debtor.name or made.debtor.code or "") if made else buyer or "",
        net=net,
        vat=made.total_vat if made else said.total_tax,
        total=made.total_incl if made else said.total_incl,
    )


def _place(row: Row) -> tuple[int, date, str]:
    return _ORDER.get(row.view.row.state, 4), row.issued_on, row.view.row.document


def _columns(rows: Sequence[Row]) -> tuple[list[Decimal | None], list[Decimal | None], list[Decimal | None]]:
    return [row.net for row in rows], [row.vat for row in rows], [row.total for row in rows]


def _sums(sold: Sequence[Total], held: Sequence[Total]) -> list[Sums]:
    currencies = sorted({total.currency for total in (*sold, *held)})
    return [Sums(currency=one, source=_sum(sold, one), target=_sum(held, one)) for one in currencies]


def _sum(totals: Sequence[Total], currency: str) -> Decimal:
    return sum((total.amount for total in totals if total.currency == currency), Decimal(0))


def _differing(booked: Sequence[DocumentView], charged: dict[str, Total], held: dict[str, Total]) -> list[str]:
    """Documents that one side lacks, or holds with another total."""
    wrong = []
    for view in booked:
        shop, package = charged.get(view.row.document), held.get(view.row.target_id or "")
        if shop is None or package is None or (shop.amount, shop.currency) != (package.amount, package.currency):
            wrong.append(view.row.document)
    return wrong
