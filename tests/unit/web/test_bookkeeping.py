"""The page of the bookkeeping choices: drawn and saved like the settings, and where a held document leads to."""

from __future__ import annotations

import re
from typing import Any

from koppel.store import Integration
from koppel.sync.bookkeeping_answers import bookkeeping, set_bookkeeping
from unit.web.visiting import Visitor, readable
from unit.web.world import ANSWERS, Pages, orders

PAGE = "/integrations/1/bookkeeping/"


def sent(pages: Pages, **changes: Any) -> dict[str, Any]:
    """What a browser sends when the form is as it stands and some fields are changed."""
    fields: dict[str, Any] = {"asked": []}
    for view in bookkeeping(pages.home, "webshop"):
        if not view.visible:
            continue
        fields["asked"].append(view.key)
        if view.kind == "toggle":
            fields |= {f"a.{view.key}": "on"} if view.value else {}
        elif view.kind != "mapping" and view.value is not None:
            fields[f"a.{view.key}"] = view.value
    return fields | changes


def kept(pages: Pages) -> object:
    """What the integration keeps."""
    with pages.home.reading() as session:
        return session.get_one(Integration, 1).bookkeeping


def test_the_page_is_linked_from_the_integration(pages: Pages, admin: Visitor) -> None:
    """In the reader's language."""
    pages.couple(ANSWERS)

    assert f'href="{PAGE}"' in admin.get("/integrations/1").text
    assert "How your books are kept" in admin.text(PAGE)
    admin.post("/language", language="nl", next=PAGE)
    assert "Hoe uw boekhouding wordt gevoerd" in admin.text(PAGE)


def test_every_choice_is_drawn_with_its_answer(pages: Pages, admin: Visitor) -> None:
    """Short choices as radios with the one that holds, toggles, text; no suggestion, nothing still to answer."""
    pages.couple(ANSWERS)
    page = admin.get(PAGE).text

    assert 'type="radio" name="a.date_source" value="invoice" checked' in page
    assert 'type="checkbox" id="a-book_zero_totals"' in page
    assert 'name="a.reference_prefix" value="" maxlength="8"' in page
    assert "Still to answer" not in readable(admin.get(PAGE))


def test_a_form_that_nobody_touched_stores_nothing(pages: Pages, admin: Visitor) -> None:
    """A default stays a default."""
    pages.couple(ANSWERS)
    admin.send(PAGE, sent(pages))

    assert kept(pages) in ({}, {"values": {}, "chosen": {}, "aside": {}})


def test_a_choice_is_saved_without_a_script(pages: Pages, admin: Visitor) -> None:
    """And shown again; a choice that depends on it then appears."""
    pages.couple(ANSWERS)
    answer = admin.send(PAGE, sent(pages, **{"a.voucher_kind": "single_purpose", "a.book_zero_totals": "on"}))

    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)
    page = admin.get(PAGE).text
    assert 'value="single_purpose" checked' in page
    shown = re.search(r'<[^>]*id="step-voucher_rate"[^>]*>', page)
    assert shown is not None
    assert " hidden" not in shown[0]
    assert {view.key: view.value for view in bookkeeping(pages.home, "webshop")}["book_zero_totals"] is True


def test_a_wrong_choice_is_shown_where_it_stands(pages: Pages, admin: Visitor) -> None:
    """With what was typed, and nothing is saved."""
    pages.couple(ANSWERS)
    answer = admin.send(PAGE, sent(pages, **{"a.reference_prefix": "W S", "a.date_source": "order"}))

    assert answer.status_code == 422
    assert "letters, figures, dots and hyphens" in readable(answer)
    assert 'value="W S"' in answer.text
    assert 'name="a.date_source" value="order" checked' in answer.text
    assert {view.key: view.value for view in bookkeeping(pages.home, "webshop")}["date_source"] == "invoice"


def test_a_held_document_leads_to_the_choice_that_solves_it(pages: Pages, admin: Visitor) -> None:
    """From its own page, from the preview and from the issue; a step of the pair still leads to the settings."""
    pages.shop.put(*orders())
    pages.couple({**ANSWERS, "vat_mapping": {"NL-9": "L"}}, activate=True)
    set_bookkeeping(pages.home, "webshop", {"vat_scheme": "small_enterprise"})
    pages.run()
    place = f"{PAGE}#step-vat_scheme"

    assert place in admin.get("/integrations/1/documents/order:1001").text
    assert place in admin.get("/integrations/1/preview").text
    assert place in admin.get("/integrations/1").text
    set_bookkeeping(pages.home, "webshop", {"vat_scheme": ""})
    pages.run()
    assert "/integrations/1/settings/#row-vat_mapping-NL-21" in admin.get("/integrations/1").text


def test_a_stranger_sees_nothing(pages: Pages) -> None:
    """Like every page, this one needs a login."""
    pages.couple(ANSWERS)

    assert Visitor(pages).get(PAGE).status_code == 302
