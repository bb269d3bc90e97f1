"""What a person can choose from: options, and where they come from (a fixed list, the live service, a facet)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from koppel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice, or one row of a mapping.

    `data` is stored with the answer, so that `plan` knows the rate of a chosen VAT code without asking the service.
    `fits` names the rows of a mapping table (see `booking.categories`) that this option is the natural answer to; the
    core suggests the first fitting option.
    """

    value: str
    label: str | Text
    data: Mapping[str, str] = field(default_factory=dict)
    fits: tuple[str, ...] = ()

    def named(self, language: str) -> str:
        """The label for a reader of that language; what a service itself called it stays as it is."""
        return self.label if isinstance(self.label, str) else self.label.to(language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """Options from the connector's own method `options_<name>(answers)`.

    `after` names the steps whose answers the method needs; before these are answered the list is empty and says so.
    """

    name: str
    after: tuple[str, ...] = ()
    ttl_s: int = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class FromFacet:
    """Options or rows from a facet of the source, whichever source it is."""

    facet: str
    ttl_s: int = 300


Options = tuple[Option, ...] | Live | FromFacet
