"""Sends letters by SMTP; returns when the server has taken one."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, localtime, make_msgid

from kb.attachment import TYPES, Attachment
from kb.errors import HelpCenterError
from kb.settings import Settings

TIMEOUT_S = 10.0  # of each step; a server that works answers in a fraction of a second


class LetterNotTaken(HelpCenterError):
    """The mail server couldn't be reached, or refused the letter."""

    def __init__(self, host: str, port: int, cause: str) -> None:
        super().__init__(
            f"The mail server {host}:{port} didn't take a letter: {cause}. Check the smtp_ and contact_ settings."
        )


@dataclass(frozen=True, slots=True)
class Letter:
    """subject, sender_name: one line each. reply_to: an ASCII e-mail address."""

    sender_name: str
    reply_to: str
    subject: str
    text: str
    attachments: tuple[Attachment, ...] = ()


def send(letter: Letter, settings: Settings) -> None:
    """Returns when the server of the settings has taken the letter for contact_to. Raises LetterNotTaken."""
    try:
        message = _message(letter, settings)
        with _connected(settings) as server:
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password)
            server.send_message(message)
    except (OSError, ValueError, smtplib.SMTPException) as fault:
        raise LetterNotTaken(settings.smtp_host, settings.smtp_port, _cause(fault)) from None


def _connected(settings: Settings) -> smtplib.SMTP:
    host, port = settings.smtp_host, settings.smtp_port
    if settings.smtp_tls == "tls":
        return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_S, context=ssl.create_default_context())
    server = smtplib.SMTP(host, port, timeout=TIMEOUT_S)
    if settings.smtp_tls == "starttls":
        try:
            server.starttls(context=ssl.create_default_context())
        except BaseException:
            server.close()
            raise
    return server


def _message(letter: Letter, settings: Settings) -> EmailMessage:
    """As it travels: lines of 7-bit text, so that every server takes it. Raises ValueError for a header of two."""
    sender = settings.contact_from or settings.contact_to
    message = EmailMessage(policy.SMTP)
    message["From"] = Address(letter.sender_name, addr_spec=sender)
    message["To"] = settings.contact_to
    message["Reply-To"] = Address(addr_spec=letter.reply_to)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(localtime())
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "no"
    message.set_content(letter.text, cte="base64")
    for file in letter.attachments:
        maintype, subtype = TYPES[file.kind]
        message.add_attachment(file.data, maintype=maintype, subtype=subtype, filename=file.name)
    return message


def _cause(fault: Exception) -> str:
    """What went wrong, without anything that a visitor wrote or that is secret."""
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        codes = ", ".join(str(code) for code, _ in fault.recipients.values())
        return f"it refused the recipient ({codes})"
    if isinstance(fault, smtplib.SMTPResponseException):
        return f"it answered {fault.smtp_code} ({type(fault).__name__})"
    return f"{type(fault).__name__}: {fault}" if isinstance(fault, OSError) else type(fault).__name__
