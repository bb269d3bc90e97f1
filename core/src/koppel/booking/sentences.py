"""The sentence for every reason to hold or skip a document and for every warning: what it is and what to do about it.

The codes are for scripts and never change; a reason may have variants, since it can have several cures. How a sentence
is filled in is `reasons`' work.
"""

from __future__ import annotations

from typing import Final

from koppel.text import Text

HELD: Final[dict[str, Text]] = {
    "country_missing": Text(
        en="The order has no country, so its VAT cannot be decided. Fill in the country of the {what} address in the shop.",
        nl="De bestelling heeft geen land, dus de btw is niet te bepalen. Vul in de winkel het land van het {what} in.",
    ),
    "country_unknown": Text(
        en="The shop gives the country as {country}, which is no known country code. Correct the address in the shop.",
        nl="De winkel geeft als land {country}, en dat is geen bekende landcode. Verbeter het adres in de winkel.",
    ),
    "rate_unknown_for_country": Text(
        en="The shop charged {rate}% VAT, a rate that {country} did not have on {day}. Correct the rate in the shop's tax "
        "settings and on the order, then try again.",
        nl="De winkel rekende {rate}% btw, een tarief dat {country} op {day} niet had. Verbeter het tarief in de "
        "belastinginstellingen van de winkel en op de bestelling en probeer het opnieuw.",
    ),
    "rate_unknown_for_country/other_country": Text(
        en="The shop charged {rate}% VAT of {charged}, but this sale is taxed in {country}. Correct the tax settings of the "
        "shop and the order, or change the setting for consumers in other EU countries; then try again.",
        nl="De winkel rekende {rate}% btw van {charged}, maar deze verkoop wordt belast in {country}. Verbeter de "
        "belastinginstellingen van de winkel en de bestelling, of wijzig de instelling voor particulieren in andere "
        "EU-landen; probeer het daarna opnieuw.",
    ),
    "zero_rate_without_valid_vat_number": Text(
        en="No VAT was charged for a sale to {country}, but the order has no VAT number. Add the customer's VAT number in the "
        "shop, or charge VAT.",
        nl="Voor een verkoop naar {country} is geen btw gerekend, maar de bestelling heeft geen btw-nummer. Vul in de winkel "
        "het btw-nummer van de klant in, of bereken btw.",
    ),
    "zero_rate_without_valid_vat_number/wrong": Text(
        en="No VAT was charged for a sale to {country}, but the VAT number {number} is not valid. Ask the customer for the "
        "right number and correct it in the shop, or charge VAT.",
        nl="Voor een verkoop naar {country} is geen btw gerekend, maar het btw-nummer {number} is niet geldig. Vraag de klant "
        "om het juiste nummer en verbeter het in de winkel, of bereken btw.",
    ),
    "zero_rate_without_valid_vat_number/wrong_country": Text(
        en="No VAT was charged for a sale to {country}, but the VAT number {number} is of another country than the "
        "customer's. Correct the number or the address in the shop, or charge VAT.",
        nl="Voor een verkoop naar {country} is geen btw gerekend, maar het btw-nummer {number} hoort bij een ander land dan "
        "dat van de klant. Verbeter het nummer of het adres in de winkel, of bereken btw.",
    ),
    "zero_rate_without_valid_vat_number/home": Text(
        en="No VAT was charged for a sale to {country}, but the VAT number {number} is of your own country. That takes a "
        "number of another EU country: correct it in the shop, or charge VAT.",
        nl="Voor een verkoop naar {country} is geen btw gerekend, maar het btw-nummer {number} is van uw eigen land. Daarvoor "
        "is een nummer van een ander EU-land nodig: verbeter het in de winkel, of bereken btw.",
    ),
    "zero_rate_without_valid_vat_number/small_enterprise": Text(
        en="No VAT was charged for a sale to {country}, but {number} is the number of a small enterprise (EX), which does not "
        "buy goods at 0%. Charge VAT in the shop.",
        nl="Voor een verkoop naar {country} is geen btw gerekend, maar {number} is het nummer van een kleine onderneming "
        "(EX); die koopt geen goederen tegen 0%. Bereken btw in de winkel.",
    ),
    "zero_rate_without_valid_vat_number/at_home": Text(
        en="No VAT was charged because the VAT is shifted to the customer, but the order has no valid VAT number of {country}. "
        "Correct the number in the shop, or charge VAT.",
        nl="Er is geen btw gerekend omdat de btw is verlegd naar de klant, maar de bestelling heeft geen geldig btw-nummer van "
        "{country}. Verbeter het nummer in de winkel, of bereken btw.",
    ),
    "vat_number_check_unavailable": Text(
        en="The VAT number {number} could not be checked: the checking service does not answer. Nothing to do: Koppel tries "
        "again by itself.",
        nl="Het btw-nummer {number} kon niet worden gecontroleerd: de controledienst antwoordt niet. U hoeft niets te doen: "
        "Koppel probeert het vanzelf opnieuw.",
    ),
    "vat_charged_outside_vat_area": Text(
        en="The shop charged VAT for {country}, which lies outside the VAT area of the EU. Pay the VAT back or correct the "
        "order, and set the shop's tax for that place to none.",
        nl="De winkel rekende btw voor {country}, dat buiten het btw-gebied van de EU ligt. Betaal de btw terug of verbeter de "
        "bestelling, en zet de belasting voor dat gebied in de winkel uit.",
    ),
    "vat_charged_by_exempt_seller": Text(
        en="The shop charged VAT, but you use the scheme for small enterprises and may not charge any. Switch VAT off in the "
        "shop, or change the VAT scheme among the bookkeeping choices.",
        nl="De winkel rekende btw, maar u gebruikt de kleineondernemersregeling en mag geen btw berekenen. Zet btw uit in de "
        "winkel, of wijzig de btw-regeling bij de boekhoudkeuzes.",
    ),
    "ship_from_not_home": Text(
        en="The goods leave from {ships_from} and go to {country} with {rate}% VAT. Choose a VAT code for that among the "
        "bookkeeping choices, or book this order by hand.",
        nl="De goederen vertrekken uit {ships_from} en gaan met {rate}% btw naar {country}. Kies daarvoor een btw-code bij de "
        "boekhoudkeuzes, of boek deze bestelling met de hand.",
    ),
    "zero_rate_at_home": Text(
        en="The shop charged a business in your own country no VAT. Mark the product for the reverse charge if that is right, "
        "or charge VAT in the shop.",
        nl="De winkel rekende een bedrijf in uw eigen land geen btw. Markeer het product als verlegd als dat klopt, of bereken "
        "btw in de winkel.",
    ),
    "reverse_charge_below_limit": Text(
        en="The VAT is shifted to the customer, but the goods are worth {amount}: less than the 10,000 from which that is "
        "allowed. Charge VAT in the shop.",
        nl="De btw is verlegd naar de klant, maar de goederen zijn {amount} waard: minder dan de 10.000 vanaf wanneer dat mag. "
        "Bereken btw in de winkel.",
    ),
    "voucher_vat_differs": Text(
        en="The VAT on the voucher {line} does not fit the kind of voucher that was chosen. Change that bookkeeping choice, "
        "or the tax class of the voucher in the shop.",
        nl="De btw op de tegoedbon {line} past niet bij de gekozen soort tegoedbon. Wijzig die boekhoudkeuze, of de "
        "belastingklasse van de bon in de winkel.",
    ),
    "several_taxes_on_line": Text(
        en="The shop charged several taxes on {line} and does not say on which part each of them. Correct the tax settings of "
        "the shop, or book this order by hand.",
        nl="De winkel rekende meer belastingen op {line} en zegt niet over welk deel. Verbeter de belastinginstellingen van de "
        "winkel, of boek deze bestelling met de hand.",
    ),
    "line_vat_unknown": Text(
        en="The shop does not say how much VAT is in {line}, and the order does not show it either. Correct the order in the "
        "shop, or book it by hand.",
        nl="De winkel zegt niet hoeveel btw er in {line} zit en dat blijkt ook niet uit de bestelling. Verbeter de bestelling "
        "in de winkel, of boek haar met de hand.",
    ),
    "vat_totals_differ": Text(
        en="The VAT of the lines adds up to {lines}, but the order says {total} ({which}). Save the order in the shop again so "
        "that it recalculates its totals, and try again.",
        nl="De btw van de regels is samen {lines}, maar volgens de bestelling {total} ({which}). Sla de bestelling in de winkel "
        "opnieuw op, zodat de totalen worden herberekend, en probeer het opnieuw.",
    ),
    "vat_does_not_fit_rate": Text(
        en="The shop charged {tax} VAT at {rate}% on {gross} including VAT, where {expected} belongs. Correct the VAT on the "
        "order or refund in the shop, and try again.",
        nl="De winkel rekende {tax} btw van {rate}% over {gross} inclusief btw, waar {expected} hoort. Verbeter de btw op de "
        "bestelling of terugbetaling in de winkel en probeer het opnieuw.",
    ),
    "total_mismatch": Text(
        en="The lines add up to {lines}, but the total is {total}. Save the order in the shop again so that it recalculates its "
        "totals, and try again.",
        nl="De regels zijn samen {lines}, maar het totaal is {total}. Sla de bestelling in de winkel opnieuw op, zodat de "
        "totalen worden herberekend, en probeer het opnieuw.",
    ),
    "currency_not_supported": Text(
        en="The order is in {currency} and the accounting package holds {own} only. Turn on the conversion of other currencies "
        "among the bookkeeping choices, or book this order by hand.",
        nl="De bestelling is in {currency} en het boekhoudpakket kent alleen {own}. Zet het omrekenen van andere valuta aan "
        "bij de boekhoudkeuzes, of boek deze bestelling met de hand.",
    ),
    "exchange_rate_missing": Text(
        en="The order is in {currency}, but the shop gives no exchange rate to {own}. Let the shop store the rate with its "
        "orders, or book this order by hand.",
        nl="De bestelling is in {currency}, maar de winkel geeft geen wisselkoers naar {own}. Laat de winkel de koers bij de "
        "bestelling bewaren, of boek deze bestelling met de hand.",
    ),
    "debtor_missing": Text(
        en="The order names no customer. Choose a default debtor in the settings.",
        nl="De bestelling noemt geen klant. Kies een standaarddebiteur in de instellingen.",
    ),
    "debtor_missing/pos": Text(
        en="The sale at the till names no customer. Choose a debtor for sales at the till in the settings.",
        nl="De verkoop aan de kassa noemt geen klant. Kies in de instellingen een debiteur voor kassaverkopen.",
    ),
    "debtor_ambiguous": Text(
        en="More than one debtor fits {name}: {found}. Merge them in the accounting package, or choose a default debtor.",
        nl="Meer dan één debiteur past bij {name}: {found}. Voeg ze samen in het boekhoudpakket, of kies een "
        "standaarddebiteur.",
    ),
    "original_missing": Text(
        en="The refund gives an amount only and the order that it belongs to was not found in the shop. Book it by hand.",
        nl="De terugbetaling noemt alleen een bedrag en de bijbehorende bestelling is niet gevonden in de winkel. Boek haar "
        "met de hand.",
    ),
    "refund_line_unknown": Text(
        en="The refund takes back {line}, which was not sold on its order at that VAT. Correct the refund in the shop, or book "
        "it by hand.",
        nl="De terugbetaling neemt {line} terug, dat niet met die btw op de bestelling stond. Verbeter de terugbetaling in de "
        "winkel, of boek haar met de hand.",
    ),
    "refund_exceeds_order": Text(
        en="More is given back than the order was worth: {refunded} of {total}. Correct the refund in the shop, or book it by "
        "hand.",
        nl="Er is meer terugbetaald dan de bestelling waard was: {refunded} van {total}. Verbeter de terugbetaling in de "
        "winkel, of boek haar met de hand.",
    ),
    "vat_code_not_mapped": Text(
        en="No VAT code is chosen yet for {row}. Choose one in the VAT table of the settings, and try again.",
        nl="Voor {row} is nog geen btw-code gekozen. Kies er een in de btw-tabel van de instellingen en probeer het opnieuw.",
    ),
    "ledger_not_mapped": Text(
        en="No ledger account is chosen yet for {row}. Choose one in the ledger table of the settings, and try again.",
        nl="Voor {row} is nog geen grootboekrekening gekozen. Kies er een in de grootboektabel van de instellingen en probeer "
        "het opnieuw.",
    ),
    "item_missing": Text(
        en="There is no item to book {line} on. Give the product the code of an item in the accounting package, let Koppel "
        "create items, or choose a fallback item.",
        nl="Er is geen artikel om {line} op te boeken. Geef het product de code van een artikel in het boekhoudpakket, laat "
        "Koppel artikelen aanmaken, of kies een terugvalartikel.",
    ),
    "changed_after_booking": Text(
        en="The amounts of {number} changed in the shop after it was booked. Look at the proposed correction and book it, or "
        "undo the change in the shop.",
        nl="De bedragen van {number} zijn in de winkel gewijzigd nadat er was geboekt. Bekijk het correctievoorstel en boek "
        "het, of maak de wijziging in de winkel ongedaan.",
    ),
    "reference_in_use": Text(
        en="The accounting package already has an entry {reference} with another total: {found} instead of {total}. Look which "
        "of the two is right; a prefix for the shop's references keeps them apart.",
        nl="Het boekhoudpakket heeft al een boeking {reference} met een ander totaal: {found} in plaats van {total}. Ga na welke "
        "klopt; een voorvoegsel voor de referenties van de winkel houdt ze uit elkaar.",
    ),
    "period_closed": Text(
        en="The date {day} lies in a closed period of the accounting package. Open the period; Koppel tries again by itself.",
        nl="De datum {day} ligt in een afgesloten periode van het boekhoudpakket. Open de periode; Koppel probeert het vanzelf "
        "opnieuw.",
    ),
}
"""Sentence per reason; `reason/variant` where one reason has several cures."""

SKIPPED: Final[dict[str, Text]] = {
    "status_not_selected": Text(
        en="The status {status} is not one of the chosen order statuses.",
        nl="De status {status} hoort niet bij de gekozen orderstatussen.",
    ),
    "before_start_date": Text(
        en="The date {day} lies before {start}, from which day on is booked.",
        nl="De datum {day} ligt vóór {start}, de dag vanaf wanneer wordt geboekt.",
    ),
    "zero_total": Text(
        en="There is nothing to book: the total is 0.00.", nl="Er valt niets te boeken: het totaal is 0,00."
    ),
}

WARNINGS: Final[dict[str, Text]] = {
    "shipping_rate_differs_from_goods": Text(
        en="The shop's VAT on shipping ({shipping}) is not that of the goods ({goods}). Booked as charged; look at the shop's "
        "tax class for shipping.",
        nl="De btw op de verzendkosten ({shipping}) is niet die van de goederen ({goods}). Geboekt zoals berekend; kijk naar de "
        "belastingklasse voor verzending in de winkel.",
    ),
    "regional_rate": Text(
        en="{rate}% holds in a part of {country} only. Check that the delivery address lies there.",
        nl="{rate}% geldt alleen in een deel van {country}. Controleer of het afleveradres daar ligt.",
    ),
    "refund_without_lines": Text(
        en="The shop gave {amount} back without saying for what. Koppel spread it over what was not refunded yet; check the VAT.",
        nl="De winkel gaf {amount} terug zonder te zeggen waarvoor. Koppel verdeelde het over wat nog niet was terugbetaald; "
        "controleer de btw.",
    ),
    "vat_number_ignored_home_sale": Text(
        en="The customer has the VAT number {number} of another EU country, but the goods stay at home, so VAT of your own "
        "country is right.",
        nl="De klant heeft het btw-nummer {number} van een ander EU-land, maar de goederen blijven in uw eigen land, dus btw "
        "van uw eigen land klopt.",
    ),
    "oss_rate_used_below_threshold": Text(
        en="The shop charged {rate}% VAT of {country}, while the settings say VAT of your own country. Booked as charged; make "
        "the two agree.",
        nl="De winkel rekende {rate}% btw van {country}, terwijl de instellingen btw van uw eigen land zeggen. Geboekt zoals "
        "berekend; breng de twee met elkaar in overeenstemming.",
    ),
    "vat_rounded_on_total": Text(
        en="On a structured invoice VAT is rounded over the total: {computed} instead of the shop's {charged}. The difference "
        "stands on rounding.",
        nl="Op een gestructureerde factuur wordt de btw over het totaal afgerond: {computed} in plaats van {charged} in de "
        "winkel. Het verschil staat op afronding.",
    ),
}
