"""What the service says when it refuses: the Error shape, or an empty body. Clients decide on `code`, never on texts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from werkzeug.wrappers import Response

from .switches import Switches

_TITLES: Final = {
    "FACT_101": "Invoice number is in use.",
    "MUT_005": "The period is closed.",
    "MUT_019": "The invoice number exists already.",
    "API_SESSION_004": "The token has expired.",
    "SECURITY_001": "No permission.",
    "SECURITY_010": "Not authenticated",
}
_TRACE: Final = "00-4f0c6b7a9d2e4f31a5b8c7d6e5f40312-1a2b3c4d5e6f7081-00"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a request, and the property it is about."""

    code: str
    property: str = ""


class Refusal(Exception):
    """An answer other than success. Without findings and title the body is empty."""

    def __init__(
        self,
        status: int,
        *findings: Finding,
        kind: str = "validation",
        title: str = "",
        security_type: int | None = None,
        retry_after_s: int | None = None,
    ) -> None:
        super().__init__(status, *findings)
        self.status = status
        self.findings = findings
        self.kind = kind
        self.title = title
        self.security_type = security_type
        self.retry_after_s = retry_after_s

    def response(self, switches: Switches) -> Response:
        """As it goes over the wire."""
        body = self._body(switches)
        response = json_response(body, self.status) if body else Response(status=self.status)
        if self.retry_after_s is not None:
            response.headers["Retry-After"] = str(self.retry_after_s)
        return response

    def _body(self, switches: Switches) -> dict[str, Any]:
        if not self.findings and not self.title:
            return {}
        first = self.findings[0] if self.findings else Finding("")
        body: dict[str, Any] = {
            "type": self.kind,
            "title": self.title or _TITLES.get(first.code, "Validation failed"),
            "status": self.status,
            "traceId": _TRACE,
        }
        if first.code:
            body["code"] = first.code
        if first.property:
            body["propertyName"] = first.property
        if self.security_type is not None:
            body["securityType"] = self.security_type
        if len(self.findings) > 1:
            body["errors"] = _errors(self.findings, switches)
        return body


def _errors(findings: Sequence[Finding], switches: Switches) -> object:
    if switches.errors_shape == "strings":
        return [finding.code for finding in findings]
    if switches.errors_shape == "objects":
        return [{"field": finding.property, "message": finding.code} for finding in findings]
    found: dict[str, list[str]] = {}
    for finding in findings:
        found.setdefault(finding.property, []).append(finding.code)
    return found


def bad_request(code: str, name: str = "") -> Refusal:
    """A request that breaks one rule."""
    return Refusal(400, Finding(code, name))


def malformed(path: str) -> Refusal:
    """A body that is no JSON or has a value of another type: the framework's own problem form."""
    return Malformed(path)


class Malformed(Refusal):
    """`errors` is an object of paths here, whatever the switch says, and there is no code."""

    def __init__(self, path: str) -> None:
        super().__init__(400, title="One or more validation errors occurred.")
        self.path = path

    def _body(self, switches: Switches) -> dict[str, Any]:
        del switches
        said = {self.path: ["The JSON value could not be converted."]}
        return {"type": self.kind, "title": self.title, "status": 400, "errors": said, "traceId": _TRACE}


def security(status: int, code: str = "", title: str = "", *, security_type: int = 0) -> Refusal:
    """A refusal of who is calling."""
    findings = (Finding(code),) if code else ()
    return Refusal(status, *findings, kind="security", title=title, security_type=security_type)


def not_found(code: str) -> Refusal:
    """An id in the path that is unknown."""
    return Refusal(404, Finding(code), title="Not found")


@dataclass(slots=True)
class Problems:
    """The broken rules of one request, in the order in which they were met."""

    findings: list[Finding] = field(default_factory=list)

    def add(self, code: str, name: str = "") -> None:
        """Note one broken rule."""
        if code:
            self.findings.append(Finding(code, name))

    def check(self) -> None:
        """Refuse the request when any rule was broken."""
        if self.findings:
            raise Refusal(400, *self.findings)


def json_response(body: object, status: int = 200) -> Response:
    """An answer in JSON; amounts become JSON numbers."""
    return Response(json.dumps(body, default=_plain), status=status, content_type="application/json; charset=utf-8")


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)
