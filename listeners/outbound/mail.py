"""How does a line of mail leave? By the server that the settings name; without one there is no mail."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

SECONDS = 20
"""How long a server may take to answer."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Mail:
    """One message. ``id`` stays the same when it is sent again, so that a receiver can tell; ``parts`` are the ids of
    the notices in it, each of which is in no other message."""

    id: str
    to: str
    subject: str
    text: str
    parts: tuple[str, ...] = ()


Send = Callable[[Mail], None]
"""Hands over a message; raises OSError (``smtplib.SMTPException`` is one) where that fails."""


def sender(server: str, come_from: str) -> Send | None:
    """Return what hands a message to a server (``smtp://`` or ``smtps://``); None where none is set.

    To another machine nothing goes unencrypted: ``smtp`` begins with STARTTLS there.
    """
    if not server:
        return None

    def send(mail: Mail) -> None:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = come_from, mail.to, mail.subject
        message["Message-ID"] = f"<{mail.id}@{come_from.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message["X-Listeners-Notices"] = " ".join(mail.parts)
        message.set_content(mail.text)
        with _connected(server) as connection:
            connection.send_message(message)

    return send


def _connected(server: str) -> smtplib.SMTP:
    parts = urlsplit(server)
    host, context = parts.hostname or "", ssl.create_default_context()
    if parts.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=SECONDS, context=context)
    else:
        connection = smtplib.SMTP(host, parts.port or 25, timeout=SECONDS)
        if host not in LOOPBACK:
            connection.starttls(context=context)
    if parts.username:
        connection.login(unquote(parts.username), unquote(parts.password or ""))
    return connection
