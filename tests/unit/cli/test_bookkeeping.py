"""`koppel integration bookkeeping`, its part of export and import, and the proposed correction in `koppel issues`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from koppel.booking.booking import Ref
from koppel.booking.correction import Correction, CorrectionLine
from koppel.booking.draft import Debtor, DebtorKind
from koppel.store import Integration, Issue
from koppel.sync.bookkeeping import KEYS
from koppel.sync.changes import to_data
from koppel.sync.issues import raise_issue
from koppel.text import Text
from unit.cli.conftest import Bench


@pytest.fixture
def draft(koppel: Bench) -> Bench:
    """Coupled as `webshop`, only the administration answered."""
    koppel.connect_shop()
    koppel.connect_books()
    koppel.json("integration", "add", "webshop", "--source", "shop", "--target", "books")
    koppel.json("integration", "set", "webshop", "administration=1234567")
    return koppel


def choices(koppel: Bench) -> dict[str, Any]:
    """The answers by key."""
    return {step["key"]: step["value"] for step in koppel.json("integration", "bookkeeping", "webshop")}


def test_the_choices_are_listed_like_steps(draft: Bench) -> None:
    """The same members; what this pair asks among its steps is not there."""
    found = draft.json("integration", "bookkeeping", "webshop")
    members = {"key", "side", "kind", "label", "help", "required", "visible", "options", "value", "error"}

    assert all(members <= set(step) and step["side"] == "core" for step in found)
    asked = {step["key"] for step in draft.json("integration", "steps", "webshop")}
    assert {step["key"] for step in found} == KEYS - asked - {"seller_country"}


def test_choices_are_set_like_answers(draft: Bench) -> None:
    """By value or label, as many as wanted; an empty value brings the default back."""
    draft.json("integration", "bookkeeping", "webshop", "date_source=order date", "book_zero_totals=true")
    found = choices(draft)
    assert (found["date_source"], found["book_zero_totals"]) == ("order", True)

    draft.json("integration", "bookkeeping", "webshop", "date_source=")
    assert choices(draft)["date_source"] == "invoice"


def test_one_wrong_choice_refuses_all(draft: Bench) -> None:
    """Exit code 2, the error at its key, nothing changed."""
    found = draft("integration", "bookkeeping", "webshop", "book_zero_totals=true", "date_source=never", "--json")

    assert (found.code, list(found.value["errors"])) == (2, ["date_source"])
    assert choices(draft)["book_zero_totals"] is False


@pytest.mark.parametrize(
    ("language", "words"), [("en", ("Bookkeeping", "VAT scheme", "normal")), ("nl", ("Btw-regeling", "gewoon"))]
)
def test_a_person_reads_a_table(draft: Bench, language: str, words: tuple[str, ...]) -> None:
    """In their language; after a change it says that it was saved."""
    shown = draft("integration", "bookkeeping", "webshop", lang=language).out
    assert all(word in shown for word in words[-2:])
    saved = draft("integration", "bookkeeping", "webshop", "date_source=payment", lang=language).out
    assert saved.strip() == {"en": "Saved.", "nl": "Bewaard."}[language]


def test_an_unknown_integration_is_wrong_use(draft: Bench) -> None:
    """With its name in the sentence."""
    found = draft("integration", "bookkeeping", "nowhere")

    assert (found.code, "nowhere" in found.err) == (2, True)


def test_export_and_import_keep_the_choices(draft: Bench, tmp_path: Path) -> None:
    """They come back as they were; a file without them still counts, and one with unknown ones is refused."""
    draft.json("integration", "bookkeeping", "webshop", "voucher_kind=single_purpose", "voucher_rate=9")
    exported = draft.json("export")
    assert exported["integrations"][0]["bookkeeping"]["answers"] == {
        "voucher_kind": "single_purpose", "voucher_rate": "9",
    }  # fmt: skip
    before = choices(draft)
    draft.json("integration", "remove", "webshop")
    file = tmp_path / "koppel.yaml"

    exported["integrations"][0]["bookkeeping"]["answers"]["vat_skeme"] = "x"
    file.write_text(yaml.safe_dump(exported))
    assert "vat_skeme" in draft("import", str(file)).err
    del exported["integrations"][0]["bookkeeping"]["answers"]["vat_skeme"]
    file.write_text(yaml.safe_dump(exported))
    draft.json("import", str(file))
    assert choices(draft) == before


@pytest.mark.parametrize("kept", ["text", ["a"], {"answers": "text"}, {"chosen": {}}])
def test_a_file_with_choices_of_another_form_is_refused(draft: Bench, tmp_path: Path, kept: object) -> None:
    """Before anything is made."""
    exported = draft.json("export")
    draft.json("integration", "remove", "webshop")
    exported["integrations"][0]["bookkeeping"] = kept
    file = tmp_path / "koppel.yaml"
    file.write_text(yaml.safe_dump(exported))

    assert draft("import", str(file)).code == 2
    with draft.home.reading() as session:
        assert session.query(Integration).count() == 0


def raise_change(koppel: Bench) -> None:
    """A booked order that became half as dear, as the reader writes it down."""
    line = CorrectionLine(
        role="revenue.std",
        treatment="DOM-21",
        net=Decimal("-50.00"),
        vat_amount=Decimal("-10.50"),
        ledger=Ref(value="8000", label="8000 - Omzet hoog"),
        vat_code=Ref(value="2", label="2 - BTW hoog"),
    )
    correction = Correction(
        reference="1001-C1",
        issued_on=date(2026, 6, 15),
        currency="EUR",
        debtor=Debtor(kind=DebtorKind.DEFAULT, key="code:1", match_by=("code",), name=""),
        lines=(line,),
        total_excl=line.net,
        total_vat=line.vat_amount,
        total_incl=line.gross,
    )
    with koppel.home.writing() as session:
        sentence = Text(en="1001 changed.", nl="1001 is gewijzigd.")
        data = to_data(correction)
        raise_issue(
            session, koppel.home.now(), subject="document:1", kind="changed_after_booking", sentence=sentence, data=data
        )


def test_a_proposed_correction_is_in_the_issues(draft: Bench) -> None:
    """As JSON with ledger, VAT code, net, VAT and gross per line, and the totals."""
    raise_change(draft)
    found = next(issue for issue in draft.json("issues") if issue["kind"] == "changed_after_booking")

    assert found["correction"] == {
        "reference": "1001-C1", "date": "2026-06-15", "currency": "EUR",
        "total_excl": "-50.00", "total_vat": "-10.50", "total_incl": "-60.50",
        "lines": [
            {
                "role": "revenue.std", "code": "DOM-21",
                "ledger": {"value": "8000", "label": "8000 - Omzet hoog"},
                "vat_code": {"value": "2", "label": "2 - BTW hoog"},
                "net": "-50.00", "vat": "-10.50", "gross": "-60.50",
            }
        ],
    }  # fmt: skip


def test_a_person_reads_the_correction_line_by_line(draft: Bench) -> None:
    """Under the sentence: reference and day, each line, the total."""
    raise_change(draft)
    shown = " ".join(draft("issues", lang="nl").out.split())

    assert all(part in shown for part in ("1001-C1", "Omzet hoog", "-60,50"))


def test_an_issue_of_an_earlier_version_shows_what_it_kept(draft: Bench) -> None:
    """Its proposal had no ledgers and no gross: these are null, and nothing fails."""
    raise_change(draft)
    with draft.home.writing() as session:
        issue = session.query(Issue).filter_by(kind="changed_after_booking").one()
        line = {"role": "revenue.std", "code": "DOM-21", "net": "-50.00", "vat": "-10.50"}
        issue.data = {
            "correction": {"reference": "1001-C1", "date": "2026-06-15", "total_incl": "-60.50", "lines": [line]}
        }
    found = next(issue for issue in draft.json("issues") if issue["kind"] == "changed_after_booking")

    assert found["correction"]["lines"][0] == {**line, "ledger": None, "vat_code": None, "gross": None}
    assert draft("issues").code == 0
