"""The facts about Exact Online that nobody has settled, each as a switch of the fake.

The default is the likeliest answer; the alternative lets a test show that a client survives the other one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches:
    """How the fake answers where the vendor's behaviour is unknown or disputed."""

    including_amount: Literal["gross", "net"] = "gross"
    """What AmountFC is on a line with an including VAT code: gross (VAT is taken out) or net (VAT is added)."""
    vat_override: Literal["any", "within_5_cents"] = "any"
    """How far VATAmountFC may differ from the computed VAT of a line."""
    client_keys: Literal["ignored", "honoured"] = "ignored"
    """Whether a key sent in a POST is kept; when it is, a second POST with it is refused."""
    credit_invoice_sign: Literal["positive", "negative"] = "positive"
    """The sign of quantities on a credit note of type 8021 or 8024."""
    bank_receipt_sign: Literal["positive", "negative"] = "positive"
    """The sign of money received on a bank entry line."""
    velocity_block_status: Literal[429, 403] = 429
    """The answer while an endpoint is blocked for its errors; the body is empty either way."""
    refresh_after_early: Literal["valid", "burned"] = "valid"
    """Whether a refresh token that came too early can be used later."""
    early_refresh_status: Literal[400, 401] = 400
    """The status of the refusal of a refresh before 570 seconds."""
    stale_refresh_body: Literal["invalid_grant", "empty"] = "invalid_grant"
    """The body of the 400 for a refresh token that is unknown or was idle for 30 days."""
    put_representation: Literal["ignored", "honoured"] = "ignored"
    """Whether PUT answers 200 with a body to `Prefer: return=representation`, instead of 204."""
    overflow: Literal["error", "truncate"] = "error"
    """What happens to a text that is longer than its column."""
    int64: Literal["string", "number"] = "string"
    """How Int64 values are written in JSON."""
    bare_collections: Literal["never", "children"] = "never"
    """Whether child collections and lists without a key come as {"d": [...]} instead of {"d": {"results": [...]}}."""
    code_lifetime_s: int = 120
    """How long an authorization code can be exchanged (one source says 180)."""
    your_ref_uniqueness: Literal["none", "warning"] = "none"
    """The vendor's warning for a repeated YourRef is shown on the screen only: the API behaves the same either way."""
    message_language: Literal["user", "fixed"] = "user"
    """Messages in Dutch for a Dutch user and English for all others, or always in English."""
    post_answer: Literal["key", "null"] = "key"
    """What a POST answers without `Prefer: return=representation`: only the key filled, or nothing filled."""
    read_lag_s: int = 0
    """Seconds before a posted row shows up in lists; reading by key finds it at once."""
    lose_every_nth_post: int = 0
    """Every n-th successful POST is kept but its answer is lost; 0 is never."""
    limit_headers_on_429: Literal["exhausted", "none"] = "exhausted"
    """Whether a 429 carries the headers of the limit that was reached."""
