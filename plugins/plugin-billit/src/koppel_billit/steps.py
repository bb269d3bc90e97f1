"""The questions that Billit asks, of every source: those of the installation manual."""

from __future__ import annotations

from typing import Final

from koppel.api import Option, Text, steps

NOT: Final = "none"
EMAIL: Final = "email"
PEPPOL: Final = "peppol"
PEPPOL_OR_EMAIL: Final = "peppol_or_email"
LETTER: Final = "letter"
BY_PEPPOL: Final = frozenset({PEPPOL, PEPPOL_OR_EMAIL})

STEPS: Final[tuple[steps.Step, ...]] = (
    steps.standard.skip_email_check(),
    steps.standard.default_debtor(),
    steps.Choice(
        key="send_by",
        label=Text(en="How Billit sends the invoices", nl="Hoe Billit de facturen verstuurt"),
        help=Text(
            en="Nothing of the first export is ever sent by Koppel. Switch off “automatically send your invoices” in Billit, "
            "else Billit sends what is unsent each morning by itself.",
            nl="Van de eerste export verstuurt Koppel nooit iets. Zet in Billit “facturen automatisch versturen” uit, anders "
            "verstuurt Billit elke ochtend zelf wat nog niet verstuurd is.",
        ),
        required=True,
        default=NOT,
        group=Text(en="Sending", nl="Versturen"),
        options=(
            Option(value=NOT, label=Text(en="not at all", nl="niet")),
            Option(value=EMAIL, label=Text(en="by e-mail", nl="per e-mail")),
            Option(value=PEPPOL, label=Text(en="by Peppol", nl="via Peppol")),
            Option(
                value=PEPPOL_OR_EMAIL,
                label=Text(
                    en="by Peppol, by e-mail to who is not on it",
                    nl="via Peppol, per e-mail aan wie daar niet op zit",
                ),
            ),
            Option(
                value=LETTER, label=Text(en="by post (Billit charges for it)", nl="per post (Billit rekent hiervoor)")
            ),
        ),
    ),
)
