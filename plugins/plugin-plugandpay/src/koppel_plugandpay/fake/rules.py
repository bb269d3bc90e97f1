"""The shop's rules that call a webhook: an event without any order data, signed with the shop's webhook key."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from koppel.testing import Outgoing, Post, nobody

_ATTEMPTS: Final = 3
_LOWEST_FAULT: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. `per_line` fires once for each line of an order, with the same order each time."""

    id: int
    trigger_type: str
    url: str
    per_line: bool = False


@dataclass(kw_only=True)
class Rules:
    """All of a shop. Without a `key` nothing is signed. `flat` is the other shape of an event, as a help page shows it;
    `ids_as_text` writes numbers of orders as text. Both occur.
    """

    tenant_id: int
    clock: Callable[[], datetime]
    post: Post = nobody
    key: str | None = None
    flat: bool = False
    ids_as_text: bool = False
    all: list[Rule] = field(default_factory=list)

    def add(self, trigger_type: str, url: str, *, per_line: bool = False) -> Rule:
        """Add a rule in the shop's own screens. Nothing is sent to try the address."""
        self.all.append(Rule(id=310 + len(self.all), trigger_type=trigger_type, url=url, per_line=per_line))
        return self.all[-1]

    def fire(self, trigger_type: str, order_id: int, *, lines: int = 1) -> list[int]:
        """An event; gives the last status of each call. An answer of 5xx is tried again, one of 4xx ends it."""
        chosen = [rule for rule in self.all if rule.trigger_type == trigger_type]
        return [self._call(rule, order_id) for rule in chosen for _ in range(lines if rule.per_line else 1)]

    def _call(self, rule: Rule, order_id: int) -> int:
        body = json.dumps(self._body(rule, order_id)).encode()
        headers = {"Content-Type": "application/json"}
        if self.key is not None:
            headers["X-Signature"] = hmac.new(self.key.encode(), body, hashlib.sha256).hexdigest()
        status = 0
        for _ in range(_ATTEMPTS):
            status = self.post(Outgoing(url=rule.url, body=body, headers=headers))
            if 0 < status < _LOWEST_FAULT:
                break
        return status

    def _body(self, rule: Rule, order_id: int) -> dict[str, Any]:
        event = {
            "trigger_type": rule.trigger_type,
            "triggerable_type": "order",
            "triggerable_id": str(order_id) if self.ids_as_text else order_id,
        }
        sent_at = self.clock().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        around = {"rule_id": rule.id, "tenant_id": self.tenant_id, "sent_at": sent_at}
        return {**event, **around} if self.flat else {"event": event, **around}
