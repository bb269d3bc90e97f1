"""The JSON API: bookkeeping choices, the VAT return of a period, and the proposed correction of an issue."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from koppel.steps.evaluate import to_json
from koppel.sync import issues, shapes
from koppel.sync.bookkeeping_answers import bookkeeping
from koppel.sync.vat_return import vat_return
from koppel.web.tokens import make_token
from support.memory import order
from unit.web.visiting import Visitor
from unit.web.world import ANSWERS, Pages, orders

OWN = "/api/v1/integrations/webshop"


class Caller:
    """A program with a token of the administrator."""

    def __init__(self, pages: Pages) -> None:
        self._client = pages.app.test_client()
        self._headers = {"Authorization": f"Bearer {make_token(pages.home, 1, 'test')}", "Accept-Language": "en"}

    def call(self, method: str, path: str, **more: Any) -> Any:
        """One call and its response."""
        return self._client.open(path, method=method, headers=self._headers, **more)


@pytest.fixture
def caller(pages: Pages, admin: Visitor) -> Caller:
    """Everything booked that can be."""
    pages.shop.put(*orders())
    pages.couple(ANSWERS, activate=True)
    pages.run()
    return Caller(pages)


def test_the_choices_are_given_as_the_command_prints_them(pages: Pages, caller: Caller) -> None:
    """In the language that the caller asks for."""
    found = caller.call("GET", f"{OWN}/bookkeeping")

    assert (found.status_code, found.json) == (200, [to_json(one, "en") for one in bookkeeping(pages.home, "webshop")])


def test_choices_are_changed_all_or_nothing(pages: Pages, caller: Caller) -> None:
    """The answer is the form as it stands then; a refusal has the errors by choice."""
    changed = caller.call("PATCH", f"{OWN}/bookkeeping", json={"answers": {"date_source": "payment"}})
    assert {one["key"]: one["value"] for one in changed.json}["date_source"] == "payment"

    body = {"answers": {"book_zero_totals": True, "voucher_kind": "free"}}
    refused = caller.call("PATCH", f"{OWN}/bookkeeping", json=body)
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["voucher_kind"])
    assert {one.key: one.value for one in bookkeeping(pages.home, "webshop")}["book_zero_totals"] is False


def test_the_vat_return_is_given_as_the_command_prints_it(pages: Pages, caller: Caller) -> None:
    """Boxes, OSS countries and businesses of the period."""
    found = caller.call("GET", f"{OWN}/vat-return?from=2026-06-01&to=2026-06-30")
    totals = vat_return(pages.home, "webshop", begin=date(2026, 6, 1), until=date(2026, 6, 30))

    assert (found.status_code, found.json) == (200, shapes.vat_return(totals))
    assert found.json["boxes"]


@pytest.mark.parametrize(
    "period", ["", "?from=2026-06-01", "?from=june&to=2026-06-30", "?from=2026-07-01&to=2026-06-01"]
)
def test_a_period_that_is_none_is_refused(caller: Caller, period: str) -> None:
    """Missing, unreadable or backwards days: 422 with a sentence."""
    found = caller.call("GET", f"{OWN}/vat-return{period}")

    assert (found.status_code, bool(found.json["error"])) == (422, True)


@pytest.mark.parametrize("path", ["bookkeeping", "vat-return?from=2026-06-01&to=2026-06-30"])
def test_of_an_unknown_integration_there_is_nothing(caller: Caller, path: str) -> None:
    """404 as everywhere."""
    assert caller.call("GET", f"/api/v1/integrations/nowhere/{path}").status_code == 404


def test_an_issue_carries_the_proposed_correction(pages: Pages, caller: Caller) -> None:
    """With the package's ledger and VAT code on each line; other issues have none."""
    pages.shop.put(order("1001", gross="60.50", revision="2"))
    pages.run()
    found = {one["kind"]: one for one in caller.call("GET", "/api/v1/issues").json}
    correction = found["changed_after_booking"]["correction"]

    assert list(found.values()) == [shapes.issue(one, "en") for one in issues.open_issues(pages.home)]
    assert correction["total_incl"] == "-60.50"
    line = correction["lines"][0]
    assert (line["vat_code"], line["net"], line["vat"], line["gross"]) == (
        {"value": "H", "label": "High 21%"}, "-50.00", "-10.50", "-60.50",
    )  # fmt: skip
    assert line["ledger"]["value"] == "8001"


def test_the_description_has_all_of_it(pages: Pages, admin: Visitor) -> None:
    """Paths, the period as parameters, and the schemas."""
    found: Any = admin.client.get("/api/v1/openapi.json").json
    period = found["paths"]["/api/v1/integrations/{name}/vat-return"]["get"]["parameters"]

    assert {"from", "to"} <= {one.get("name") for one in period}
    assert set(found["paths"]["/api/v1/integrations/{name}/bookkeeping"]) >= {"get", "patch"}
    assert {"VatReturn", "Correction", "Choices"} <= set(found["components"]["schemas"])
