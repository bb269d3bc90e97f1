"""Sending a message by mail, over SMTP, with a sentence for each way in which a mail server can refuse."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Final

from koppel.errors import AuthFailed, KoppelError, Rejected, Unavailable, WrongUse
from koppel.sync.notices.message import Message
from koppel.text import Text

TIMEOUT_S: Final = 20.0
"""For each step of the conversation: a mail server that is slow to greet is not dead yet."""

_OWN_NAME: Final = "[127.0.0.1]"
"""How we introduce ourselves. The library would look up this machine's full name, which can take long and is nobody's business."""

_AWAY = Text(
    en="The mail server {host}:{port} does not answer ({why}). Check the name and the port.",
    nl="De mailserver {host}:{port} antwoordt niet ({why}). Controleer de naam en de poort.",
)
_TLS = Text(
    en="No secure connection with {host}:{port} can be made ({why}). Check the security and the port.",
    nl="Er komt geen beveiligde verbinding met {host}:{port} tot stand ({why}). Controleer de beveiliging en de poort.",
)
_NO_STARTTLS = Text(
    en="The mail server {host}:{port} offers no STARTTLS. Choose another security, or another port.",
    nl="De mailserver {host}:{port} biedt geen STARTTLS. Kies een andere beveiliging, of een andere poort.",
)
_LOGIN = Text(
    en="The mail server {host} refuses the user name or password ({why}).",
    nl="De mailserver {host} weigert de gebruikersnaam of het wachtwoord ({why}).",
)
_NO_LOGIN = Text(
    en="The mail server {host} takes no login this way. Leave the user name empty, or choose another security.",
    nl="De mailserver {host} staat zo geen inlog toe. Laat de gebruikersnaam leeg, of kies een andere beveiliging.",
)
_REFUSED = Text(
    en="The mail server {host} refuses the message ({why}). Check both addresses.",
    nl="De mailserver {host} weigert het bericht ({why}). Controleer beide adressen.",
)


def send(values: Mapping[str, str], message: Message) -> None:
    """Send it. Raises AuthFailed, Rejected, Unavailable or WrongUse; returns when the server has taken it."""
    host, port = values["host"], int(values["port"])
    with _told(host, port), _connected(host, port, values["security"]) as server:
        if values.get("user"):
            server.login(values["user"], values.get("password", ""))
        server.send_message(_mail(values, message))


@contextmanager
def _connected(host: str, port: int, security: str) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    server = (
        smtplib.SMTP_SSL(host, port, _OWN_NAME, timeout=TIMEOUT_S, context=context)
        if security == "tls"
        else smtplib.SMTP(host, port, _OWN_NAME, timeout=TIMEOUT_S)
    )
    with server:
        if security == "starttls":
            server.starttls(context=context)
        yield server


def _mail(values: Mapping[str, str], message: Message) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = message.subject, values["from"], values["to"]
    mail["Date"], mail["Message-ID"] = formatdate(), make_msgid(domain=values["from"].rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"  # so that no out-of-office answer comes back
    mail.set_content(message.body)
    return mail


@contextmanager
def _told(host: str, port: int) -> Iterator[None]:
    """Each trouble as one of our own, most telling first: many of these classes are sub-classes of OSError."""
    try:
        yield
    except smtplib.SMTPException as error:
        raise _smtp(error, host, port) from error
    except ssl.SSLError as error:
        raise Unavailable(_TLS, host=host, port=port, why=error.reason or "TLS", service=host) from error
    except OSError as error:
        raise Unavailable(_AWAY, host=host, port=port, why=error.strerror or "time-out", service=host) from error


def _smtp(error: smtplib.SMTPException, host: str, port: int) -> KoppelError:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return AuthFailed(_LOGIN, host=host, why=_words(error.smtp_error), service=host)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return WrongUse(_NO_STARTTLS if "STARTTLS" in str(error) else _NO_LOGIN, host=host, port=port)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        why = next(iter(error.recipients.values()))[1]
        return Rejected(_REFUSED, host=host, why=_words(why))
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return Unavailable(_AWAY, host=host, port=port, why="SMTP", service=host)
    if isinstance(error, smtplib.SMTPResponseException):
        return Rejected(_REFUSED, host=host, why=_words(error.smtp_error))
    return Rejected(_REFUSED, host=host, why=type(error).__name__)


def _words(said: bytes | str) -> str:
    """The server's own words, on one line."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())[:200]
