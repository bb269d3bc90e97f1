"""A small shop and a small accounting package, as a third party would declare them, and lists that can be told what to say."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from koppel.connectors import Feature, Source, Target
from koppel.steps import (
    Answered,
    Answers,
    Choice,
    Date,
    Equals,
    FromFacet,
    Live,
    Mapping,
    Note,
    Number,
    OneOf,
    Option,
    Schedule,
    SourceGives,
    Text,
    Toggle,
    standard,
)
from koppel.steps.core_steps import CORE_STEPS
from koppel.steps.form import Form, compile_form
from koppel.steps.lists import Listing
from koppel.steps.stored import Stored
from koppel.text import Text as Words
from koppel.text import same

LEDGERS = Live(name="ledgers", after=("administration",))


class Shop(Source):
    """Statuses, a day to begin, and a toggle."""

    key = "shop"
    title = "Shop"
    features = frozenset({Feature.POINT_OF_SALE})
    steps = (
        standard.order_statuses(default=("processing", "completed")),
        standard.export_from(),
        standard.group_lines(),
    )


class Books(Target):
    """An administration, lists that depend on it, two tables, and a chain of conditions."""

    key = "books"
    title = "Books"
    steps = (
        Note(key="welcome", label=same("-"), help=same("-")),
        Choice(
            key="administration",
            label=Words(en="Administration", nl="Administratie"),
            required=True,
            options=Live(name="administrations"),
        ),
        Choice(
            key="journal",
            label=Words(en="Journal", nl="Dagboek"),
            required=True,
            options=Live(name="journals", after=("administration",)),
        ),
        standard.vat_mapping(Live(name="vat_codes", after=("administration",))),
        Mapping(
            key="payment_condition_mapping",
            label=same("Conditions"),
            rows=FromFacet(facet="payment_conditions"),
            options=Live(name="conditions"),
        ),
        standard.eu_consumer_vat(),
        standard.oss_ledger(LEDGERS),
        Text(key="oss_note", label=same("OSS note"), max_length=10, when=Answered("oss_ledger")),
        Number(key="days", label=same("Days"), minimum=0, maximum=90),
        Schedule(key="every", label=same("Every"), least_minutes=5),
        Date(key="closed_until", label=same("Closed until"), when=OneOf("days", (1, 2)) & ~Equals("group_lines", True)),
        Text(
            key="prefix",
            label=same("Prefix"),
            pattern="[A-Z]{2}",
            pattern_help=Words(en="Use two capitals.", nl="Gebruik twee hoofdletters."),
        ),
        Toggle(key="send", label=same("Send"), default=True),
        standard.pos_debtor(SourceGives(Feature.POINT_OF_SALE)),
        standard.skip_email_check(SourceGives(Feature.GUEST_CHECKOUT)),
    )


@dataclass
class TalkingLists:
    """Lists by name, or by (name, administration). `away` makes every live list of the package unreachable."""

    lists: dict[object, list[Option]] = field(default_factory=dict)
    away: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)

    def options(self, side: str, options: Live | FromFacet, answers: Answers) -> Listing:
        name = options.facet if isinstance(options, FromFacet) else options.name
        self.asked.append((side, name))
        if self.away and side == "target":
            return Listing(problem=Words(en="Books did not answer.", nl="Books antwoordde niet."), fresh=False)
        found = self.lists.get((name, answers.text("administration")), self.lists.get(name, []))
        return Listing(options=tuple(found))


def option(value: str, label: str | Words | None = None, *fits: str, **data: str) -> Option:
    """An option in one line."""
    return Option(value=value, label=label or value, data=data, fits=fits)


@pytest.fixture
def lists() -> TalkingLists:
    """Two administrations; the code 70 means another journal in each."""
    return TalkingLists(
        lists={
            "order_statuses": [option("processing"), option("completed", "Completed"), option("on-hold", "On hold")],
            "vat_categories": [option("NL-21"), option("NL-9"), option("DE-19")],
            "payment_conditions": [option("net14", "14 days"), option("net30", "30 days")],
            "administrations": [option("1", "First"), option("2", "Second")],
            ("journals", "1"): [option("70", "Sales", guid="a"), option("71", "Shop", guid="b")],
            ("journals", "2"): [option("70", "Purchases", guid="c"), option("90", "Sales", guid="d")],
            ("vat_codes", "1"): [
                option("V1", "High 21%", "NL-21", rate="21"),
                option("V2", "Low 9%", "NL-9", rate="9"),
                option("V0", "Export 0%", "export", rate="0"),
            ],
            ("vat_codes", "2"): [option("X1", "High", "NL-21")],
            "conditions": [option("A", "14 days"), option("B", "30 days")],
            ("ledgers", "1"): [option("8000", "Sales"), option("8001", "Sales")],
        }
    )


@pytest.fixture
def form() -> Form:
    """The form of this shop with these books."""
    return compile_form(Shop.steps, Books.steps, CORE_STEPS, Shop.features)


@pytest.fixture
def ready() -> Stored:
    """The first administration, with a journal and one VAT code."""
    return Stored(
        values={"administration": "1", "journal": "70", "vat_mapping": {"NL-21": "V1"}},
        chosen={
            "administration": {"1": {"label": "First", "data": {}}},
            "journal": {"70": {"label": "Sales", "data": {"guid": "a"}}},
            "vat_mapping": {"V1": {"label": "High 21%", "data": {"rate": "21"}}},
        },
    )
