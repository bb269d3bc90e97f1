"""Items: from the shop's item codes to the keys by which lines name them, looked up together and made where asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from koppel.api import BookingLine, Memory, Rejected, Text, clip, text_of
from koppel_exact import lengths, wire
from koppel_exact.division import Division, either, filled
from koppel_exact.wire import Row

_FIELDS: Final = ("ID", "Code", "GLRevenue", "ItemGroup")
_EXTRA: Final = 255

_UNKNOWN = Text(
    en="Item {code} does not exist in Exact Online. Add it there, or let Koppel create items.",
    nl="Artikel {code} bestaat niet in Exact Online. Voeg het daar toe of laat Koppel artikelen aanmaken.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item, and whether it or its group has a revenue account of its own."""

    id: str
    has_ledger: bool


class Items:
    """The items of one administration, with those that were met before kept in the memory."""

    def __init__(self, division: Division, memory: Memory) -> None:
        self._division = division
        self._memory = memory
        self._namespace = f"items:{division.code}"

    def of(self, lines: Sequence[BookingLine], *, create: bool) -> dict[str, Item]:
        """The item of each code on the lines. Raises Rejected for one that does not exist and may not be made."""
        wanted = {line.item.value: line for line in lines if line.item}
        found = self._remembered(wanted) | self._ask([code for code in wanted if code not in self._remembered(wanted)])
        for code, line in wanted.items():
            if code not in found:
                found[code] = self._make(code, line, create=create)
        return found

    def forget(self) -> None:
        """Some item turned out to be gone or changed."""
        self._memory.forget(self._namespace)

    def _remembered(self, codes: Iterable[str]) -> dict[str, Item]:
        known = self._memory.get_many(self._namespace, [f"item:{code}" for code in codes])
        return {key.removeprefix("item:"): Item(**value) for key, value in known.items() if isinstance(value, dict)}

    def _ask(self, codes: Sequence[str]) -> dict[str, Item]:
        rows = [
            row
            for where in either("Code", map(wire.quoted, codes))
            for row in self._division.rows("logistics/Items", select=_FIELDS, where=where)
        ]
        return self._keep(rows)

    def _keep(self, rows: Sequence[Row]) -> dict[str, Item]:
        groups = self._groups() if any(not row.get("GLRevenue") for row in rows) else {}
        found = {text_of(row["Code"]): _read(row, groups) for row in rows}
        if found:
            values = {f"item:{code}": {"id": item.id, "has_ledger": item.has_ledger} for code, item in found.items()}
            self._memory.put(self._namespace, values)
        return found

    def _groups(self) -> Mapping[str, Any]:
        """For each item group, whether it has a revenue account."""
        known = self._memory.get(self._namespace, "groups")
        if isinstance(known, dict):
            return known
        rows = self._division.rows("logistics/ItemGroups", select=("ID", "GLRevenue"))
        groups = {wire.guid(row["ID"]) or "": bool(row.get("GLRevenue")) for row in rows}
        self._memory.put(self._namespace, {"groups": groups})
        return groups

    def _make(self, code: str, line: BookingLine, *, create: bool) -> Item:
        """Make the item. One that exists after all, from a lost answer or another worker, is found again by its code."""
        if not create:
            raise Rejected(_UNKNOWN, reason="item_missing", step="create_items", code=code)
        try:
            row = self._division.post("logistics/Items", _body(code, line))
        except Rejected as refused:
            if refused.data.get("reason") != "exists":
                raise
            row = {}
        made = self._keep([row]) if wire.guid(row.get("ID")) and text_of(row.get("Code")) else self._ask([code])
        if code not in made:
            raise Rejected(_UNKNOWN, reason="item_missing", step="create_items", code=code)
        return made[code]


def _read(row: Row, groups: Mapping[str, Any]) -> Item:
    own = bool(row.get("GLRevenue"))
    return Item(
        id=wire.guid(row["ID"]) or "", has_ledger=own or bool(groups.get(wire.guid(row.get("ItemGroup")) or ""))
    )


def _body(code: str, line: BookingLine) -> dict[str, Any]:
    name = line.description.removeprefix(f"{code} ") or code
    return filled(
        {
            "Code": code,
            "Description": clip(name, lengths.DESCRIPTION),
            "ExtraDescription": clip(name, _EXTRA) if len(name) > lengths.DESCRIPTION else None,
            "IsSalesItem": True,
            "IsFractionAllowedItem": True if line.quantity % 1 else None,
        }
    )
