"""Billit's ventilation codes: what says, on a line without VAT, why there is none. Lines with VAT need a rate alone.

A line at 0 % without a code counts as zero rated at home, which is wrong for an export or a reverse charge, so each has
one. What no documented code stands for is held, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from koppel.api import Draft, Held, Ref, Text, VatTreatment, rate_text

ZERO_RATED: Final = "1"
OUTSIDE_VAT: Final = "22"
_CODES: Final[Mapping[str, tuple[str, str]]] = {
    "DOM-0": (ZERO_RATED, "0 %"),
    "DOM-AE": ("21", "btw verlegd"),
    "IC-GOODS": ("51", "intracommunautaire levering"),
    "IC-SERV": ("55", "intracommunautaire dienst"),
    "EXPORT": ("70", "export"),
    "SERV-OUT": (OUTSIDE_VAT, "buiten btw"),
    "NONE": (OUTSIDE_VAT, "buiten btw"),
}
_BELGIAN: Final[Mapping[str, str]] = {"6": "2", "12": "3", "21": "4"}
"""The codes that Billit itself derives from Belgian rates."""
_SHIFTED: Final = frozenset({"DOM-AE", "IC-GOODS", "IC-SERV"})

_UNION_SCHEME = Text(
    en="Billit has no documented way to receive VAT of another country ({country} {rate}%). Enter this sale in Billit "
    "yourself, with VAT type OSS.",
    nl="Billit heeft geen gedocumenteerde manier om btw van een ander land ({country} {rate}%) te ontvangen. Voer deze verkoop "
    "zelf in Billit in, met btw-type OSS.",
)
_NO_CODE = Text(
    en="Billit has no code for this kind of VAT ({kind}). Enter this sale in Billit yourself.",
    nl="Billit heeft geen code voor deze soort btw ({kind}). Voer deze verkoop zelf in Billit in.",
)
_KINDS: Final[Mapping[str, Text]] = {
    "DOM-E": Text(en="exempt from VAT", nl="vrijgesteld van btw"),
    "SME": Text(en="small enterprise without VAT", nl="kleineondernemersregeling"),
}
_ON_DEFAULT_DEBTOR = Text(
    en="This sale is without VAT because the buyer is a business in another country or takes the VAT over; on the default "
    "debtor the buyer's VAT number would be lost. Take the default debtor out of the settings, or enter the sale in Billit.",
    nl="Deze verkoop is zonder btw omdat de koper een bedrijf in een ander land is of de btw overneemt; op de "
    "standaarddebiteur zou het btw-nummer van de koper verloren gaan. Haal de standaarddebiteur uit de instellingen of voer de "
    "verkoop in Billit in.",
)


def codes_of(draft: Draft) -> dict[str, Ref]:
    """The code for each row that the draft's lines stand in; only of treatments that have one."""
    return {line.vat.row: code for line in draft.lines if (code := code_of(line.vat)) is not None}


def code_of(vat: VatTreatment) -> Ref | None:
    """The code of a treatment; None where the rate says it all."""
    if vat.rate:
        belgian = _BELGIAN.get(rate_text(vat.rate)) if vat.country == "BE" else None
        return Ref(value=belgian, label=f"{rate_text(vat.rate)} %") if belgian else None
    code, label = _CODES["DOM-0" if vat.code.startswith("DOM-0") else vat.code]
    return Ref(value=code, label=f"{code} - {label}")


def misfit(draft: Draft) -> Held | None:
    """What Billit cannot express, or None."""
    for line in draft.lines:
        vat = line.vat
        if vat.code.startswith("OSS-"):
            said = _UNION_SCHEME.with_data(country=vat.country, rate=rate_text(vat.rate))
            return Held(reason="oss_not_supported", sentence=said)
        if not _is_known(vat):
            kind = _KINDS.get(vat.code, Text(en=vat.code, nl=vat.code))
            said = Text(en=_NO_CODE.with_data(kind=kind.en).en, nl=_NO_CODE.with_data(kind=kind.nl).nl)
            return Held(reason="vat_treatment_not_supported", sentence=said)
        if vat.code in _SHIFTED and draft.debtor.code and not draft.debtor.vat_number:
            return Held(reason="vat_number_lost", sentence=_ON_DEFAULT_DEBTOR, step="default_debtor")
    return None


def is_mixed(codes: Sequence[str | None]) -> bool:
    """Something outside VAT beside something else: on the Peppol network that is refused."""
    return OUTSIDE_VAT in codes and any(code != OUTSIDE_VAT for code in codes)


def _is_known(vat: VatTreatment) -> bool:
    is_home_rate = vat.code == f"DOM-{rate_text(vat.rate)}"
    return vat.vat_code is None and (is_home_rate or (vat.code in _CODES and not vat.rate))
