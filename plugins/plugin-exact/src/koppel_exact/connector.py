"""Exact Online as a target: the declarations, and which module does what. Everything beyond that is in those modules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import ClassVar

from koppel.api import (
    Account,
    Answer,
    Answers,
    BookedDocument,
    Booking,
    Capability,
    Draft,
    Facet,
    Held,
    KoppelError,
    Limit,
    OAuth2,
    Option,
    Posted,
    Regions,
    Sought,
    Target,
    Text,
    WrongUse,
    text_of,
)
from koppel_exact import files, limits, listing, mapping, options, printing, refusals, wire
from koppel_exact.books import Books, posted
from koppel_exact.division import Division
from koppel_exact.forms import FORMS, INVOICE_FORMS
from koppel_exact.steps import STEPS
from koppel_exact.wire import Row

_COUNTRIES = Regions(
    field="country",
    label=Text(en="Country of Exact Online", nl="Land van Exact Online"),
    hosts={
        "nl": "https://start.exactonline.nl",
        "be": "https://start.exactonline.be",
        "de": "https://start.exactonline.de",
        "fr": "https://start.exactonline.fr",
        "es": "https://start.exactonline.es",
        "uk": "https://start.exactonline.co.uk",
        "com": "https://start.exactonline.com",
    },
    labels={
        "nl": Text(en="Netherlands (exactonline.nl)", nl="Nederland (exactonline.nl)"),
        "be": Text(en="Belgium (exactonline.be)", nl="België (exactonline.be)"),
        "de": Text(en="Germany (exactonline.de)", nl="Duitsland (exactonline.de)"),
        "fr": Text(en="France (exactonline.fr)", nl="Frankrijk (exactonline.fr)"),
        "es": Text(en="Spain (exactonline.es)", nl="Spanje (exactonline.es)"),
        "uk": Text(en="United Kingdom (exactonline.co.uk)", nl="Verenigd Koninkrijk (exactonline.co.uk)"),
        "com": Text(en="International (exactonline.com)", nl="Internationaal (exactonline.com)"),
    },
    default="nl",
)

_NOTHING_GRANTED = Text(
    en="The login works, but this Exact user opened no administration to the app. Log in again and tick the administration.",
    nl="De inlog werkt, maar deze Exact-gebruiker heeft geen administratie voor de app opengesteld. Log opnieuw in en vink "
    "de administratie aan.",
)


class ExactTarget(Target):
    """Exact Online. Everything is booked in the administration of the answers, never in the one open on the screen."""

    key: ClassVar[str] = "exact"
    title: ClassVar[str] = "Exact Online"
    hosts: ClassVar[tuple[str, ...]] = tuple(host.removeprefix("https://") for host in _COUNTRIES.hosts.values())
    auth = (
        OAuth2(
            authorize_path="/api/oauth2/auth",
            token_path="/api/oauth2/token",  # noqa: S106 - an address
            authorize_params={"force_login": "0"},
            regions=_COUNTRIES,
            https_redirect=True,
            refresh_not_before_s=570,
            idle_days=30,
            client_help=Text(
                en="Register an app of your own in the Exact App Center (apps.exactonline.com) and enter the redirect address "
                "there exactly as it is shown here.",
                nl="Registreer een eigen app in het Exact App Center (apps.exactonline.com) en vul daar het redirectadres in, "
                "precies zoals het hier staat.",
            ),
        ),
    )
    # What each app may do at each company; plans with 100 a minute were seen, and the premium licence has 30,000 a day.
    limits = (Limit(calls=60, window_s=60, most=100), Limit(calls=5000, window_s=86400, most=30_000))
    steps = STEPS
    needs = frozenset({Facet.VAT_CATEGORIES})
    capabilities = frozenset(
        {
            Capability.CREDIT_NOTES,
            Capability.OWN_VAT_AMOUNTS,
            Capability.OTHER_CURRENCIES,
            Capability.UNION_SCHEME,
            Capability.ITEMS,
            Capability.ATTACHMENTS,
            Capability.SENDS_INVOICES,
            Capability.LISTS_DOCUMENTS,
        }
    )

    def verify(self) -> Account:
        """Who is logged in, and what is open to the app.

        The key is the user: the only thing that stays the same. The licence and the administration that Exact names
        beside it follow whatever the user, often a bookkeeper with many clients, opened last.
        """
        me = options.me(self.client)
        found = options.divisions(self.client, self.memory, text_of(me.get("CurrentDivision")) or "0")
        usable = [row for row in found if options.is_open(row)]
        if not usable:
            raise WrongUse(_NOTHING_GRANTED, service=self.title)
        names = sorted({text_of(row.get("Description")) for row in usable})
        return Account(
            key=wire.guid(me.get("UserID")) or text_of(me.get("UserName")),
            name=f"{text_of(me.get('FullName'))}: {', '.join(names[:3])}{'…' if len(names) > 3 else ''}",
            country=_one_of(usable, "Country"),
            currency=_one_of(usable, "Currency"),
            data={"administrations": str(len(usable))},
        )

    @classmethod
    def classify(cls, answer: Answer) -> KoppelError | None:
        return refusals.error_of(answer)

    @classmethod
    def limited_until(cls, answer: Answer, now: datetime) -> datetime | None:
        return limits.limited_until(answer, now)

    def options_administrations(self, answers: Answers) -> Sequence[Option]:
        """Active administrations of all licences that the user may open."""
        del answers
        return options.administrations(self.client, self.memory)

    def options_journals(self, answers: Answers) -> Sequence[Option]:
        """Sales journals."""
        return options.journals(self._chosen(answers))

    def options_vat_codes(self, answers: Answers) -> Sequence[Option]:
        """VAT codes for sales."""
        return options.vat_codes(self._chosen(answers), options.home(answers))

    def options_ledgers(self, answers: Answers) -> Sequence[Option]:
        """Ledger accounts for sales."""
        return options.ledgers(self._chosen(answers), options.home(answers))

    def options_payment_conditions(self, answers: Answers) -> Sequence[Option]:
        """Payment conditions."""
        return options.payment_conditions(self._chosen(answers))

    def options_items(self, answers: Answers) -> Sequence[Option]:
        """Items that can be sold."""
        return options.items(self._chosen(answers))

    def options_insertion_types(self, answers: Answers) -> Sequence[Option]:
        """What the licence lets orders become."""
        return options.insertion_types(self._chosen(answers))

    def plan(self, draft: Draft, answers: Answers, *, initial: bool) -> Booking | Held:
        return mapping.plan(draft, answers, initial=initial)

    def find(self, sought: Sequence[Sought]) -> Mapping[str, Posted]:
        return self._books(self._chosen(self.answers)).find(sought)

    def create(self, booking: Booking) -> Posted:
        """Make the document; one of the first export is processed at once, since `send` is not called for these.

        `find` looks in the administration of the settings. If the owner chose another one between a lost answer and the
        second try, it looked in the wrong place, and the document may stand in the one it was planned for.
        """
        division = self._division_of(booking)
        books = self._books(division)
        moved = division.code != self.answers.text("administration")
        made = (_found(books, booking) if moved else None) or books.create(booking)
        return printing.process(division, books, booking, made) if booking.extras.get("initial") == "yes" else made

    def read(self, target_id: str, form: str) -> Posted | None:
        books = self._books(self._chosen(self.answers))
        row = books.read(target_id, FORMS[form])
        return posted(row, FORMS[form]) if row else None

    def send(self, booking: Booking, posted: Posted) -> Posted:
        if booking.form not in INVOICE_FORMS:
            return posted
        division = self._division_of(booking)
        return printing.process(division, self._books(division), booking, posted)

    def attach(self, booking: Booking, posted: Posted, name: str, content: bytes) -> None:
        division = self._division_of(booking)
        files.attach(division, self._books(division), booking, posted, name=name, content=content)

    def documents(self, begin: date, until: date) -> Iterator[Sequence[BookedDocument]]:
        return listing.documents(self._chosen(self.answers), self.answers, begin, until)

    def _division_of(self, booking: Booking) -> Division:
        """The administration that the booking was planned for, even when the settings have changed since."""
        return Division(self.client, booking.extras["division"], self.memory)

    def _chosen(self, answers: Answers) -> Division:
        return options.chosen_division(self.client, self.memory, answers)

    def _books(self, division: Division) -> Books:
        return Books(division, self.memory, self.client.now())


def _found(books: Books, booking: Booking) -> Posted | None:
    journal = booking.journal.value if booking.journal else None
    sought = Sought(reference=booking.reference, form=booking.form, journal=journal)
    return books.find([sought]).get(booking.reference)


def _one_of(rows: Sequence[Row], field: str) -> str | None:
    """What all administrations have in common; None when they differ."""
    found = {text_of(row.get(field)) for row in rows}
    return found.pop() or None if len(found) == 1 else None
