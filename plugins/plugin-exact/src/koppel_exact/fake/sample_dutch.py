"""The masters of the Dutch sample administration, a web shop with the usual Dutch chart of accounts and VAT codes."""

from __future__ import annotations

JOURNALS = (
    # code, description, type, ledger account, blocked
    ("10", "Kas", 10, "1000", False),
    ("20", "Bank", 12, "1100", False),
    ("21", "Betaaldienst", 16, "1150", False),
    ("60", "Inkoopboek", 22, "1600", False),
    ("70", "Verkoopboek", 20, "1300", False),
    ("71", "Verkoopboek webwinkel", 20, "1300", False),
    ("79", "Verkoopboek (oud)", 20, "1300", True),
    ("90", "Memoriaal", 90, None, False),
)

LEDGER = (
    # code, description, type, balance sheet (B) or profit and loss (W), default VAT code, blocked
    ("0100", "Inventaris", 30, "B", None, False),
    ("0150", "Afschrijving inventaris", 35, "B", None, False),
    ("0500", "Kapitaal", 50, "B", None, False),
    ("0550", "Ingehouden winst", 52, "B", None, False),
    ("1000", "Kas", 10, "B", None, False),
    ("1100", "Bank", 12, "B", None, False),
    ("1150", "Betaaldienst onderweg", 16, "B", None, False),
    ("1300", "Debiteuren", 20, "B", None, False),
    ("1350", "Vooruitbetalingen van klanten", 21, "B", None, False),
    ("1400", "Vooruitbetaalde kosten", 26, "B", None, False),
    ("1450", "Cadeaubonnen in omloop", 27, "B", "0", False),
    ("1500", "Af te dragen btw hoog", 24, "B", None, False),
    ("1501", "Af te dragen btw laag", 24, "B", None, False),
    ("1505", "Af te dragen btw Unieregeling", 24, "B", None, False),
    ("1510", "Te vorderen btw", 24, "B", None, False),
    ("1600", "Crediteuren", 22, "B", None, False),
    ("2000", "Kruisposten", 90, "B", None, False),
    ("3000", "Voorraad", 40, "B", None, False),
    ("4000", "Lonen en salarissen", 125, "W", None, False),
    ("4300", "Huisvestingskosten", 121, "W", None, False),
    ("4500", "Verkoopkosten", 121, "W", None, False),
    ("4550", "Kosten betaaldiensten", 121, "W", None, False),
    ("4900", "Afschrijvingskosten", 122, "W", None, False),
    ("7000", "Inkoopwaarde van de omzet", 111, "W", None, False),
    ("8000", "Omzet hoog", 110, "W", "2", False),
    ("8010", "Omzet laag", 110, "W", "1", False),
    ("8020", "Omzet nul en vrijgesteld", 110, "W", "0", False),
    ("8030", "Omzet buiten de EU", 110, "W", "6", False),
    ("8040", "Omzet binnen de EU (zakelijk)", 110, "W", "7", False),
    ("8050", "Omzet Unieregeling (OSS)", 110, "W", None, False),
    ("8060", "Omzet met verplichte kostenplaats", 110, "W", "2", False),
    ("8090", "Omzet (vervallen)", 110, "W", "2", True),
    ("8100", "Verzendkosten aan klanten", 110, "W", "2", False),
    ("8110", "Overige kosten aan klanten", 110, "W", "2", False),
    ("8200", "Kortingen", 110, "W", "2", False),
    ("8300", "Omzet kassa", 110, "W", "2", False),
    ("8900", "Afrondingsverschillen", 90, "W", "0", False),
    ("9000", "Bijzondere baten", 140, "W", None, False),
    ("9100", "Bijzondere lasten", 130, "W", None, False),
)

VAT_CODES = (
    # code, description, type, transaction type, EU sales list, percentage, first day, last day
    ("0", "Geen btw", "N", "B", "N", "0", "2000-01-01", None),
    ("1", "Btw laag tarief, exclusief", "E", "B", "N", "0.09", "2019-01-01", None),
    ("2", "Btw hoog tarief, exclusief", "E", "B", "N", "0.21", "2012-10-01", None),
    ("3", "Btw laag tarief, inclusief", "I", "B", "N", "0.09", "2019-01-01", None),
    ("4", "Btw hoog tarief, inclusief", "I", "B", "N", "0.21", "2012-10-01", None),
    ("5", "Btw verlegd binnenland", "B", "S", "N", "0", "2000-01-01", None),
    ("6", "Leveringen buiten de EU", "B", "S", "N", "0", "2000-01-01", None),
    ("7", "Leveringen binnen de EU", "B", "S", "L", "0", "2000-01-01", None),
    ("7D", "Diensten binnen de EU", "B", "S", "S", "0", "2000-01-01", None),
    ("8", "Verwervingen binnen de EU", "E", "P", "N", "0.21", "2012-10-01", None),
    ("9", "Invoer van buiten de EU", "E", "P", "N", "0.21", "2012-10-01", None),
    ("19", "Btw hoog tarief, exclusief (19 %)", "E", "B", "N", "0.19", "2001-01-01", "2012-09-30"),
)
BLOCKED_VAT_CODES = frozenset({"19"})

PAYMENT_CONDITIONS = (
    # code, description, days, month-ends, method
    ("00", "Contant", 0, 0, "K"),
    ("08", "8 dagen", 8, 0, "B"),
    ("14", "14 dagen", 14, 0, "B"),
    ("30", "30 dagen", 30, 0, "B"),
    ("EM", "Einde maand plus 15 dagen", 15, 1, "B"),
    ("ID", "iDEAL", 0, 0, "B"),
    ("PP", "PayPal", 0, 0, "B"),
    ("IN", "Incasso", 14, 0, "I"),
)

ITEM_GROUPS = (
    # code, description, revenue account, default
    ("ART", "Artikelen", "8000", True),
    ("BOEK", "Boeken", "8010", False),
    ("KOST", "Kosten", "8100", False),
    ("LEEG", "Zonder grootboekrekening", None, False),
)

ITEMS = (
    # code, description, group, VAT code, price, sales item, own revenue account
    ("SHIRT-M", "T-shirt maat M", "ART", "2", "20.66", True, None),
    ("SHIRT-L", "T-shirt maat L", "ART", "2", "20.66", True, None),
    ("MOK-01", "Koffiemok", "ART", "2", "8.22", True, None),
    ("BOEK-01", "Kookboek", "BOEK", "1", "22.89", True, None),
    ("VERZEND", "Verzendkosten", "KOST", "2", "4.09", True, None),
    ("KOSTEN", "Overige kosten", "KOST", "2", "1.00", True, "8110"),
    ("KORTING", "Korting", "KOST", "2", "0", True, "8200"),
    ("CADEAUBON", "Cadeaubon", "ART", "0", "25.00", True, "1450"),
    ("LEEG-01", "Artikel zonder grootboekrekening", "LEEG", "2", "5.00", True, None),
    ("DOOS-01", "Verzenddoos (alleen inkoop)", "ART", "2", "0.40", False, None),
)

CUSTOMERS = (
    # code, name, status, country, e-mail, VAT number, payment condition, blocked, ended
    ("1000", "Webwinkelklanten", "C", "NL", None, None, "30", False, None),
    ("1001", "Kassaverkopen", "C", "NL", None, None, "00", False, None),
    (
        "1002",
        "Voorbeeldbedrijf Amersfoort B.V.",
        "C",
        "NL",
        "inkoop@amersfoort.example",
        "NL123456782B90",
        "30",
        False,
        None,
    ),
    ("1003", "Exemple Liège SPRL", "C", "BE", "achats@liege.example", "BE0123456749", "30", False, None),
    ("1004", "Beispielhandel Köln GmbH", "C", "DE", "einkauf@koeln.example", "DE123456788", "14", False, None),
    ("1005", "Klant zonder betalingsconditie", "C", "NL", "klant1005@klanten.example", None, None, False, None),
    ("1006", "Prospect Utrecht B.V.", "P", "NL", "info@prospect.example", None, "30", False, None),
    ("1007", "Geblokkeerde klant", "C", "NL", "klant1007@klanten.example", None, "30", True, None),
    ("1008", "Vroegere klant", "C", "NL", "klant1008@klanten.example", None, "30", False, "2023-12-31"),
    ("1009", "Leverancier Zwolle B.V.", "A", "NL", "verkoop@zwolle.example", None, None, False, None),
)

DOCUMENT_TYPES = (
    # id, description, may be made
    (10, "Verkoopfactuur", True),
    (20, "Inkoopfactuur", True),
    (55, "Diversen", True),
    (110, "Bankafschrift", False),
)
