"""Replays recorded calls against the fake, and reads both answers the same way."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from werkzeug.test import Client, TestResponse

from koppel_woocommerce.fake import WooCommerceFake

RECORDINGS = Path(__file__).parents[2] / "recordings" / "woocommerce"
NOON = datetime(2026, 11, 23, 11, 0, 0, tzinfo=UTC)


@pytest.fixture
def recording() -> Callable[[str], dict[str, Any]]:
    """Loads a recorded call by its folder and name."""

    def load(name: str) -> dict[str, Any]:
        data: dict[str, Any] = json.loads((RECORDINGS / f"{name}.json").read_text(encoding="utf-8"))
        return data

    return load


@pytest.fixture
def shop() -> WooCommerceFake:
    """A shop on https with a read and write key, its clock at noon of 23 November 2026 in Amsterdam."""
    return WooCommerceFake(https=True, permission="read_write", clock=lambda: NOON)


@pytest.fixture
def ask() -> Callable[..., TestResponse]:
    """Calls a route of wc/v3 with the shop's key in a Basic header."""

    def call(shop: WooCommerceFake, route: str, *, method: str = "GET", **options: Any) -> TestResponse:
        headers = {"Authorization": basic(shop.consumer_key, shop.consumer_secret), **options.pop("headers", {})}
        return Client(shop).open(
            f"/wp-json/wc/v3{route}", method=method, base_url="https://winkel.example", headers=headers, **options
        )

    return call


@pytest.fixture
def replay() -> Callable[..., TestResponse]:
    """Sends a recorded request to a shop."""

    def call(shop: WooCommerceFake, recorded: dict[str, Any]) -> TestResponse:
        request, key, secret = recorded["request"], "ck_" + "1" * 40, "cs_" + "1" * 40
        key = "ck_" + "9" * 40 if "unknown key" in request["auth"] else key
        secret = "cs_" + "9" * 40 if "wrong secret" in request["auth"] else secret
        options: dict[str, Any] = {"headers": {}}
        if request["auth"].startswith("Basic"):
            options["headers"]["Authorization"] = basic(key, secret)
        if "body" in request:
            options["json"] = request["body"]
        if "body_raw" in request:
            options |= {"data": request["body_raw"], "content_type": "application/json"}
        path = f"{request['path']}?{urlencode(request['query'])}" if request["query"] else request["path"]
        base = f"{request['scheme']}://{request['host']}"
        return Client(shop).open(path, method=request["method"], base_url=base, **options)

    return call


@pytest.fixture
def recorded_shop() -> Callable[..., WooCommerceFake]:
    """A shop set up as the recorded one was at the moment of a call, its clock at that moment."""

    def make(recorded: dict[str, Any], **switches: Any) -> WooCommerceFake:
        moment = parsedate_to_datetime(dict(recorded["headers"])["date"])
        request = recorded["request"]
        setup, auth = request.get("setup", ""), request["auth"]
        kinds = {"read": "good read key", "write": "good write key", "customer": "only a customer"}
        return WooCommerceFake(
            **{
                "clock": lambda: moment,
                "https": request["scheme"] == "https",
                "tls_proxy": "TLS ends" in setup,
                "header_dropped": "does not pass" in setup,
                "permission": next((kind for kind, words in kinds.items() if words in auth), "read_write"),
                **switches,
            }
        )

    return make


def basic(key: str, secret: str) -> str:
    """A Basic Authorization header."""
    return "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode()


def seen(response: TestResponse) -> tuple[int, Any, dict[str, str | None]]:
    """What is compared of an answer: status, body, and the headers that mean something to a client."""
    text = response.get_data(as_text=True)
    body = json.loads(text) if response.mimetype == "application/json" and text else text
    return response.status_code, body, {name: response.headers.get(name) for name in HEADERS}


def recorded_seen(recorded: dict[str, Any]) -> tuple[int, Any, dict[str, str | None]]:
    """The same of a recorded answer."""
    headers = {name.lower(): value for name, value in recorded["headers"]}
    return recorded["status"], recorded["body"], {name: headers.get(name) for name in HEADERS}


HEADERS = (
    "content-type", "x-wp-total", "x-wp-totalpages", "link", "allow", "vary", "expires", "cache-control",
    "x-robots-tag", "retry-after", "location", "x-redirect-by",
)  # fmt: skip


@pytest.fixture
def same() -> Callable[[TestResponse, dict[str, Any]], None]:
    """Asserts that an answer is the recorded one: status, body and headers."""

    def compare(response: TestResponse, recorded: dict[str, Any]) -> None:
        assert seen(response) == recorded_seen(recorded)

    return compare
