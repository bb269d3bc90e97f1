"""The reasons why a line was treated as it was, for the preview: one sentence per rule."""

from __future__ import annotations

from typing import Final

from koppel.text import Text

WHY: Final[dict[str, Text]] = {
    "home": Text(
        en="Sold at home: VAT of your own country, as charged.", nl="Verkocht in eigen land: eigen btw, zoals berekend."
    ),
    "home-eu": Text(
        en="To another EU country with VAT of your own country, as charged and as chosen in the settings.",
        nl="Naar een ander EU-land met btw van uw eigen land, zoals berekend en zoals gekozen in de instellingen.",
    ),
    "DOM-0": Text(en="Sold at home without VAT, as charged.", nl="Verkocht in eigen land zonder btw, zoals berekend."),
    "DOM-E": Text(en="Exempt by its tax class in the shop.", nl="Vrijgesteld volgens de belastingklasse in de winkel."),
    "DOM-AE": Text(
        en="Marked for the reverse charge at home, buyer with a valid VAT number.",
        nl="Gemarkeerd als verlegd binnenland, koper met geldig btw-nummer.",
    ),
    "IC-GOODS": Text(
        en="Goods to a business in another EU country with a valid VAT number: 0%, on the EC sales list.",
        nl="Goederen naar een bedrijf in een ander EU-land met geldig btw-nummer: 0%, in de opgaaf ICP.",
    ),
    "IC-SERV": Text(
        en="A service to a business in another EU country with a valid VAT number: shifted, on the EC sales list.",
        nl="Een dienst aan een bedrijf in een ander EU-land met geldig btw-nummer: verlegd, in de opgaaf ICP.",
    ),
    "EXPORT": Text(
        en="Goods to a place outside the VAT area of the EU. Keep the proof of export.",
        nl="Goederen naar een plaats buiten het btw-gebied van de EU. Bewaar het bewijs van uitvoer.",
    ),
    "SERV-OUT": Text(
        en="A service to a customer outside the VAT area of the EU.",
        nl="Een dienst aan een klant buiten het btw-gebied van de EU.",
    ),
    "SME": Text(
        en="No VAT: you use the scheme for small enterprises.", nl="Geen btw: u gebruikt de kleineondernemersregeling."
    ),
    "union": Text(
        en="To a consumer in another EU country with VAT of that country: the One Stop Shop.",
        nl="Naar een particulier in een ander EU-land met btw van dat land: de Unieregeling (OSS).",
    ),
    "stock": Text(
        en="Leaves from another country: the VAT code from the settings for stock abroad.",
        nl="Vertrekt uit een ander land: de btw-code uit de instellingen voor voorraad in het buitenland.",
    ),
    "follows": Text(en="Follows the goods.", nl="Volgt de goederen."),
    "split": Text(
        en="The shop gives no VAT for it: split by the value of the goods per rate.",
        nl="De winkel noemt er geen btw voor: verdeeld naar de waarde van de goederen per tarief.",
    ),
    "voucher": Text(
        en="A voucher sold: a debt to its holder, taxed when used.",
        nl="Een verkochte tegoedbon: een schuld aan de houder, belast bij gebruik.",
    ),
    "voucher-taxed": Text(
        en="A voucher for one known rate: taxed when sold.",
        nl="Een tegoedbon voor één bekend tarief: belast bij verkoop.",
    ),
    "voucher-used": Text(
        en="A voucher used is a payment: it comes off the debt to its holder.",
        nl="Een gebruikte tegoedbon is een betaling: die gaat af van de schuld aan de houder.",
    ),
    "voucher-used-taxed": Text(
        en="A voucher that was taxed when sold: its VAT is taken off again.",
        nl="Een tegoedbon die bij verkoop al is belast: de btw ervan gaat er weer af.",
    ),
    "deposit": Text(en="A deposit without VAT: a debt.", nl="Statiegeld zonder btw: een schuld."),
    "rounding": Text(
        en="Closes the gap of cents between the lines and the total.",
        nl="Sluit het verschil van centen tussen de regels en het totaal.",
    ),
    "refund": Text(en="Taken back with the VAT of the sale.", nl="Teruggenomen met de btw van de verkoop."),
    "refund-spread": Text(
        en="An amount without lines: spread over what was not refunded yet.",
        nl="Een bedrag zonder regels: verdeeld over wat nog niet was terugbetaald.",
    ),
    "discount": Text(en="The discount on the lines of this VAT code.", nl="De korting op de regels met deze btw-code."),
}
"""Sentence per rule."""
