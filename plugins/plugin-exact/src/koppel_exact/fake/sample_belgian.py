"""The masters of the Belgian sample administration: other codes, other accounts, nothing that the Dutch one has."""

from __future__ import annotations

JOURNALS = (
    ("100", "Bank", 12, "550000", False),
    ("200", "Verkopen", 20, "400000", False),
    ("210", "Creditnota's verkoop", 20, "400000", False),
    ("900", "Diverse verrichtingen", 90, None, False),
)

LEDGER = (
    ("400000", "Handelsdebiteuren", 20, "B", None, False),
    ("411000", "Terug te vorderen btw", 24, "B", None, False),
    ("440000", "Leveranciers", 22, "B", None, False),
    ("451000", "Te betalen btw", 24, "B", None, False),
    ("451500", "Te betalen btw OSS", 24, "B", None, False),
    ("550000", "Bank", 12, "B", None, False),
    ("604000", "Aankopen handelsgoederen", 111, "W", None, False),
    ("700000", "Verkopen handelsgoederen 21 %", 110, "W", "V21", False),
    ("700100", "Verkopen handelsgoederen 6 %", 110, "W", "V06", False),
    ("700200", "Verkopen binnen de EU", 110, "W", "VIC", False),
    ("700300", "Uitvoer", 110, "W", "VEX", False),
    ("700400", "Verkopen OSS", 110, "W", None, False),
    ("702000", "Aangerekende verzendkosten", 110, "W", "V21", False),
    ("708000", "Toegekende kortingen", 110, "W", "V21", False),
    ("754000", "Afrondingsverschillen", 90, "W", "V00", False),
)

VAT_CODES = (
    ("V00", "Verkopen zonder btw", "N", "S", "N", "0", "2000-01-01", None),
    ("V06", "Verkopen 6 %", "E", "S", "N", "0.06", "2000-01-01", None),
    ("V12", "Verkopen 12 %", "E", "S", "N", "0.12", "2000-01-01", None),
    ("V21", "Verkopen 21 %", "E", "S", "N", "0.21", "2000-01-01", None),
    ("I21", "Verkopen 21 % inclusief", "I", "S", "N", "0.21", "2000-01-01", None),
    ("VIC", "Intracommunautaire leveringen", "B", "S", "L", "0", "2000-01-01", None),
    ("VDI", "Intracommunautaire diensten", "B", "S", "S", "0", "2000-01-01", None),
    ("VEX", "Uitvoer", "B", "S", "N", "0", "2000-01-01", None),
    ("A21", "Aankopen 21 %", "E", "P", "N", "0.21", "2000-01-01", None),
)

PAYMENT_CONDITIONS = (
    ("00", "Contant", 0, 0, "K"),
    ("30", "30 dagen", 30, 0, "B"),
    ("BC", "Bancontact", 0, 0, "B"),
)

ITEM_GROUPS = (("ART", "Artikelen", "700000", True),)

ITEMS = (
    ("SHIRT-M", "T-shirt maat M", "ART", "V21", "20.66", True, None),
    ("VERZEND", "Verzendkosten", "ART", "V21", "4.09", True, "702000"),
)

CUSTOMERS = (
    ("1", "Webshopklanten", "C", "BE", None, None, "30", False, None),
    ("2", "Voorbeeldbedrijf Gent BV", "C", "BE", "aankoop@gent.example", "BE0123456749", "30", False, None),
)
