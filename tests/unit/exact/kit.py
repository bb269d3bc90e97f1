"""A target that talks to the fake Exact Online, and what a test wants to know of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from koppel.api import Answers, Booking, Context, Draft, Held, Option
from koppel.testing import Call
from koppel.testing.clock import Clock
from koppel.testing.wiring import client_for
from koppel_exact.connector import ExactTarget
from koppel_exact.fake import ExactFake
from support.handed import Header, KeptMemory, Planner

DIVISION = "1234567"


@dataclass
class Kit(Planner):
    """The fake, and targets that share one memory."""

    fake: ExactFake
    clock: Clock
    memory: KeptMemory = field(default_factory=KeptMemory)
    _lists: dict[str, Mapping[str, Option]] = field(default_factory=dict)

    def target(self, answers: Answers | None = None) -> ExactTarget:
        """A target as the core makes it for each run: nothing is left of an earlier one but the memory."""
        client = client_for(
            self.fake,
            ExactTarget,
            service="Exact Online",
            signer=Header(f"Bearer {self.fake.sign_in()['access_token']}"),
            headers=ExactTarget.headers,
            hosts=frozenset(ExactTarget.hosts),
            now=self.clock,
        )
        return ExactTarget(Context(client=client, memory=self.memory, answers=answers or self.answers()))

    def options(self, name: str, division: str = DIVISION) -> Mapping[str, Option]:
        """A live list by value, read once; the calls that it took do not count."""
        if name not in self._lists:
            before = list(self.fake.calls)
            known = Answers(values={"administration": division}, chosen=self._administration(name))
            self._lists[name] = {o.value: o for o in getattr(self.target(known), f"options_{name}")(known)}
            self.fake.calls[:] = before
        return self._lists[name]

    def _administration(self, name: str) -> Mapping[str, Mapping[str, Option]]:
        return {} if name == "administrations" else {"administration": self.options("administrations")}

    def answers(self, **more: object) -> Answers:
        """Answers of a Dutch shop; `more` adds to them or replaces them, None takes one out."""
        values: dict[str, object] = {
            "administration": DIVISION,
            "journal": "70",
            "insertion_type": "sales_entry",
            "vat_mapping": {"NL-21": "2", "NL-9": "1", "DE-19": "DEH", "reverse-charge-eu": "7", "no-vat": "0"},
            "ledger_mapping": {
                "NL-21": "8000",
                "NL-9": "8010",
                "DE-19": "8050",
                "reverse-charge-eu": "8040",
                "no-vat": "8900",
            },
            "eu_consumer_vat": "oss",
            **more,
        }
        lists = {"administration": "administrations", "journal": "journals", "credit_journal": "journals"}
        lists |= {"vat_mapping": "vat_codes", "payment_condition_mapping": "payment_conditions"}
        lists |= dict.fromkeys(("ledger_mapping", "shipping_ledger", "oss_ledger", "pos_ledger"), "ledgers")
        lists |= dict.fromkeys(("shipping_item", "costs_item", "discounts_item"), "items")
        given = {key: value for key, value in values.items() if value is not None}
        chosen = (
            {step: self.options(lists[step]) for step in given if step in lists} if "administration" in given else {}
        )
        return Answers(values=given, chosen=chosen)

    def plan(self, draft: Draft, *, initial: bool = False, **answers: object) -> Booking | Held:
        """The booking of a draft, or why it is held."""
        known = self.answers(**answers)
        return self.target(known).plan(draft, known, initial=initial)

    def api_calls(self) -> list[Call]:
        """The calls that count against the limits."""
        return [call for call in self.fake.calls if "/api/v1/" in call.path]

    def sent(self, path: str, method: str = "POST") -> list[dict[str, Any]]:
        """The bodies that were sent to a path."""
        return self.bodies(method, lambda asked: path in asked)

    def ledger(self, code: str) -> str:
        """The key of a ledger account."""
        row = self.fake.division().one("GLAccounts", Code=code)
        assert row is not None
        return str(row["ID"])
