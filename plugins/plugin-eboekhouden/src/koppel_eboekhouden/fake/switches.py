"""The facts about e-Boekhouden.nl that nobody has settled, each as a switch of the fake; settings of the administration too.

The default is the likeliest answer; the alternative lets a test show that a client survives the other one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(slots=True, kw_only=True)
class Switches:
    """How the fake answers where the vendor's behaviour is unknown or disputed. A test may change them on the way."""

    post_status: Literal[200, 201] = 200
    """The status of a POST that made something."""
    empty_status: Literal[204, 200] = 204
    """The status of a PATCH or DELETE; the body is empty either way."""
    errors_shape: Literal["strings", "objects", "map"] = "strings"
    """How `errors` lists several findings: texts, objects with field and message, or an object of field to texts."""
    login_failed_status: Literal[403, 401, 400] = 403
    """The status of the refusal of an unknown API token."""
    dead_session_body: Literal["empty", "security_010"] = "empty"
    """The body of a 401."""
    refused_status: Literal[403, 400] = 403
    """The status when a session is not allowed something."""
    unknown_fields: Literal["refused", "ignored"] = "refused"
    """What happens to a field that the schema does not have."""
    sessions: Literal["many", "one"] = "many"
    """Whether a new session ends the earlier ones of the same token."""
    tells_lifetime: bool = True
    """Whether a new session says how long it lives."""
    session_life_s: int = 3600
    """How long a session lives."""
    operators: Literal["all", "refused", "ignored"] = "all"
    """What operators do on parameters where nobody has seen them work: all work, 400, or no filter at all."""
    two_filters: Literal["refused", "last"] = "refused"
    """What two filters on one parameter do."""
    list_order: Literal["ascending", "descending"] = "ascending"
    """The order of lists, by id."""
    email_filter: Literal["main", "any"] = "main"
    """Whether the filter `email` looks at the main address only or at all three."""
    number_scope: Literal["administration", "relation"] = "administration"
    """Where the number of a sales mutation must be unique: everywhere (MUT_019) or per relation (MUT_020)."""
    long_description: Literal["refused", "cut", "kept"] = "refused"
    """What happens to a mutation's description of more than 50 characters."""
    mutation_number_needs_digit: bool = False
    """Whether the number of a mutation must end with a digit, as that of an invoice must."""
    patch_omitted: Literal["kept", "emptied"] = "kept"
    """What a PATCH of a relation does to fields that it leaves out."""
    relation_codes: Literal["any", "letters_and_digits"] = "any"
    """Which characters a relation's code may have."""
    negative_invoices: Literal["taken", "refused"] = "taken"
    """Whether an invoice may have a total below zero."""
    balance_ledger_on_invoice: Literal["taken", "refused"] = "taken"
    """Whether an invoice line may name a balance-sheet account."""
    negative_payments: Literal["taken", "refused"] = "taken"
    """Whether a payment received may be negative: money paid back."""
    price_decimals: int | None = None
    """The most decimals of a price per unit; None is any."""
    most_rows: int = 500
    """The most rows of a mutation and lines of an invoice."""
    item_description_length: int = 250
    """The longest description of an invoice line."""
    row_description_length: int = 50
    """The longest description of a mutation row."""
    linked_for: Literal["accountants", "others"] = "accountants"
    """Who may list linked administrations."""
    accountant: bool = False
    """Whether the token is an accountant's."""
    template_mails: bool = False
    """Whether naming a mail template is enough to mail an invoice."""
    vat_calculation: Literal["total", "line"] = "total"
    """The administration's setting: VAT over the whole document or per line."""
    rounding: Literal["half_up", "half_even"] = "half_up"
    """What becomes of half a cent."""
    closed_until: date | None = None
    """The administration is closed up to and including this day."""
    closed_by_accountant: bool = False
    """Whether it was the accountant who closed it."""
    opened_on: date = date(2025, 1, 1)
    """The day of the opening balance; nothing can be booked before it."""
    trial_over: bool = False
    """The trial of bookkeeping and invoicing is used up."""
    pdf_after_reads: int = 0
    """How often an invoice is read without an address of its PDF."""
    throttle_after: int | None = None
    """The calls allowed in a minute."""
    retry_after_s: int | None = 7
    """What a 429 names as pause; None names none."""
    lose_every_nth_post: int = 0
    """Every n-th successful POST is kept but its answer is lost; 0 is never."""
