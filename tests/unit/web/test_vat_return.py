"""The VAT page: a period per box, as a table and as a file."""

from __future__ import annotations

from support.memory import order
from unit.web.visiting import Visitor
from unit.web.world import Pages, orders

PAGE = "/integrations/1/vat/?from=2026-06-01&to=2026-06-30"


def test_a_period_is_shown_per_box(pages: Pages, admin: Visitor) -> None:
    """The boxes of the return of the seller's country with turnover and VAT."""
    pages.shop.put(order("1001"))
    pages.couple(activate=True)
    pages.run()

    assert "1a 100.00 21.00" in admin.text(PAGE)


def test_the_period_is_a_file_as_well(pages: Pages, admin: Visitor) -> None:
    """CSV with decimal points, named after its period."""
    pages.shop.put(order("1001"))
    pages.couple(activate=True)
    pages.run()
    answer = admin.get(f"{PAGE}&format=csv")

    assert "return,1a,NL,,,,100.00,21.00" in answer.get_data(as_text=True)
    assert "koppel-vat-2026-06-01-2026-06-30.csv" in answer.headers["Content-Disposition"]


def test_what_waits_is_told(pages: Pages, admin: Visitor) -> None:
    """A period with held documents says that its totals are not whole."""
    pages.shop.put(*orders(), order("1999", gross="10.00", unreadable=None, delivery=None, billing=None))
    pages.couple(activate=True)
    pages.run()

    assert "are held or failed" in admin.text(PAGE)


def test_swapped_days_are_a_sentence(pages: Pages, admin: Visitor) -> None:
    """The end before the beginning is refused in words."""
    pages.couple(activate=True)

    assert "before it begins" in admin.text("/integrations/1/vat/?from=2026-07-01&to=2026-06-01")
