"""The REST API below /api/v1: who may call, how often, and what the four verbs do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from werkzeug.wrappers import Request, Response

from . import lists
from .account import SignedIn
from .atom import atom_error
from .catalogue import catalogue
from .envelope import Renderer, collection, error_payload, json_response
from .exchange import Exchange, answer, wants_json
from .limits import CallLimits, ErrorVelocity
from .oauth import TokenServer
from .query import read_query
from .refusal import Refusal
from .route import Address, read_address

URL_LIMIT = 6000
_ME = "/api/v1/current/me"


@dataclass(slots=True, kw_only=True)
class Api:
    """The REST half of the fake."""

    user: SignedIn
    tokens: TokenServer
    velocity: ErrorVelocity
    minutely_limit: int
    daily_limit: int
    _limits: dict[int, CallLimits] = field(default_factory=dict)

    def respond(self, request: Request) -> Response:
        """Answer one call. Calls without a division are not counted and carry no limit headers."""
        if request.path.lower().rstrip("/") == _ME:
            return self._guarded(request, lambda: self._me(request))
        address = read_address(request.path)
        if address is None:
            return self._guarded(request, _not_found)
        return self._in_division(request, address)

    def _in_division(self, request: Request, address: Address) -> Response:
        company, endpoint = str(address.division), address.endpoint
        if self.velocity.blocked(company, endpoint):
            return Response(status=self.user.switches.velocity_block_status)
        limits = self._limits_of(address.division)
        allowed = self.tokens.accepts(request.headers.get("Authorization", ""))
        exhausted = limits.take() if allowed else None
        if exhausted is not None:
            with_headers = self.user.switches.limit_headers_on_429 == "exhausted"
            return Response(status=429, headers=limits.headers(exhausted) if with_headers else {})
        response = self._guarded(request, lambda: self._call(request, address))
        self.velocity.note(company, endpoint, response.status_code)
        response.headers.update(limits.headers() if allowed else {})
        return response

    def _limits_of(self, division: int) -> CallLimits:
        if division not in self._limits:
            self._limits[division] = CallLimits(self.user.clock, self.minutely_limit, self.daily_limit)
        return self._limits[division]

    def _guarded(self, request: Request, answer: Any) -> Response:
        """The answer, or the refusal in the format that was asked for."""
        try:
            self._authenticate(request)
            response: Response = answer()
        except Refusal as refusal:
            response = self._refused(request, refusal)
        return response

    def _authenticate(self, request: Request) -> None:
        if not self.tokens.accepts(request.headers.get("Authorization", "")):
            raise Refusal(401)
        if self.user.refusal is not None:
            raise Refusal(self.user.refusal[0], reason=self.user.refusal[1])
        if len(request.url) > URL_LIMIT:
            raise Refusal(414)

    def _refused(self, request: Request, refusal: Refusal) -> Response:
        message = refusal.message(self.user.message_language)
        if not message:
            response = Response(status=refusal.status)
        elif wants_json(request):
            response = json_response(error_payload(message), refusal.status)
        else:
            response = atom_error(message, refusal.status)
        if refusal.reason:
            response.headers["Reason"] = refusal.reason
        return response

    def _me(self, request: Request) -> Response:
        if request.method != "GET":
            raise Refusal(405)
        entity = catalogue()["Me"]
        division = self.user.divisions[self.user.current_division]
        renderer = Renderer(division, f"{request.host_url}api/v1")
        rows = renderer.rows(entity, [lists.me(self.user)], read_query(entity, request.args))
        return answer(request, entity, collection(rows, count=None, following=None, bare=False))

    def _call(self, request: Request, address: Address) -> Response:
        route = address.route()
        if route.entity.name == "system.Divisions":
            division = self.user.divisions[self.user.current_division]
        else:
            division = self.user.division(address.division)
        if request.method not in route.entity.verbs:
            raise Refusal(405)
        self.user.check(route.entity, request.method, division)
        return Exchange(request, route, division, self.user).run()


def _not_found() -> Response:
    raise Refusal(404)
