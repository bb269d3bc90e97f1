"""What a connector is: sources, targets, and everything that they declare."""

from __future__ import annotations

from koppel.connectors.auth import (
    ApiKey,
    AuthMethod,
    Field,
    KeySecretUrl,
    OAuth2,
    Regions,
    SentIn,
    SessionToken,
    Token,
    Way,
)
from koppel.connectors.base import Connector, Limit
from koppel.connectors.context import Account, Context, Memory
from koppel.connectors.facets import Capability, Facet, Feature
from koppel.connectors.source import Batch, ReceivedPayment, Since, Source
from koppel.connectors.target import (
    BookedDocument,
    Delivery,
    DeliveryState,
    PaymentBatch,
    ReportedPayment,
    Sought,
    Target,
)
from koppel.connectors.webhook import Encoding, SecretFrom, Signed, Webhook

__all__ = [
    "Account",
    "ApiKey",
    "AuthMethod",
    "Batch",
    "BookedDocument",
    "Capability",
    "Connector",
    "Context",
    "Delivery",
    "DeliveryState",
    "Encoding",
    "Facet",
    "Feature",
    "Field",
    "KeySecretUrl",
    "Limit",
    "Memory",
    "OAuth2",
    "PaymentBatch",
    "ReceivedPayment",
    "Regions",
    "ReportedPayment",
    "SecretFrom",
    "SentIn",
    "SessionToken",
    "Signed",
    "Since",
    "Sought",
    "Source",
    "Target",
    "Token",
    "Way",
    "Webhook",
]
