"""Carriers of letters: a mail server by SMTP, or a folder of the data directory (Maildir)."""

import mailbox
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from madoguchi import clock, settings
from madoguchi.errors import MadoguchiError
from madoguchi.post.outbox import Waiting

_PATIENCE = 30
_PORTS = {"smtp": 25, "smtps": 465}


class Carrier(Protocol):
    """Hands a letter over. Raises OSError (which errors of smtplib are) where it cannot."""

    def carry(self, letter: Waiting) -> None: ...


class Maildir:
    """Puts letters into a folder that mail programs read; needs no server."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def carry(self, letter: Waiting) -> None:
        # Made for its owner alone: letters have secrets in them.
        mailbox.Maildir(self._folder, create=True).add(message(letter))


class Smtp:
    """Hands letters to a mail server, over TLS where the server offers it."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address if "://" in address else f"smtp://{address}")
        try:
            self._port = parts.port or _PORTS[parts.scheme]
        except (ValueError, KeyError):
            raise _wrong(address) from None
        if not parts.hostname:
            raise _wrong(address)
        self._host, self._tls = parts.hostname, parts.scheme == "smtps"
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")

    def carry(self, letter: Waiting) -> None:
        with self._server() as server:
            server.send_message(message(letter))

    def _server(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self._tls:
            secured = smtplib.SMTP_SSL(self._host, self._port, timeout=_PATIENCE, context=context)
            return self._known(secured)
        server = smtplib.SMTP(self._host, self._port, timeout=_PATIENCE)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=context)
        elif self._user:
            server.close()
            raise ConnectionError(f"{self._host} offers no TLS; a password is not sent without")
        return self._known(server)

    def _known(self, server: smtplib.SMTP) -> smtplib.SMTP:
        if self._user:
            server.login(self._user, self._password)
        return server


def carrier(home: Path) -> Carrier:
    """The carrier that the office has set: its mail server, or the folder `mail`."""
    address = settings.smtp()
    return Smtp(address) if address else Maildir(home / "mail")


def message(letter: Waiting) -> EmailMessage:
    """The letter as RFC 5322 has it; sent twice it has the same Message-ID."""
    sender = settings.mail_from()
    made = EmailMessage(policy=SMTP)
    made["From"] = sender
    made["To"] = letter.recipient
    made["Subject"] = letter.subject
    made["Date"] = format_datetime(clock.now())
    made["Message-ID"] = f"<{letter.id}@{parseaddr(sender)[1].rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: not to be answered by a machine
    made.set_content(letter.text)
    made["Content-Language"] = letter.lang
    return made


def _wrong(address: str) -> MadoguchiError:
    shown = address.rpartition("@")[2]
    return MadoguchiError(
        f"{settings.SMTP} names no mail server: {shown[:80]!r}; write host:port, or "
        "smtps://user:password@host:port"
    )
