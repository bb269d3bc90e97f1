"""What follows a booking: comparing what Billit made of it, and having Billit send it, once, by the way that was chosen.

Nothing is sent of a document whose totals differ from the shop's.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from koppel.api import Booking, Memory, Posted, Rejected, Text, Unavailable, UnknownOutcome, plain, text_of
from koppel_billit import peppol
from koppel_billit.books import Books, posted
from koppel_billit.company import Company, key_of
from koppel_billit.refusals import ALREADY_SENT, KEY_USED
from koppel_billit.steps import EMAIL, LETTER, NOT, PEPPOL_OR_EMAIL
from koppel_billit.vat import is_mixed
from koppel_billit.wire import Row

_PATH: Final = "v1/orders/commands/send"
_SMTP: Final = "SMTP"
_NETWORK: Final = "Peppol"
_TRANSPORTS: Final = {EMAIL: _SMTP, LETTER: "Letter"}

_DIFFERS = Text(
    en="{number} is in Billit, but Billit makes {found} of it ({found_vat} VAT) instead of {wanted} ({wanted_vat} VAT). It was "
    "not sent. Correct it in Billit.",
    nl="{number} staat in Billit, maar Billit maakt er {found} van ({found_vat} btw) in plaats van {wanted} ({wanted_vat} "
    "btw). Het is niet verstuurd. Corrigeer het in Billit.",
)
_GONE = Text(
    en="{number} was booked in Billit and is no longer there: somebody removed it.",
    nl="{number} was in Billit geboekt en staat er niet meer: iemand heeft het verwijderd.",
)
_WRONG_COMPANY = Text(
    en="{number} stands in another company in Billit than the one of this connection. Check the connection.",
    nl="{number} staat in Billit bij een ander bedrijf dan dat van deze koppeling. Controleer de koppeling.",
)
_NOT_ON_NETWORK = Text(
    en="{number} is booked but not sent: {name} cannot receive it by Peppol. Send it from Billit in another way, or choose "
    "another way of sending.",
    nl="{number} is geboekt maar niet verstuurd: {name} kan het niet via Peppol ontvangen. Verstuur het vanuit Billit op een "
    "andere manier, of kies een andere manier van versturen.",
)
_OUTSIDE_VAT = Text(
    en="{number} is booked but not sent: Peppol takes no invoice with an amount outside VAT (a voucher, a deposit) beside "
    "taxed lines. Send it from Billit in another way.",
    nl="{number} is geboekt maar niet verstuurd: Peppol neemt geen factuur aan met een bedrag buiten de btw (een tegoedbon, "
    "statiegeld) naast belaste regels. Verstuur het vanuit Billit op een andere manier.",
)


class Sending:
    """What is done with documents once they stand in Billit."""

    def __init__(self, company: Company, books: Books, memory: Memory, today: date) -> None:
        self._company = company
        self._books = books
        self._memory = memory
        self._today = today

    def finish(self, booking: Booking, made: Posted) -> Posted:
        """Compare the totals, then send it as the settings ask. Raises Rejected with a sentence where that cannot be."""
        row = self._books.review.look(made.target_id)
        if row is None:
            raise Rejected(_GONE, reason="gone", number=booking.number)
        found = posted(row)
        self._check(booking, row, found)
        if is_to_be_sent(booking) and row.get("IsSent") is not True:
            self._send(booking, found, self._transport(booking, row, booking.extras["send_by"]))
        return found

    def _check(self, booking: Booking, row: Row, found: Posted) -> None:
        owner = text_of(row.get("CompanyID"))
        if owner and owner != self._company.number:
            raise Rejected(_WRONG_COMPANY, reason="wrong_company", number=booking.number, company=owner)
        if (found.total_incl, found.total_vat) in {(booking.total_incl, booking.total_vat), (None, None)}:
            return
        raise Rejected(
            _DIFFERS,
            reason="total_differs",
            number=booking.number,
            found=_shown(found.total_incl),
            found_vat=_shown(found.total_vat),
            wanted=plain(booking.total_incl),
            wanted_vat=plain(booking.total_vat),
        )

    def _transport(self, booking: Booking, row: Row, send_by: str) -> str:
        """How to send it, after asking whether the customer can take it that way."""
        if send_by in _TRANSPORTS:
            return _TRANSPORTS[send_by]
        fits = not is_mixed([line.vat_code.value if line.vat_code else None for line in booking.lines])
        party = row.get("CounterParty") or {}
        on_network = peppol.can_receive(
            self._company, self._memory, party, is_credit=booking.is_credit, today=self._today
        )
        if on_network and fits:
            return _NETWORK
        if send_by == PEPPOL_OR_EMAIL:
            return _SMTP
        sentence, reason = (_OUTSIDE_VAT, "outside_vat") if on_network else (_NOT_ON_NETWORK, "not_on_peppol")
        name = booking.debtor.name or booking.debtor.code or "-"
        raise Rejected(sentence, reason=reason, step="send_by", number=booking.number, name=name)

    def _send(self, booking: Booking, made: Posted, transport: str) -> None:
        """Send one document by exactly that transport. That it was sent before is as good as sending it.

        After a lost answer the document itself tells. While it does not, the next run tries again; the key keeps Billit
        from sending it twice.
        """
        body: dict[str, Any] = {"TransportType": transport, "OrderIDs": [int(made.target_id)]}
        key = key_of("send", self._company.number, made.target_id, transport)
        try:
            answer = self._company.post(_PATH, body, key=key, StrictTransportType="true")
        except Rejected as refused:
            if refused.data.get("reason") not in {KEY_USED, ALREADY_SENT}:
                raise
            return
        except UnknownOutcome as unclear:
            self._look_again(made, unclear)
            return
        if answer.text.lstrip().startswith("<"):
            self._look_again(made, UnknownOutcome(service="Billit", begins=answer.text[:100]))

    def _look_again(self, made: Posted, unclear: UnknownOutcome) -> None:
        row = self._books.review.read_now([int(made.target_id)]).get(made.target_id, {})
        if row.get("IsSent") is not True:
            raise Unavailable(service="Billit", path=_PATH, target_id=made.target_id) from unclear


def is_to_be_sent(booking: Booking) -> bool:
    """Is it chosen that Billit sends it? `plan` chose "not at all" for what belongs to the first export."""
    return booking.extras.get("send_by", NOT) != NOT


def _shown(amount: Any) -> str:
    return "-" if amount is None else plain(amount)
