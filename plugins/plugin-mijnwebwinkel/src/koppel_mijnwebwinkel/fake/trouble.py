"""Trouble on the service's side: pages instead of data, limits, answers that break off or lack a part."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from werkzeug.wrappers import Request, Response

from koppel.testing import Trouble
from koppel_mijnwebwinkel.fake.answers import json_answer, page_instead


@dataclass(slots=True)
class Passing:
    """A trouble for `Fake.before`; `times` is how many requests it lasts, None until it is taken away."""

    answer: Callable[[], Response]
    times: int | None = None

    def __call__(self, request: Request) -> Response | None:
        del request
        if self.times == 0:
            return None
        if self.times is not None:
            self.times -= 1
        return self.answer()


def half_written(request: Request, response: Response) -> Response:
    """A change for `Fake.after`: the answer breaks off in the middle."""
    del request
    body = response.get_data()
    response.set_data(body[: len(body) // 2])
    return response


def altered(change: Callable[[dict[str, Any]], None]) -> Callable[[Request, Response], Response]:
    """A change for `Fake.after`: every order in an answer goes through `change` first."""

    def alter(request: Request, response: Response) -> Response:
        if not request.path.startswith("/v1/orders") or response.status_code != 200:
            return response
        body = json.loads(response.get_data())
        for row in body if isinstance(body, list) else [body]:
            if isinstance(row, dict) and "orderlines" in row:
                change(row)
        response.set_data(json.dumps(body))
        return response

    return alter


class TroubleMaker:
    """The methods by which a test gives the fake its troubles."""

    before: list[Trouble]
    after: list[Callable[[Request, Response], Response]]

    def maintenance(self, *, status: int = 503, times: int | None = None) -> None:
        """A page that says so, whatever status it comes with."""
        self.before.append(Passing(lambda: page_instead("Onderhoud", status=status), times))

    def error_in_a_good_answer(self, code: int, *, times: int | None = None) -> None:
        """An error body that comes with status 200."""
        said = {"code": code, "message": "Error", "description": "Something is wrong"}
        self.before.append(Passing(lambda: json_answer(said), times))

    def answer_with(self, content: str) -> None:
        """From now on every answer holds this instead, its status unchanged."""

        def replace(request: Request, response: Response) -> Response:
            del request
            response.set_data(content)
            return response

        self.after.append(replace)

    def always(self, response: Response) -> None:
        """From now on this is the answer to everything."""
        self.before.append(Passing(lambda: response))

    def throttle(self, retry_after_s: int = 30, *, times: int | None = None) -> None:
        """Too many calls."""
        said = {"code": 429, "message": "Too many requests", "description": "Retry later"}
        headers = {"Retry-After": str(retry_after_s)}
        self.before.append(Passing(lambda: json_answer(said, status=429, headers=headers), times))

    def break_off(self) -> None:
        """From now on every answer breaks off in the middle."""
        self.after.append(half_written)

    def alter(self, change: Callable[[dict[str, Any]], None]) -> None:
        """From now on every order looks as `change` leaves it."""
        self.after.append(altered(change))

    def recover(self) -> None:
        """Take every trouble away."""
        self.before.clear()
        self.after.clear()
