"""Trouble on the service's side: pages instead of data, limits, answers that break off."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from werkzeug.wrappers import Request, Response

from koppel.testing import Trouble
from koppel_plugandpay.fake.answers import json_answer, page_instead


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


def without(*names: str) -> Callable[[Request, Response], Response]:
    """A change for `Fake.after`: members that are missing from every order, though they were asked for."""

    def change(request: Request, response: Response) -> Response:
        del request
        body = json.loads(response.get_data())
        data = body.get("data")
        for row in data if isinstance(data, list) else [data]:
            for name in names if isinstance(row, dict) else ():
                row.pop(name, None)
        response.set_data(json.dumps(body))
        return response

    return change


class TroubleMaker:
    """The methods by which a test gives the fake its troubles."""

    before: list[Trouble]
    after: list[Callable[[Request, Response], Response]]

    def maintenance(self, *, status: int = 503, times: int | None = None) -> None:
        """A page that says so, whatever status it comes with."""
        self.before.append(Passing(lambda: page_instead("Onderhoud", status=status), times))

    def login_page(self, *, times: int | None = None) -> None:
        """The page where a person would log in, with status 200."""
        self.before.append(Passing(lambda: page_instead("Inloggen"), times))

    def throttle(self, retry_after_s: int = 30, *, times: int | None = None) -> None:
        """Too many calls."""
        headers = {"Retry-After": str(retry_after_s), "X-RateLimit-Limit": "60", "X-RateLimit-Remaining": "0"}
        said: dict[str, Any] = {"message": "Too Many Attempts."}
        self.before.append(Passing(lambda: json_answer(said, status=429, headers=headers), times))

    def break_off(self) -> None:
        """From now on every answer breaks off in the middle."""
        self.after.append(half_written)

    def leave_out(self, *names: str) -> None:
        """From now on these members are missing from every order."""
        self.after.append(without(*names))

    def recover(self) -> None:
        """Take every trouble away."""
        self.before.clear()
        self.after.clear()
