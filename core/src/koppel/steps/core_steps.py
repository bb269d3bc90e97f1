"""The core's own step, which belongs to every integration."""

from __future__ import annotations

from typing import Final

from koppel.steps.kinds import Choice, Step
from koppel.steps.options import Option
from koppel.steps.standard import RUNNING
from koppel.text import Text

SERVICE_LEVEL: Final = Choice(
    key="service_level",
    label=Text(en="Service level", nl="Serviceniveau"),
    help=Text(
        en="How often Koppel looks for new documents. You can change it at any time; nothing is billed.",
        nl="Hoe vaak Koppel naar nieuwe documenten kijkt. U kunt het altijd wijzigen; er wordt niets in rekening gebracht.",
    ),
    required=True,
    default="basic",
    group=RUNNING,
    options=(
        Option(value="basic", label=Text(en="Basic: every 60 minutes", nl="Basic: elke 60 minuten")),
        Option(value="pro", label=Text(en="Pro: every 15 minutes", nl="Pro: elke 15 minuten")),
        Option(value="premium", label=Text(en="Premium: every 5 minutes", nl="Premium: elke 5 minuten")),
    ),
)

CORE_STEPS: Final[tuple[Step, ...]] = (SERVICE_LEVEL,)
