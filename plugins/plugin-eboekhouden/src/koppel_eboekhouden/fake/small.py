"""The resources that need little: templates, units, cost centres, products, administrations."""

from __future__ import annotations

from typing import Any, Final

from werkzeug.datastructures import MultiDict

from .administration import Administration, Table, found
from .query import Row, listed
from .refusal import Problems, bad_request
from .schemas import COST_CENTER, PRODUCT, Schema
from .validate import Body, checked
from .vat import code_of

_READ_ONLY: Final = {
    "invoicetemplate": ("templates", {"name": str, "type": str, "active": bool}),
    "emailtemplate": ("email_templates", {}),
    "unit": ("units", {"singular": str, "plural": str}),
}
_LISTED: Final = {
    "costcenter": ("id", "description", "parentId", "active"),
    "product": ("id", "code", "description", "unitId", "active"),
}
_FILTERS: Final[dict[str, dict[str, type]]] = {
    "costcenter": {"parentId": int, "description": str},
    "product": {"code": str, "groupCode": str},
}
_NOT_FOUND: Final = {"costcenter": "COST_001", "product": "ART_001"}
_SCHEMAS: Final[dict[str, Schema]] = {"costcenter": COST_CENTER, "product": PRODUCT}
NAMES: Final = frozenset({*_READ_ONLY, *_LISTED})
CHANGEABLE: Final = frozenset(_LISTED)


class Small:
    """All of them, by the name in the path."""

    def __init__(self, administration: Administration) -> None:
        self._a = administration

    def page(self, name: str, args: MultiDict[str, str]) -> dict[str, Any]:
        """One page."""
        if name in _READ_ONLY:
            table, filters = _READ_ONLY[name]
            rows = list(getattr(self._a, table).values())
            return listed(rows, args, filters, self._a.switches, of=name)  # type: ignore[arg-type]
        page = listed(list(self._table(name).values()), args, _FILTERS[name], self._a.switches, of=name)
        return {**page, "items": [{key: row.get(key) for key in _LISTED[name]} for row in page["items"]]}

    def get(self, name: str, key: int) -> Row:
        """One row."""
        row = found(self._table(name), key, _NOT_FOUND[name])
        return {**row, "fullPath": self._path(row)} if name == "costcenter" else row

    def create(self, name: str, body: Body) -> Row:
        """Make one."""
        values = self._checked(name, body, partial=False)
        made = self._a.add(name, self._table(name), {"active": True, **values})
        return {"id": made["id"], "active": made["active"]} if name == "costcenter" else {"id": made["id"]}

    def change(self, name: str, key: int, body: Body) -> None:
        """Change the fields that were sent."""
        row = found(self._table(name), key, _NOT_FOUND[name])
        if name == "costcenter" and "parentId" in body:
            raise bad_request("COST_006", "parentId")
        row.update(self._checked(name, body, partial=True))

    def remove(self, name: str, key: int) -> None:
        """Drop it."""
        found(self._table(name), key, _NOT_FOUND[name])
        del self._table(name)[key]

    def groups(self) -> dict[str, Any]:
        """The product groups; no paging."""
        rows = list(self._a.product_groups.values())
        return {"items": rows, "count": len(rows)}

    def administrations(self, *, linked: bool) -> dict[str, Any]:
        """The administrations of an accountant. Who may list the linked ones is not known."""
        wanted = linked and self._a.switches.linked_for == "others"
        if wanted and self._a.switches.accountant:
            raise bad_request("EP_002")
        if not wanted and not self._a.switches.accountant:
            raise bad_request("EP_001")
        row = {"guid": self._a.guid, "company": self._a.company}
        return {"items": [row], "count": 1}

    def _table(self, name: str) -> Table:
        return self._a.cost_centers if name == "costcenter" else self._a.products

    def _path(self, row: Row) -> str:
        parent = self._a.cost_centers.get(row.get("parentId") or 0)
        return f"{self._path(parent)} > {row['description']}" if parent else str(row["description"])

    def _checked(self, name: str, body: Body, *, partial: bool) -> Body:
        problems = Problems()
        values = checked(body, _SCHEMAS[name], self._a.switches, problems, partial=partial)
        if name == "product":
            self._check_product(values, problems)
        elif values.get("parentId") and values["parentId"] not in self._a.cost_centers:
            problems.add("COST_008", "parentId")
        problems.check()
        return values

    def _check_product(self, values: Body, problems: Problems) -> None:
        vat = values.get("vat")
        code = code_of(vat, self._a.country, self._a.today()) if vat else None
        if vat and (code is None or code.use == "purchase"):
            problems.add("ART_013", "vat")
        ledger = values.get("ledgerId")
        if ledger is not None and self._a.category_of(ledger) not in {"BAL", "VW"}:
            problems.add("ART_028" if ledger in self._a.ledgers else "ART_009", "ledgerId")
