"""The words that pages use for states, kinds and outcomes; the codes stay as they are in the database and in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from koppel.text import Text, same

DOCUMENT: Final = {
    "planned": Text(en="to be booked", nl="te boeken"),
    "sending": Text(en="being booked", nl="wordt geboekt"),
    "booked": Text(en="booked", nl="geboekt"),
    "held": Text(en="held", nl="vastgehouden"),
    "skipped": Text(en="skipped", nl="overgeslagen"),
    "failed": Text(en="refused", nl="geweigerd"),
}
INTEGRATION: Final = {
    "draft": Text(en="being set up", nl="in opbouw"),
    "active": Text(en="active", nl="actief"),
    "paused": Text(en="paused", nl="gepauzeerd"),
}
CONNECTION: Final = {
    "verified": Text(en="connected", nl="verbonden"),
    "authorize": Text(en="login needed", nl="inlog nodig"),
    "failed": Text(en="not connected", nl="niet verbonden"),
}
RUN: Final = {
    "queued": Text(en="in the queue", nl="in de wachtrij"),
    "running": Text(en="running", nl="bezig"),
    "waiting": Text(en="waiting", nl="wacht"),
    "done": Text(en="done", nl="klaar"),
    "failed": Text(en="stopped", nl="gestopt"),
}
TRIGGER: Final = {
    "manual": Text(en="by hand", nl="met de hand"),
    "schedule": Text(en="by the clock", nl="op schema"),
    "command": Text(en="on the command line", nl="op de opdrachtregel"),
    "api": Text(en="through the API", nl="via de API"),
    "retry": Text(en="to try again", nl="om opnieuw te proberen"),
    "again": Text(en="to import again", nl="om opnieuw te importeren"),
    "webhook": Text(en="because the shop told", nl="omdat de winkel het meldde"),
}
KIND: Final = {
    "380": Text(en="Invoice", nl="Factuur"),
    "381": Text(en="Credit note", nl="Creditnota"),
}
LINE: Final = {
    "product": Text(en="product", nl="product"),
    "shipping": Text(en="shipping", nl="verzending"),
    "fee": Text(en="costs", nl="kosten"),
    "coupon": Text(en="coupon", nl="kortingsbon"),
    "voucher_sold": Text(en="voucher sold", nl="tegoedbon verkocht"),
    "deposit": Text(en="deposit", nl="statiegeld"),
}
COUNTED: Final = {
    "read": Text(en="read", nl="gelezen"),
    "booked": Text(en="booked", nl="geboekt"),
    "held": Text(en="held", nl="vastgehouden"),
    "skipped": Text(en="skipped", nl="overgeslagen"),
    "failed": Text(en="refused", nl="geweigerd"),
    "unchanged": Text(en="unchanged", nl="ongewijzigd"),
}
OUTCOME: Final = {
    "created": Text(en="Booked", nl="Geboekt"),
    "found": Text(en="Found in the package and linked", nl="Gevonden in het pakket en gekoppeld"),
    "linked": Text(en="Linked by hand", nl="Met de hand gekoppeld"),
    "by_person": Text(en="Decided", nl="Besloten"),
    "on_hold": Text(en="Kept back", nl="Tegengehouden"),
    "released": Text(en="Released", nl="Vrijgegeven"),
    "by_hand": Text(en="Booked by hand", nl="Met de hand geboekt"),
    "UnknownOutcome": Text(en="No clear answer", nl="Geen duidelijk antwoord"),
    "Rejected": Text(en="Refused by the package", nl="Geweigerd door het pakket"),
    "SettingsProblem": Text(en="A setting did not fit", nl="Een instelling paste niet"),
    "Bug": Text(en="Error in the program", nl="Fout in het programma"),
    "delivery delivered": Text(en="Delivered to the customer", nl="Bij de klant afgeleverd"),
    "delivery failed": Text(en="Did not reach the customer", nl="Niet bij de klant aangekomen"),
    "delivery unknown": Text(en="Arrival not known", nl="Aankomst niet bekend"),
}
ROLE: Final = {
    "source": Text(en="Shop", nl="Winkel"),
    "target": Text(en="Accounting package", nl="Boekhoudpakket"),
}
DELIVERY: Final = {
    "pending": Text(en="sent, arrival not known yet", nl="verstuurd, aankomst nog niet bekend"),
    "delivered": Text(en="delivered", nl="afgeleverd"),
    "failed": Text(en="did not arrive", nl="niet aangekomen"),
    "unknown": Text(en="sent, arrival unknown", nl="verstuurd, aankomst onbekend"),
}
VERDICT: Final = {
    "ok": Text(en="fine", nl="goed"),
    "warning": Text(en="look at this", nl="let op"),
    "error": Text(en="wrong", nl="fout"),
}
SCOPE: Final = {
    "read": Text(en="read", nl="lezen"),
    "run": Text(en="run", nl="uitvoeren"),
    "write": Text(en="change", nl="wijzigen"),
}
SCOPE_TOLD: Final = {
    "read": Text(en="Read: look at everything (read)", nl="Lezen: alles bekijken (read)"),
    "run": Text(
        en="Run: start runs and try documents again (run)",
        nl="Uitvoeren: uitvoeringen starten en documenten opnieuw proberen (run)",
    ),
    "write": Text(
        en="Change: set up, change and remove (write)", nl="Wijzigen: inrichten, aanpassen en verwijderen (write)"
    ),
}
LANGUAGE: Final = {"nl": same("Nederlands"), "en": same("English")}
SHAPE: Final = {
    "planned": "ring", "sending": "half", "booked": "disc", "held": "triangle", "skipped": "dash", "failed": "square",
    "draft": "ring", "active": "disc", "paused": "bars",
    "verified": "disc", "authorize": "triangle",
    "queued": "ring", "running": "half", "waiting": "bars", "done": "disc",
    "pending": "half", "delivered": "disc", "unknown": "triangle",
}  # fmt: skip
"""The shape that goes with a state, so that colour is never the only sign."""


def word(words: Mapping[str, Text], code: str) -> Text:
    """The word for a code; a code that has none is shown as it is."""
    if code.startswith("held: "):
        return DOCUMENT["held"]
    return words.get(code) or same(code)
