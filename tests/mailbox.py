"""A real SMTP server on the loopback, which keeps what it is sent, and can be told to refuse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.server import free_port


class Mailbox:
    """What a server took. refuses: the answer to every recipient; "" takes all. are_secret: of each message, whether it
    came over TLS."""

    def __init__(self) -> None:
        self.port = free_port()
        self.refuses = ""
        self.fails = ""
        self.envelopes: list[Envelope] = []
        self.are_secret: list[bool] = []
        self.logins: list[tuple[bytes, bytes]] = []

    @property
    def messages(self) -> list[EmailMessage]:
        """Every message, read as a mail program would."""
        found = []
        for envelope in self.envelopes:
            assert isinstance(envelope.content, bytes)
            message = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(message, EmailMessage)
            found.append(message)
        return found

    async def handle_RCPT(self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]) -> str:  # noqa: N802 - its own name for it
        """One recipient."""
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - its own name for it
        """The message itself."""
        if self.fails:
            return self.fails
        self.envelopes.append(envelope)
        self.are_secret.append(bool(session.ssl or server.transport.get_extra_info("cipher")))
        return "250 OK"

    def check(self, _: SMTP, __: Session, ___: Envelope, ____: str, login: object) -> AuthResult:
        """One account is known: desk, hush."""
        assert isinstance(login, LoginPassword)
        self.logins.append((login.login, login.password))
        return AuthResult(success=(login.login, login.password) == (b"desk", b"hush"), handled=False)


@contextmanager
def mail_server(needs_login: bool = False, **tls: object) -> Iterator[Mailbox]:
    """A server that takes mail until the block ends. tls: an SSLContext, as `ssl_context` of a server that speaks TLS
    from the first byte, or as `tls_context` of one that asks for STARTTLS before anything is said."""
    mailbox = Mailbox()
    login = {"authenticator": mailbox.check, "auth_require_tls": False, "auth_required": False}
    options = {**tls, **(login if needs_login else {}), "require_starttls": "tls_context" in tls}
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port, **options)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()
