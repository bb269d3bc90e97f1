"""The outcome of a reconciliation: per day three columns of counts and totals, and every document that needs a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from koppel.model import ZERO
from koppel.sync.codec import text_from_json, text_to_json
from koppel.sync.reconciliation.kinds import Kind
from koppel.text import Text, same

MOST_LISTED: Final = 1000
"""Of each kind. Counts and totals are always of everything; a list of thousands is read by nobody and loads slowly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """So many documents, worth so much."""

    count: int = 0
    total: Decimal = ZERO

    def __add__(self, other: Sum) -> Sum:
        return Sum(count=self.count + other.count, total=self.total + other.total)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One currency: shop beside ledger beside package. The ledger's column is what Koppel has as booked."""

    currency: str
    shop: Sum = Sum()
    ledger: Sum = Sum()
    package: Sum = Sum()

    @property
    def difference(self) -> Sum:
        """What the shop has more than the package."""
        return Sum(count=self.shop.count - self.package.count, total=self.shop.total - self.package.total)

    def __add__(self, other: Line) -> Line:
        return Line(
            currency=self.currency,
            shop=self.shop + other.shop,
            ledger=self.ledger + other.ledger,
            package=self.package + other.package,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A document and what there is to say of it. Amounts are None on a side that does not have it.

    `document` is the key in the shop, None for one that only the package has; `url` leads to it in the package.
    """

    kind: Kind
    day: date
    number: str
    currency: str
    sentence: Text
    document: str | None = None
    reason: str | None = None
    shop: Decimal | None = None
    ledger: Decimal | None = None
    package: Decimal | None = None
    target_id: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day: a line per currency, and its documents that need a word."""

    on: date
    lines: Sequence[Line]
    findings: Sequence[Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The whole period, both days included. `counts` are findings by kind, also those that are not listed."""

    begin: date
    until: date
    days: Sequence[Day]
    counts: Mapping[Kind, int] = field(default_factory=dict)

    @property
    def lines(self) -> Sequence[Line]:
        """The totals of the period, a line per currency."""
        found: dict[str, Line] = {}
        for line in (line for day in self.days for line in day.lines):
            found[line.currency] = found[line.currency] + line if line.currency in found else line
        return [found[currency] for currency in sorted(found)]

    @property
    def agrees(self) -> bool:
        """True when shop, ledger and package say the same of every document."""
        return not any(count for kind, count in self.counts.items() if kind.is_difference)

    @property
    def left_out(self) -> int:
        """How many findings are counted but not listed."""
        return sum(self.counts.values()) - sum(len(day.findings) for day in self.days)

    @property
    def findings(self) -> Iterator[Finding]:
        """All that are listed, by day."""
        return (finding for day in self.days for finding in day.findings)


def assemble(begin: date, until: date, lines: Mapping[date, Mapping[str, Line]], findings: Iterable[Finding]) -> Report:
    """The report of these lines and findings; a day that has neither is left out."""
    counts: Counter[Kind] = Counter()
    listed: dict[date, list[Finding]] = {}
    for finding in sorted(findings, key=lambda one: (one.day, not one.kind.is_difference, one.kind, one.number)):
        counts[finding.kind] += 1
        if counts[finding.kind] <= MOST_LISTED:
            listed.setdefault(finding.day, []).append(finding)
    days = [
        Day(
            on=day,
            lines=[line for _, line in sorted(lines.get(day, {}).items())],
            findings=listed.get(day, []),
        )
        for day in sorted({*lines, *listed})
    ]
    return Report(begin=begin, until=until, days=days, counts=dict(sorted(counts.items())))


def to_json(report: Report) -> dict[str, Any]:
    """The report as the database keeps it."""
    return {
        "begin": report.begin.isoformat(),
        "until": report.until.isoformat(),
        "counts": {str(kind): count for kind, count in report.counts.items()},
        "days": [
            {
                "on": day.on.isoformat(),
                "lines": [_line_to_json(line) for line in day.lines],
                "findings": [_finding_to_json(one) for one in day.findings],
            }
            for day in report.days
        ],
    }


def from_json(kept: Mapping[str, Any]) -> Report:
    """The report that was kept."""
    return Report(
        begin=date.fromisoformat(kept["begin"]),
        until=date.fromisoformat(kept["until"]),
        counts={Kind(kind): int(count) for kind, count in kept["counts"].items()},
        days=[
            Day(
                on=date.fromisoformat(day["on"]),
                lines=[_line_from_json(line) for line in day["lines"]],
                findings=[_finding_from_json(one) for one in day["findings"]],
            )
            for day in kept["days"]
        ],
    )


_SIDES: Final = ("shop", "ledger", "package")
_WORDS: Final = ("number", "currency", "document", "reason", "target_id", "url")


def _line_to_json(line: Line) -> dict[str, Any]:
    sums = {side: getattr(line, side) for side in _SIDES}
    return {"currency": line.currency, **{side: [one.count, f"{one.total:f}"] for side, one in sums.items()}}


def _line_from_json(kept: Mapping[str, Any]) -> Line:
    sums = {side: Sum(count=int(kept[side][0]), total=Decimal(kept[side][1])) for side in _SIDES}
    return Line(currency=kept["currency"], **sums)


def _finding_to_json(one: Finding) -> dict[str, Any]:
    words = {name: getattr(one, name) for name in _WORDS if getattr(one, name) is not None}
    amounts = {side: f"{value:f}" for side in _SIDES if (value := getattr(one, side)) is not None}
    return {
        "kind": str(one.kind),
        "day": one.day.isoformat(),
        "sentence": text_to_json(one.sentence),
        **words,
        **amounts,
    }


def _finding_from_json(kept: Mapping[str, Any]) -> Finding:
    words: dict[str, Any] = {name: kept.get(name) for name in _WORDS}
    amounts: dict[str, Any] = {side: Decimal(kept[side]) for side in _SIDES if side in kept}
    sentence = text_from_json(kept["sentence"]) or same("")
    return Finding(
        kind=Kind(kept["kind"]),
        day=date.fromisoformat(kept["day"]),
        sentence=sentence,
        **words,
        **amounts,
    )
