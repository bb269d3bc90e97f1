"""The fields of the bodies that the service takes: types, lengths, and the error code of each rule.

From the vendor's OpenAPI description (v1, January 2026), with the lengths that generated clients carry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["string", "integer", "number", "boolean", "date", "object", "array"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field. `missing` is the code when a required one is absent, `wrong` for a value that cannot be, `long` for one
    over `most` characters. `of` names the schema of an object or of the members of an array.
    """

    kind: Kind
    required: bool = False
    missing: str = ""
    wrong: str = ""
    long: str = ""
    most: int | None = None
    allowed: tuple[str, ...] = ()
    of: str = ""


Schema = Mapping[str, Field]


def _text(most: int | None = None, long: str = "", **more: str) -> Field:
    return Field(kind="string", most=most, long=long, **more)  # type: ignore[arg-type]


def _needed(
    kind: Kind, missing: str, *, most: int | None = None, long: str = "", wrong: str = "", of: str = ""
) -> Field:
    return Field(kind=kind, required=True, missing=missing, most=most, long=long, wrong=wrong, of=of)


def _whole(wrong: str = "") -> Field:
    return Field(kind="integer", wrong=wrong)


def _one_of(allowed: tuple[str, ...], wrong: str) -> Field:
    return Field(kind="string", allowed=allowed, wrong=wrong)


_NUMBER: Final = Field(kind="number")
_YES_NO: Final = Field(kind="boolean")
_DAY: Final = Field(kind="date")
_IN_EX: Final = ("IN", "EX")

RELATION: Final[Schema] = {
    "type": _one_of(("B", "P"), "REL_001"),
    "code": _text(15, "REL_006"),
    "name": _needed("string", "REL_002", most=100, long="REL_003"),
    "salutation": _text(50, "REL_010"),
    "contact": _text(50, "REL_009"),
    "gender": _one_of(("m", "v", "a"), "REL_004"),
    "address": _text(150, "REL_011"),
    "postalCode": _text(50, "REL_012"),
    "city": _text(50, "REL_013"),
    "country": _text(50, "REL_014"),
    "address2": _text(150, "REL_015"),
    "postalCode2": _text(50, "REL_016"),
    "city2": _text(50, "REL_017"),
    "country2": _text(50, "REL_018"),
    "phoneNumber": _text(50, "REL_019"),
    "mobilePhoneNumber": _text(50, "REL_020"),
    "faxNumber": _text(50, "REL_021"),
    "emailAddress": _text(150, "REL_022"),
    "emailAddressInvoice": _text(150, "REL_024"),
    "emailAddressReminder": _text(150, "REL_026"),
    "website": _text(50, "REL_028"),
    "note": _text(40000, "REL_047"),
    "vatNumber": _text(50, "REL_035"),
    "inactive": _YES_NO,
    "termOfPayment": _whole("REL_030"),
    "companyRegistrationNumber": _text(50, "REL_050"),
    "iban": _text(50, "REL_029"),
    "bic": _text(20, "REL_032"),
    **{f"freeText{number}": _text(100, f"REL_0{36 + number}") for number in range(1, 11)},
    "doNotReceiveNewsletters": _YES_NO,
    "ledgerId": _whole("REL_048"),
    "mandate": _YES_NO,
    "mandateType": _one_of(("E", "D"), "REL_051"),
    "mandateId": _text(35, "REL_034"),
    "mandateSignedDate": _DAY,
}

INVOICE: Final[Schema] = {
    "invoiceNumber": _text(50, "FACT_007"),
    "relationId": _needed("integer", "FACT_001"),
    "date": Field(kind="date", wrong="FACT_012"),
    "termOfPayment": _needed("integer", "FACT_015"),
    "inExVat": _one_of(_IN_EX, "FACT_010"),
    "templateId": _needed("integer", "FACT_018"),
    "emailTemplateId": _whole("FACT_020"),
    "reference": _text(50, "FACT_014"),
    "text": _text(35000, "FACT_017"),
    "print": _YES_NO,
    "email": Field(kind="object", of="INVOICE_EMAIL"),
    "directDebit": Field(kind="object", of="DIRECT_DEBIT"),
    "mutation": Field(kind="object", of="INVOICE_MUTATION"),
    "items": _needed("array", "FACT_019", of="INVOICE_ITEM"),
}

INVOICE_ITEM: Final[Schema] = {
    "quantity": _NUMBER,
    "amount": _NUMBER,
    "unitId": _whole("FACT_ITEM_010"),
    "code": _text(50, "FACT_ITEM_003"),
    "productId": _whole("FACT_ITEM_011"),
    "description": _needed("string", "FACT_ITEM_001"),
    "pricePerUnit": _NUMBER,
    "vatCode": _needed("string", "FACT_ITEM_006"),
    "vatAmount": _NUMBER,
    "ledgerId": _needed("integer", "FACT_ITEM_007"),
    "costCenterId": _whole(),
    "discountAmount": _NUMBER,
    "discountPercentage": _NUMBER,
}

INVOICE_EMAIL: Final[Schema] = {
    "fromEmail": _text(),
    "fromName": _text(),
    "subject": _text(),
    "body": _text(),
    "attachUbl": _YES_NO,
    "invoiceUbl": _YES_NO,
}

DIRECT_DEBIT: Final[Schema] = {
    "iban": _needed("string", "FACT_INCASSO_008", most=150, long="FACT_INCASSO_010"),
    "mandateType": _one_of(("O", "E", "R", "D"), "FACT_INCASSO_001"),
    "mandateId": _text(35, "FACT_INCASSO_004"),
    "mandateSignedDate": _DAY,
    "name": _text(150, "FACT_INCASSO_011"),
    "city": _text(150, "FACT_INCASSO_012"),
    "descriptionLine1": _text(50, "FACT_INCASSO_013"),
    "descriptionLine2": _text(50, "FACT_INCASSO_014"),
    "descriptionLine3": _text(50, "FACT_INCASSO_015"),
}

INVOICE_MUTATION: Final[Schema] = {
    "description": _text(200, "FACT_VERWERK_002"),
    "checkPaymentReference": _YES_NO,
    "paymentReference": _text(50, "FACT_VERWERK_003"),
    "ledgerId": _whole("MUT_007"),
}

MUTATION: Final[Schema] = {
    "type": _needed("integer", "MUTA_002", wrong="MUTA_009"),
    "date": _needed("date", "MUT_003", wrong="MUT_004"),
    "ledgerId": _needed("integer", "MUTA_001"),
    "invoiceNumber": _text(50, "MUT_018"),
    "entryNumber": _text(50, "ERR_002"),
    "termOfPayment": _whole("MUT_016"),
    "checkPaymentReference": _YES_NO,
    "paymentReference": _text(50, "ERR_002"),
    "inExVat": _one_of(_IN_EX, "MUT_017"),
    "description": _text(50, "ERR_002"),
    "relationId": _whole(),
    "rows": _needed("array", "MUT_100", of="MUTATION_ROW"),
}

MUTATION_ROW: Final[Schema] = {
    "ledgerId": _whole("MUT_104"),
    "vatCode": _needed("string", "MUT_109"),
    "vatAmount": _NUMBER,
    "costCenterId": _whole("MUT_117"),
    "amount": _needed("number", "ERR_002"),
    "description": _text(),
    "invoiceNumber": _text(50, "MUT_018"),
    "relationId": _whole(),
}

LEDGER: Final[Schema] = {
    "code": _needed("string", "LEDG_001", most=10, long="LEDG_002"),
    "description": _needed("string", "LEDG_003", most=100, long="LEDG_004"),
    "category": _needed("string", "LEDG_005", wrong="LEDG_010"),
    "group": _text(50, "LEDG_012"),
}

PRODUCT: Final[Schema] = {
    "code": _needed("string", "ART_004", most=20, long="ART_007"),
    "description": _needed("string", "ART_005", most=35000, long="ART_008"),
    "unitId": _whole("ART_011"),
    "active": _YES_NO,
    "groupId": _whole("ART_012"),
    "purchasePriceExcl": _NUMBER,
    "priceExcl": _NUMBER,
    "priceIncl": _NUMBER,
    "vat": _needed("string", "ART_017", wrong="ART_013"),
    "ledgerId": _needed("integer", "ART_006"),
    "costCenterId": _whole("ART_010"),
    "inStockManagement": _YES_NO,
    "updateSubscriptions": _whole("ART_014"),
}

COST_CENTER: Final[Schema] = {
    "description": _needed("string", "COST_003", most=50, long="COST_004"),
    "parentId": _whole("COST_008"),
    "active": _YES_NO,
}

SCHEMAS: Final[Mapping[str, Schema]] = {
    "INVOICE_ITEM": INVOICE_ITEM,
    "INVOICE_EMAIL": INVOICE_EMAIL,
    "DIRECT_DEBIT": DIRECT_DEBIT,
    "INVOICE_MUTATION": INVOICE_MUTATION,
    "MUTATION_ROW": MUTATION_ROW,
}
"""Schemas of parts, by the name that `of` uses."""
