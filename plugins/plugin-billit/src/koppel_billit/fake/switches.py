"""The facts about Billit that nobody has settled, each as a switch of the fake.

The default is the likeliest answer; the alternative lets a test show that a client survives the other one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches:
    """How the fake answers where the vendor's behaviour is unknown or disputed."""

    idempotency_header: Literal["Idempotency-Key", "Idempotent-Key"] = "Idempotency-Key"
    """Two pages of the documentation name it differently; the other one is ignored."""
    unknown_members: Literal["refused", "ignored"] = "refused"
    """The service probably ignores names it does not know, which hides typing errors: refused unless told otherwise."""
    nulls: Literal["refused", "ignored"] = "refused"
    """Whether a member may be null where it is not a date that is cleared."""
    foreign_object_status: Literal[401, 404] = 401
    """The answer to a number of an order or party that is not this company's."""
    missing_company_status: Literal[401, 400] = 401
    """The answer without PartyID when the login sees several companies."""
    token_error_status: Literal[401, 400] = 401
    """The status of a refused token request."""
    token_error_body: Literal["errors", "rfc6749"] = "errors"
    """The body of a refused token request."""
    form_tokens: Literal["refused", "accepted"] = "refused"
    """Whether tokens can be asked for by a form; only JSON is documented."""
    created_answer: Literal["number", "text", "object"] = "number"
    """How the number of a new order or party is written: 123, "123" or {"OrderID": 123}."""
    duplicate_numbers: Literal["accepted", "refused"] = "accepted"
    """Whether two documents may have one OrderNumber."""
    foreign_rates: Literal["refused", "accepted"] = "refused"
    """Whether VAT rates of other countries than the seller's are taken."""
    price_decimals: Literal["rounded", "cut"] = "rounded"
    """What happens to more decimals than the company's setting keeps."""
    inline_customer: Literal["ignored", "stored"] = "ignored"
    """Whether what stands beside a customer's PartyID changes the stored party."""
    not_on_peppol: Literal["refused", "falls_back"] = "refused"
    """Since February 2026 refused; before that sent by e-mail unless StrictTransportType was true."""
    part_payment: Literal["open", "paid"] = "open"
    """Whether a partial payment already sets Paid."""
    to_pay_when_paid: Literal["zero", "absent"] = "zero"
    """What ToPay is on a paid order."""
    payment_modifies: bool = True
    """Whether a payment moves LastModified."""
    paid_date_in_lists: bool = True
    """Whether rows of a list carry PaidDate."""
    credited_invoice: Literal["credited", "paid"] = "credited"
    """Whether a linked credit note only sets the invoice's status, or its Paid too."""
    time_zone: Literal["Europe/Brussels", "UTC"] = "Europe/Brussels"
    """What the moments without zone mean."""
    error_shape: Literal["errors", "message"] = "errors"
    """The body of a refusal without a known code: the usual one, or the framework's own."""
    language: Literal["en", "nl"] = "en"
    """The language of descriptions; codes are the same in each."""
