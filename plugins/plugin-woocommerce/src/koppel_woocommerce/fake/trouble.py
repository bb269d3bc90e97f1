"""Trouble on the shop's side, as HTML or as JSON depending on what the client says it accepts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from werkzeug.wrappers import Request, Response

from koppel.testing import Trouble
from koppel_woocommerce.fake import recorded

Kind = Literal["maintenance", "fatal-error-in-a-plugin", "database-down"]
_JSON = re.compile(r"application/([\w!#$&^.+-]+\+)?json", re.IGNORECASE)


def wants_json(request: Request) -> bool:
    """WordPress answers trouble in JSON only to who names JSON in Accept or sends it."""
    return bool(
        _JSON.search(request.headers.get("Accept", "")) or _JSON.search(request.headers.get("Content-Type", ""))
    )


def recorded_page(kind: str, form: str) -> Response:
    """One of the recorded answers."""
    page = recorded.load("pages")[kind][form]
    body = page["body"] if form == "html" else json.dumps(page["body"])
    return Response(body, status=page["status"], headers=[(name.title(), value) for name, value in page["headers"]])


@dataclass(slots=True)
class ShopTrouble:
    """A trouble for `Fake.before`; `times` is how many requests it lasts, None until it is taken away."""

    answer: Callable[[Request], Response]
    times: int | None = None

    def __call__(self, request: Request) -> Response | None:
        if self.times == 0:
            return None
        if self.times is not None:
            self.times -= 1
        return self.answer(request)


def shop_is(kind: Kind, *, times: int | None = None) -> ShopTrouble:
    """In maintenance, broken by a plugin, or without its database."""
    return ShopTrouble(lambda request: recorded_page(kind, "json" if wants_json(request) else "html"), times)


def hoster_says(status: int, *, retry_after_s: int | None = None, times: int | None = None) -> ShopTrouble:
    """A 403, 429, 502 or 504 of the machine in front of the shop, always HTML."""

    def answer(request: Request) -> Response:
        del request
        headers = {} if retry_after_s is None else {"Retry-After": str(retry_after_s)}
        body = f"<html>\r\n<head><title>{status}</title></head>\r\n<body><center><h1>{status}</h1></center></body>\r\n</html>\r\n"
        return Response(body, status=status, content_type="text/html", headers=headers)

    return ShopTrouble(answer, times)


def text_before_json(text: str) -> Callable[[Request, Response], Response]:
    """A change for `Fake.after`: a plugin that prints a warning or a BOM in front of the data."""

    def change(request: Request, response: Response) -> Response:
        del request
        if response.mimetype == "application/json":
            response.set_data(text.encode() + response.get_data())
        return response

    return change


class TroubleMaker:
    """The methods by which a test gives the fake its troubles."""

    before: list[Trouble]
    after: list[Callable[[Request, Response], Response]]

    def maintenance(self, *, times: int | None = None) -> ShopTrouble:
        """503 with Retry-After: 600."""
        return self._add(shop_is("maintenance", times=times))

    def fatal_error(self, *, times: int | None = None) -> ShopTrouble:
        """500 by a plugin that does not load."""
        return self._add(shop_is("fatal-error-in-a-plugin", times=times))

    def database_down(self, *, times: int | None = None) -> ShopTrouble:
        """500 without a database."""
        return self._add(shop_is("database-down", times=times))

    def hoster_says(self, status: int, *, retry_after_s: int | None = None, times: int | None = None) -> ShopTrouble:
        """A refusal from the machine in front of the shop."""
        return self._add(hoster_says(status, retry_after_s=retry_after_s, times=times))

    def text_before_json(self, text: str) -> None:
        """From now on each JSON answer has this in front."""
        self.after.append(text_before_json(text))

    def recover(self) -> None:
        """Take every trouble away."""
        self.before.clear()
        self.after.clear()

    def _add(self, trouble: ShopTrouble) -> ShopTrouble:
        self.before.append(trouble)
        return trouble
