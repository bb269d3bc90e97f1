"""The core's own step, which belongs to every integration."""

from __future__ import annotations

from typing import Final

from koppel.steps.kinds import Choice, Step
from koppel.steps.options import Option
from koppel.steps.standard import RUNNING
from koppel.text import Text, same

SERVICE_LEVEL: Final = Choice(
    key="service_level",
    label=Text(en="Service level", nl="Serviceniveau"),
    help=Text(
        en="How often Koppel looks for new documents: every 60, 15 or 5 minutes, unless you changed that under Account, "
        "Service levels. Nothing is billed.",
        nl="Hoe vaak Koppel naar nieuwe documenten kijkt: elke 60, 15 of 5 minuten, tenzij u dat wijzigde onder Account, "
        "Serviceniveaus. Er wordt niets in rekening gebracht.",
    ),
    required=True,
    default="basic",
    group=RUNNING,
    options=(
        Option(value="basic", label=same("Basic")),
        Option(value="pro", label=same("Pro")),
        Option(value="premium", label=same("Premium")),
    ),
)

CORE_STEPS: Final[tuple[Step, ...]] = (SERVICE_LEVEL,)
