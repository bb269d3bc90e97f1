"""The shop's webhooks: the first ping, signed deliveries of whole orders, and switching off after seven failures."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from koppel.testing import Outgoing, Post, nobody

_AGENT: Final = "WooCommerce/10.9.1 Hookshot (WordPress/7.0.4)"
_MOST_FAILURES: Final = 7
_YES: Final = frozenset({*range(200, 300), 301, 302})


@dataclass(slots=True, kw_only=True)
class ShopWebhook:
    """One webhook as somebody entered it. `topic` is `order.updated` and the like."""

    number: int
    topic: str
    delivery_url: str
    secret: str
    status: str = "active"
    failures: int = 0
    pinged: bool = False


@dataclass(kw_only=True)
class Webhooks:
    """All of a shop. `body_of` gives an order as GET does: what is sent is the state at that moment."""

    source: str
    body_of: Callable[[int], dict[str, Any]]
    post: Post = nobody
    all: list[ShopWebhook] = field(default_factory=list)
    deliveries: int = 0

    def add(self, topic: str, delivery_url: str, secret: str) -> ShopWebhook:
        """Save a webhook; the shop tries the address at once. A ping that fails does not stop it."""
        made = ShopWebhook(number=len(self.all) + 1, topic=topic, delivery_url=delivery_url, secret=secret)
        self.all.append(made)
        self._ping(made)
        return made

    def order_made(self, order_id: int) -> list[int]:
        """A new order fires created and updated; gives the statuses of the answers."""
        return [*self.fire("order.created", order_id), *self.fire("order.updated", order_id)]

    def fire(self, topic: str, order_id: int) -> list[int]:
        """Deliver to all that want to hear of it."""
        return [self._deliver(one, order_id) for one in list(self.all) if (one.topic, one.status) == (topic, "active")]

    def _deliver(self, webhook: ShopWebhook, order_id: int) -> int:
        """No retry. A ping that never got through goes before each delivery."""
        if not webhook.pinged:
            self._ping(webhook)
        resource, _, event = webhook.topic.partition(".")
        content = {"id": order_id} if event == "deleted" else self.body_of(order_id)
        body = json.dumps(content).encode()
        self.deliveries += 1
        signature = base64.b64encode(hmac.new(webhook.secret.encode(), body, hashlib.sha256).digest()).decode()
        status = self.post(
            Outgoing(
                url=webhook.delivery_url,
                body=body,
                headers={
                    "Content-Type": "application/json",
                    "User-Agent": _AGENT,
                    "X-WC-Webhook-Source": self.source,
                    "X-WC-Webhook-Topic": webhook.topic,
                    "X-WC-Webhook-Resource": resource,
                    "X-WC-Webhook-Event": event,
                    "X-WC-Webhook-Signature": signature,
                    "X-WC-Webhook-ID": str(webhook.number),
                    "X-WC-Webhook-Delivery-ID": f"delivery-{self.deliveries}",
                },
            )
        )
        self._count(webhook, status)
        return status

    def _ping(self, webhook: ShopWebhook) -> None:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": _AGENT}
        body = f"webhook_id={webhook.number}".encode()
        webhook.pinged = self.post(Outgoing(url=webhook.delivery_url, body=body, headers=headers)) in _YES

    def _count(self, webhook: ShopWebhook, status: int) -> None:
        """Seven failures in a row, and nobody is told that it was switched off."""
        webhook.failures = 0 if status in _YES else webhook.failures + 1
        if webhook.failures >= _MOST_FAILURES:
            webhook.status = "disabled"
