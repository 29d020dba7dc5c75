"""The contact form and a real mail server: what is sent arrives, and when it cannot, nothing typed is lost."""

from __future__ import annotations

import logging
import os
import re
import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme
from flask.testing import FlaskClient

from kb.center import HelpCenter
from kb.web.contact_form import mailable
from tests.contact_writer import TYPED, kept, post, problems, visiting
from tests.mailbox import Mailbox, mail_server
from tests.page_text import text_of
from tests.server import free_port
from tests.small_site import PIXEL


def test_a_message_arrives_as_it_was_written_with_its_files_byte_for_byte(
    writer: FlaskClient, mailbox: Mailbox
) -> None:
    noise = b"%PDF-1.7\r\n" + os.urandom(200_000)
    answer = post(
        writer, files=[("截图 1.png", PIXEL), ("凭证.pdf", noise), ("log.txt", "一行\r\n.\r\n两行\n".encode())]
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, "/zh-CN/contact/sent")
    [message] = mailbox.messages
    assert message["Subject"] == TYPED["subject"]
    assert message["Reply-To"] == TYPED["email"]
    assert message["To"] == "support@harbour.example"
    assert message["From"].addresses[0].addr_spec == "support@harbour.example"
    assert message["Date"]
    assert message["Message-ID"].endswith("@harbour.example>")
    body = message.get_body()
    assert body is not None
    lines = body.get_content().replace("\r\n", "\n")
    assert lines.startswith("您好，\n\n订单 4711 一直是“处理中”。\n")
    assert "reader@mail.example" in lines
    assert "简体中文" in lines
    files = [
        (part.get_filename(), part.get_content_type(), part.get_payload(decode=True))
        for part in message.iter_attachments()
    ]
    assert files == [
        ("截图 1.png", "image/png", PIXEL),
        ("凭证.pdf", "application/pdf", noise),
        ("log.txt", "text/plain", "一行\r\n.\r\n两行\n".encode()),
    ]
    assert mailbox.envelopes[0].rcpt_tos == ["support@harbour.example"]
    thanks = writer.get(answer.headers["Location"])
    assert thanks.status_code == 200
    assert "noindex" in thanks.text
    assert "留言已发出" in text_of(thanks)


def test_the_message_travels_in_lines_that_every_server_takes(writer: FlaskClient, mailbox: Mailbox) -> None:
    assert post(writer, message="长" * 9000 + "\r\n.\r\nFrom me").status_code == 303
    content = mailbox.envelopes[0].content
    assert isinstance(content, bytes)
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998
    body = mailbox.messages[0].get_body()
    assert body is not None
    assert "长" * 9000 + "\n.\nFrom me" in body.get_content().replace("\r\n", "\n")


@pytest.mark.parametrize("field", ["subject", "message"])
@pytest.mark.parametrize(
    "trick", ["x\r\nBcc: victim@mail.example", "x\nTo: a@b.example\n\nbody", "x\u2028y\u202ez\x00\x0b"]
)
def test_nothing_typed_becomes_a_header_or_a_recipient(
    writer: FlaskClient, mailbox: Mailbox, field: str, trick: str
) -> None:
    assert post(writer, **{field: trick}).status_code == 303
    [message], [envelope] = mailbox.messages, mailbox.envelopes
    assert envelope.rcpt_tos == ["support@harbour.example"]
    assert message["Bcc"] is None
    assert message.get_all("To") == ["support@harbour.example"]
    assert "\n" not in message["Subject"]
    assert "\x00" not in message["Subject"]


def test_a_name_of_a_file_can_do_no_harm(writer: FlaskClient, mailbox: Mailbox) -> None:
    names = ["../../etc/passwd\r\nBcc: x@y.example", "photo.png.exe", 'a";x="b.png', "‮gnp.exe", "...", "C:\\x\\y.png"]
    for name in names[:5]:
        assert post(writer, files=[(name, PIXEL)]).status_code == 303
    arrived = [part.get_filename() for message in mailbox.messages for part in message.iter_attachments()]
    assert [name for name in arrived if not re.fullmatch(r"[\w\- ()]+\.png", str(name))] == []
    assert [message["Bcc"] for message in mailbox.messages] == [None] * 5


def down(mailbox: Mailbox) -> dict[str, Any]:
    return {"port": free_port()}


def refused(mailbox: Mailbox) -> dict[str, Any]:
    mailbox.refuses = "550 5.1.1 no such mailbox"
    return {"port": mailbox.port}


def failing(mailbox: Mailbox) -> dict[str, Any]:
    mailbox.fails = "552 5.3.4 message too big"
    return {"port": mailbox.port}


def without_tls(mailbox: Mailbox) -> dict[str, Any]:
    return {"port": mailbox.port, "smtp_tls": "starttls"}


def never_tls(mailbox: Mailbox) -> dict[str, Any]:
    return {"port": mailbox.port, "smtp_tls": "tls"}


def without_login(mailbox: Mailbox) -> dict[str, Any]:
    return {"port": mailbox.port, "smtp_user": "desk", "smtp_password": "hush-hush"}


@pytest.mark.parametrize("trouble", [down, refused, failing, without_tls, never_tls, without_login])
def test_when_the_mail_server_fails_the_visitor_keeps_the_text_and_is_shown_other_ways(
    center: HelpCenter, mailbox: Mailbox, trouble: Any, caplog: pytest.LogCaptureFixture
) -> None:
    answer = post(visiting(center, **trouble(mailbox)), "en", files=[("a.png", PIXEL)])
    assert answer.status_code == 503
    assert problems(answer)[0].startswith("We couldn't send your message just now. What you typed is still here")
    assert kept(answer) == {**TYPED, "message": TYPED["message"].replace("\r\n", "\n")}
    assert "Please choose these files again: a.png" in text_of(answer)
    assert "help@harbour.example" in answer.text
    assert "https://chat.example" in answer.text
    assert mailbox.envelopes == []
    [record] = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert "didn't take a letter" in record.getMessage()
    assert not re.search(r"hush|reader@|4711", caplog.text)


def test_a_server_that_asks_for_a_login_gets_it(center: HelpCenter, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with mail_server(needs_login=True) as mailbox:
        client = visiting(center, port=mailbox.port, smtp_user="desk", smtp_password="hush")
        assert post(client).status_code == 303
        assert mailbox.logins == [(b"desk", b"hush")]
        client = visiting(center, port=mailbox.port, smtp_user="desk", smtp_password="hush-hush")
        assert post(client).status_code == 503
    assert "hush-hush" not in "".join(record.getMessage() for record in caplog.records if record.name != "mail.log")


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """Who this machine believes that a server is who it says, and nobody else."""
    found = trustme.CA()
    found.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    return found


def of_server(authority: trustme.CA, name: str) -> ssl.SSLContext:
    """What a server of that name shows for itself."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.mark.parametrize(("wanted", "spoken"), [("starttls", "tls_context"), ("tls", "ssl_context")])
def test_a_message_travels_in_secret_to_the_server_that_it_is_meant_for(
    center: HelpCenter, authority: trustme.CA, wanted: str, spoken: str
) -> None:
    account = {"smtp_user": "desk", "smtp_password": "hush"}
    with mail_server(needs_login=True, **{spoken: of_server(authority, "127.0.0.1")}) as mailbox:
        assert post(visiting(center, port=mailbox.port, smtp_tls=wanted, **account)).status_code == 303
    assert (mailbox.messages[0]["Subject"], mailbox.are_secret) == (TYPED["subject"], [True])
    assert mailbox.logins == [(b"desk", b"hush")]


@pytest.mark.parametrize(("wanted", "spoken"), [("starttls", "tls_context"), ("tls", "ssl_context")])
@pytest.mark.parametrize(("name", "is_believed"), [("elsewhere.example", True), ("127.0.0.1", False)])
def test_a_server_that_only_says_who_it_is_gets_neither_message_nor_password(
    center: HelpCenter, authority: trustme.CA, wanted: str, spoken: str, name: str, is_believed: bool
) -> None:
    shown = of_server(authority if is_believed else trustme.CA(), name)
    account = {"smtp_user": "desk", "smtp_password": "hush"}
    with mail_server(needs_login=True, **{spoken: shown}) as mailbox:
        assert post(visiting(center, port=mailbox.port, smtp_tls=wanted, **account)).status_code == 503
    assert (mailbox.envelopes, mailbox.logins) == ([], [])


@pytest.mark.parametrize(
    ("typed", "mailed"),
    [
        ("a.b+c@mail.example", "a.b+c@mail.example"),
        ("me@邮箱.example", "me@xn--vhqz04b.example".replace("xn--vhqz04b", "邮箱".encode("idna").decode())),
        ("me@mail.example.", ""),
        ("@mail.example", ""),
        ("me@", ""),
        ("", ""),
        ("me@-.example", ""),
    ],
)
def test_an_address_is_one_that_mail_servers_take(typed: str, mailed: str) -> None:
    assert mailable(typed) == mailed
