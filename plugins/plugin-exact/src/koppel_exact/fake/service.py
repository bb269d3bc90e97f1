"""The fake itself: one WSGI app with the OAuth2 endpoints and the REST API, and handles for tests and the demo."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from werkzeug.wrappers import Request, Response

from koppel.testing import Fake, LostAnswer

from .account import SignedIn
from .api import Api
from .division import Division
from .limits import ErrorVelocity
from .oauth import TokenServer
from .sample import BELGIAN, DUTCH, sample_divisions
from .switches import Switches
from .table import Row

MINUTELY_LIMIT, DAILY_LIMIT, ERRORS_PER_HOUR = 60, 5000, 10


def _now() -> datetime:
    return datetime.now(UTC)


class ExactFake(Fake):
    """Exact Online with a sample web shop in it.

    `redirect_uris` are compared character for character. `clock` gives aware UTC time. The limits are the vendor's
    unless others are given. `user` holds grants, scopes and rights, for a test to change.
    """

    def __init__(
        self,
        *,
        client_id: str,
        client_secret: str,
        redirect_uris: Iterable[str],
        clock: Callable[[], datetime] = _now,
        switches: Switches | None = None,
        language: str = "NL",
        minutely_limit: int = MINUTELY_LIMIT,
        daily_limit: int = DAILY_LIMIT,
        errors_per_hour: int = ERRORS_PER_HOUR,
    ) -> None:
        super().__init__()
        self.switches = switches or Switches()
        divisions = sample_divisions(clock, self.switches)
        velocity = ErrorVelocity(clock, errors_per_hour)
        self.user = SignedIn(
            clock=clock,
            switches=self.switches,
            language=language,
            divisions=divisions,
            granted=set(divisions),
            current_division=BELGIAN,
        )
        self.tokens = TokenServer(
            client_id=client_id,
            client_secret=client_secret,
            redirect_uris=tuple(redirect_uris),
            clock=clock,
            switches=self.switches,
            velocity=velocity,
        )
        self._api = Api(
            user=self.user,
            tokens=self.tokens,
            velocity=velocity,
            minutely_limit=minutely_limit,
            daily_limit=daily_limit,
        )
        self._posts = 0
        self.after.append(self._lose_answers)

    def respond(self, request: Request) -> Response:
        """Answer as Exact Online would."""
        match request.path.rstrip("/"):
            case "/api/oauth2/auth" if request.method == "GET":
                return self.tokens.authorize(request)
            case "/api/oauth2/token":
                return self.tokens.token(request)
            case path if path.startswith("/api/v1/"):
                return self._api.respond(request)
            case _:
                return Response(status=404)

    def sign_in(self) -> dict[str, str]:
        """A pair of tokens, as if the user had just consented and the code had been exchanged."""
        return self.tokens.sign_in()

    def expire_access_tokens(self) -> None:
        """Let all access tokens die now; a refresh is allowed at once."""
        self.tokens.expire_access_tokens()

    def revoke(self) -> None:
        """The user withdraws the app: all tokens die and only a new consent helps."""
        self.tokens.revoke()

    def block(self, reason: str, *, status: int = 401) -> None:
        """Refuse every call with this status and Reason header, for instance "BlockedUser"."""
        self.user.refusal = (status, reason)

    def division(self, code: int = DUTCH) -> Division:
        """One administration, for a test to read or change."""
        return self.user.divisions[code]

    def entries_by_ref(self, your_ref: str) -> list[Row]:
        """All sales entries with this YourRef, in any division."""
        found = (entry for division in self.user.divisions.values() for entry in division.entries)
        return [entry for entry in found if entry.get("YourRef") == your_ref]

    def entry_by_ref(self, your_ref: str) -> Row | None:
        """The one sales entry with this YourRef; raises LookupError when there are more."""
        found = self.entries_by_ref(your_ref)
        if len(found) > 1:
            raise LookupError(f"{len(found)} entries have the reference {your_ref}")
        return found[0] if found else None

    def _lose_answers(self, request: Request, response: Response) -> Response:
        """Drop the answer to every n-th successful POST, after it was kept."""
        every = self.switches.lose_every_nth_post
        if every and request.method == "POST" and response.status_code == 201:
            self._posts += 1
            if self._posts % every == 0:
                raise LostAnswer
        return response
