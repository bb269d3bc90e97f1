"""One call on an entity of a division: what the four verbs do with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from werkzeug.wrappers import Request, Response

from . import lists
from .account import SignedIn
from .atom import atom_response
from .behaviour import Behaviour
from .catalogue import Entity, catalogue
from .division import Division
from .envelope import Renderer, collection, json_response
from .query import Page, Query, check_demands, cut, next_options, read_query
from .refusal import ALREADY_EXISTS, Problems, Refusal, bad_request
from .registry import BEHAVIOURS
from .route import Route
from .table import Row
from .validate import read_object, read_values, require
from .view import shown, value

BODY_LIMIT = 10_000_000


def wants_json(request: Request) -> bool:
    """Whether the client asks for JSON; everybody else gets Atom."""
    return "application/json" in request.headers.get("Accept", "").lower()


def answer(request: Request, entity: Entity, payload: dict[str, Any], status: int = 200) -> Response:
    """A payload in the format that was asked for."""
    return json_response(payload, status) if wants_json(request) else atom_response(entity, payload, status)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One call on an entity of a division."""

    request: Request
    route: Route
    division: Division
    user: SignedIn

    def run(self) -> Response:
        """Do what the verb says."""
        match self.request.method:
            case "GET":
                return self._get()
            case "POST" if self.route.key is None:
                return self._post()
            case "PUT" if self.route.key is not None and self.route.child is None:
                return self._put(self._row())
            case "DELETE" if self.route.key is not None and self.route.child is None:
                self._behaviour().delete(self.division, self._row())
                return Response(status=204)
            case _:
                raise Refusal(405)

    @property
    def _renderer(self) -> Renderer:
        return Renderer(self.division, f"{self.request.host_url}api/v1/{self.route.division}")

    def _behaviour(self) -> Behaviour:
        return BEHAVIOURS.get(self.route.entity.name, Behaviour)(self.route.entity.name)

    def _row(self) -> Row:
        """The row of the key; there is a 404 for a key that is unknown, or gone."""
        rows = lists.rows_of(self.user, self.division, self.route.entity) if self.route.entity.kind != "crud" else None
        key = self.route.key
        if rows is None:
            found = self.division.table(self.route.entity.source).get(key)
        else:
            found = next((row for row in rows if self._key(row) == key), None)
        if found is None or (self.request.method == "GET" and not self.user.may(self.route.entity, "GET")):
            raise Refusal(404)
        return found

    def _key(self, row: Row) -> Any:
        return value(self.division, self.route.entity, row, self.route.entity.key)

    def _get(self) -> Response:
        entity = self.route.entity
        if entity.name == "UserHasRights":
            return answer(self.request, entity, {"d": lists.right(self.user, self.request.args)})
        if self.route.child is not None:
            lines, rows = self._renderer.children(entity, self._row(), self.route.child)
            return self._list(lines, rows, read_query(lines, self.request.args), child=True)
        query = read_query(entity, self.request.args)
        if self.route.key is not None:
            return answer(self.request, entity, {"d": self._renderer.row(entity, self._row(), query)})
        if entity.name == "SyncTimestamp":
            return self._list(entity, lists.timestamp(self.division, self.request.args), query)
        check_demands(entity, query)
        rows = lists.rows_of(self.user, self.division, entity) if self.user.may(entity, "GET") else []
        return self._count(rows, query) if self.route.count else self._list(entity, rows, query)

    def _count(self, rows: list[Row], query: Query) -> Response:
        if wants_json(self.request):
            raise Refusal(415)
        return Response(str(len(self._filtered(self.route.entity, rows, query))), mimetype="text/plain")

    def _filtered(self, entity: Entity, rows: list[Row], query: Query) -> list[Row]:
        wanted = query.filter
        if wanted is None:
            return rows
        return [row for row in rows if wanted.test(lambda name: shown(self.division, entity, row, name))]  # noqa: B023

    def _list(self, entity: Entity, rows: list[Row], query: Query, *, child: bool = False) -> Response:
        bare = self.user.switches.bare_collections == "children" and (child or not entity.page_size)

        def key(row: Row) -> Any:
            return value(self.division, entity, row, entity.key)

        def order(row: Row) -> Any:
            return shown(self.division, entity, row, query.order[0]) if query.order else None

        page = cut(self._filtered(entity, rows, query), query, entity.page_size, key, order)
        written = self._renderer.rows(entity, page.rows, query)
        following = self._next(entity, query, page)
        count = page.total if query.count else None
        return answer(self.request, entity, collection(written, count=count, following=following, bare=bare))

    def _next(self, entity: Entity, query: Query, page: Page) -> str | None:
        if page.last is None:
            return None
        token = f"guid'{page.last}'" if isinstance(page.last, str) else f"{page.last}L"
        options = next_options(self.request.args, query, entity.page_size, token)
        text = urlencode(options, quote_via=quote, safe="$',()")
        return f"{self.request.base_url}?{text}"

    def _body(self, problems: Problems, verb: str) -> Row:
        request = self.request
        if request.headers.get("Expect"):
            raise Refusal(500)
        if request.mimetype != "application/json":
            raise Refusal(415)
        body = request.get_data()
        if len(body) > BODY_LIMIT * 4 // 3:
            raise bad_request("The request is too large.")
        return read_values(self.route.entity, read_object(body), verb, problems, self.user.switches)

    def _post(self) -> Response:
        entity, problems = self.route.entity, Problems(catalogue().labels)
        values = self._body(problems, "POST")
        require(entity, values, problems, alone=True)
        row = self._behaviour().create(self.division, values, problems)
        if self._wants_representation():
            written = self._renderer.row(entity, row, Query())
        else:
            with_key = self.user.switches.post_answer == "key"
            written = self._renderer.blank(entity, row, with_key=with_key)
        return answer(self.request, entity, {"d": written}, 201)

    def _put(self, row: Row) -> Response:
        entity, problems = self.route.entity, Problems(catalogue().labels)
        values = self._body(problems, "PUT")
        if entity.key in values:
            problems.add(ALREADY_EXISTS)
        if entity.parent and values.get(entity.parent[1], row.get(entity.parent[1])) != row.get(entity.parent[1]):
            problems.invalid(entity.parent[1])
        problems.check()
        self._behaviour().update(self.division, row, values, problems)
        if self._wants_representation() and self.user.switches.put_representation == "honoured":
            return answer(self.request, entity, {"d": self._renderer.row(entity, row, Query())})
        return Response(status=204)

    def _wants_representation(self) -> bool:
        return self.request.headers.get("Prefer", "").replace(" ", "").lower() == "return=representation"
