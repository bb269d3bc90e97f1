"""Who is let in: the two tokens, what a token may be, rights, and the limit."""

from __future__ import annotations

import pytest

from koppel_mijnwebwinkel.fake import MijnwebwinkelFake


def test_both_tokens_open_the_shop(fake, get):
    """The profile tells whose token it is."""
    assert get(fake, "store")["id"] == "1a2b3c4d-0000-4000-8000-00000000a001"


@pytest.mark.parametrize(
    "given", [{"token": None}, {"token": "wrong"}, {"partner_token": None}, {"partner_token": "wrong"}]
)
def test_a_missing_or_wrong_token_is_refused(fake, ask, given):
    """401 with the older resources' error body."""
    answer = ask(fake, "store", **given)

    assert answer.status_code == 401
    assert answer.get_json().keys() == {"code", "message", "description"}


@pytest.mark.parametrize("path", ["orderstatuses", "payment/gateways"])
def test_two_lists_take_the_partner_token_alone(fake, ask, path):
    """They are the platform's, not the shop's."""
    assert ask(fake, path, token=None).status_code == 200
    assert ask(fake, path, partner_token=None).status_code == 401


def test_a_shop_may_do_without_partner_token(ask):
    """Whether it is needed everywhere is not certain: with the switch off only a wrong one is refused."""
    fake = MijnwebwinkelFake(partner_token_needed=False)

    assert ask(fake, "store", partner_token=None).status_code == 200
    assert ask(fake, "store", partner_token="wrong").status_code == 401


@pytest.mark.parametrize(("state", "status"), [("off", 401), ("expired", 401), ("other_partner", 403)])
def test_a_token_that_no_longer_counts(ask, state, status):
    """One that is off or expired is as good as unknown; one of another partner is known but forbidden."""
    fake = MijnwebwinkelFake(token_state=state)

    assert ask(fake, "orders").status_code == status
    assert ask(fake, "orderstatuses").status_code == 200


def test_rights_are_given_per_partner(ask):
    """A partner without a right gets 403, in the body of the resource's own age."""
    fake = MijnwebwinkelFake(may_read_orders=False, may_read_vat=False)

    assert ask(fake, "store").status_code == 200
    assert ask(fake, "orders/count").get_json()["code"] == 403
    assert ask(fake, "tax-policy/regions").get_json()["status"] == 403


def test_calls_are_counted_by_the_minute(ask, clock):
    """Over the limit 429 comes with the seconds to wait, and the next minute is a new one."""
    fake = MijnwebwinkelFake(clock=clock, calls_per_minute=2)
    assert [ask(fake, "store").status_code for _ in range(3)] == [200, 200, 429]
    assert ask(fake, "store").headers["Retry-After"] == "60"

    clock.advance(seconds=60)
    assert ask(fake, "store").status_code == 200


@pytest.mark.parametrize("path", ["nothing", "orders/999999", "tax-policy/regions/XX", "invoices", "webhooks"])
def test_what_is_not_there_is_404(fake, ask, path):
    """An unknown number, and everything that this service does not have."""
    assert ask(fake, path).status_code == 404


def test_only_json_is_played(fake, ask):
    """The other format of the service is refused rather than answered wrongly."""
    assert ask(fake, "store", format="xml").status_code == 400
    assert ask(fake, "store", format="json").status_code == 200


def test_nothing_is_written_where_only_reading_is(fake, ask):
    """A list cannot be posted to."""
    assert ask(fake, "orders", method="POST", body={}).status_code == 405
    assert ask(fake, "store", method="DELETE").status_code == 405
