"""The contact form and a real mail server: what is sent arrives, what is wrong comes back, nothing typed is lost."""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import html5lib
import pytest
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, TestResponse

from kb import settings as settings_module
from kb.center import HelpCenter
from kb.settings import SettingInvalid, Settings
from kb.web.contact_form import mailable
from kb.web.contact_page import desk
from search_app import app_of
from tests.mailbox import Mailbox, mail_server
from tests.server import free_port
from tests.small_site import PIXEL
from tests.test_web_pages import text_of

TYPED = {
    "subject": "提币两天没到账",
    "message": "您好，\r\n\r\n订单 4711 一直是“处理中”。",
    "email": "reader@mail.example",
}
MIB = 1024 * 1024


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """The mail server that the form's messages go to."""
    with mail_server() as found:
        yield found


@pytest.fixture
def writer(center: HelpCenter, mailbox: Mailbox, tmp_path: Path) -> Iterator[FlaskClient]:
    """A visitor of a help center with a form."""
    with visiting(center, port=mailbox.port) as found:
        yield found


def visiting(center: HelpCenter, **changes: Any) -> Any:
    """A visitor of the small help center with these settings."""
    chosen: dict[str, Any] = {"smtp_host": "127.0.0.1", "smtp_tls": "none", "contact_to": "support@harbour.example"}
    chosen["smtp_port"] = changes.pop("port")
    center = HelpCenter(replace(center.settings, **{**chosen, **changes}))
    client = app_of(center).test_client()
    return _Closing(client, center)


class _Closing:
    def __init__(self, client: FlaskClient, center: HelpCenter) -> None:
        self.client, self.center = client, center

    def __enter__(self) -> FlaskClient:
        return self.client

    def __exit__(self, *_: object) -> None:
        self.center.close()


def stamped(client: FlaskClient, age_s: float = 60) -> str:
    """The stamp of a form that was opened a while ago."""
    with client.application.app_context():
        return desk().stamps.made(time.time() - age_s)


def post(client: FlaskClient, locale: str = "zh-CN", **changes: Any) -> TestResponse:
    """The answer to a filled form; files: pairs of name and content."""
    files = [(BytesIO(data), name) for name, data in changes.pop("files", ())]
    data = {**TYPED, "stamp": stamped(client), "website": "", "files": files, **changes}
    builder = EnvironBuilder(f"/{locale}/contact", method="POST", data=data, content_type="multipart/form-data")
    with closing(builder):
        environ = builder.get_environ()
    with closing(environ["wsgi.input"]):
        return client.open(environ)


def problems(answer: TestResponse) -> list[str]:
    """What the summary of errors says."""
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(answer.text)
    return ["".join(item.itertext()).strip() for item in tree.findall(".//div[@id='problems']/ul/li")]


def kept(answer: TestResponse) -> dict[str, str]:
    """What the fields hold."""
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(answer.text)
    found = {name: tree.find(f".//input[@id='{name}']") for name in ("subject", "email")}
    message = tree.find(".//textarea[@id='message']")
    return {**{name: field.get("value") for name, field in found.items()}, "message": message.text or ""}


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


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "reader@mail.example\r\nBcc: victim@mail.example"},
        {"email": "reader@mail.example\nX: y"},
        {"email": "reader@mail.example, victim@mail.example"},
        {"email": "reader@mail.example%0aBcc:victim@mail.example"},
        {"email": "Reader <reader@mail.example>"},
        {"email": "reader"},
        {"email": "reader@localhost"},
        {"email": ".reader@mail.example"},
        {"email": "rea..der@mail.example"},
        {"email": "读者@mail.example"},
        {"email": "a@b@mail.example"},
        {"email": "r" * 260 + "@mail.example"},
        {"email": "reader@" + "m" * 70 + ".example"},
    ],
)
def test_an_address_that_isnt_one_is_refused_with_a_way_to_mend_it(
    writer: FlaskClient, mailbox: Mailbox, changes: dict[str, str]
) -> None:
    answer = post(writer, "en", **changes)
    assert answer.status_code == 422
    assert problems(answer) == ["Check the email address. It should look like name@example.com."]
    assert mailbox.envelopes == []


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


def test_what_is_missing_or_too_long_is_said_field_by_field_and_nothing_typed_is_lost(writer: FlaskClient) -> None:
    answer = post(writer, "en", subject="  ", message="x" * 10_001, email="<b>me</b>")
    assert answer.status_code == 422
    assert problems(answer) == [
        "Say in a few words what it is about.",
        "This text has 10001 characters. Shorten it to 10000 or fewer.",
        "Check the email address. It should look like name@example.com.",
    ]
    assert kept(answer) == {"subject": "", "message": "x" * 10_001, "email": "<b>me</b>"}
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(answer.text)
    assert [link.get("href") for link in tree.findall(".//div[@id='problems']//a")][:3] == [
        "#subject",
        "#message",
        "#email",
    ]
    for name in ("subject", "email", "message"):
        field = next(element for element in tree.iter() if element.get("id") == name)
        assert field.get("aria-invalid") == "true"
        ids = {element.get("id") for element in tree.iter()}
        assert f"{name}-wrong" in field.get("aria-describedby")
        assert set(field.get("aria-describedby").split()) <= ids
    assert answer.text.count("<title>Not sent yet") == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("photo.png", b"MZ\x90\x00\x03"),
        ("a.pdf", b"<html><script>\x00"),
        ("a.zip", b"PK\x03\x04\x14\x00\x08\x00"),
        ("a.gif", b"GIF89a\x01\x00\x01\x00"),
        ("a.heic", b"\x00\x00\x00\x18ftypheic\x00\x00"),
        ("a.txt", b"ok\x00no"),
        ("empty.txt", b""),
        ("a.svgz", b"\x1f\x8b\x08\x00"),
    ],
)
def test_a_file_of_another_kind_than_its_name_says_is_refused(
    writer: FlaskClient, mailbox: Mailbox, name: str, data: bytes
) -> None:
    answer = post(writer, "en", files=[("good.png", PIXEL), (name, data)])
    assert answer.status_code == 422
    assert problems(answer) == [f"These files can't be sent: {name}. Choose PNG, JPG, WebP, PDF, MP4 or TXT."]
    assert f"Please choose these files again: good.png, {name}" in unescape(text_of(answer))
    assert kept(answer)["message"] == TYPED["message"].replace("\r\n", "\n")
    assert mailbox.envelopes == []


def test_files_over_the_limit_come_back_with_what_was_typed(writer: FlaskClient, mailbox: Mailbox) -> None:
    answer = post(writer, "en", files=[("a.txt", b"a" * (3 * MIB)), ("b.txt", b"b" * (3 * MIB))])
    assert answer.status_code == 422
    assert problems(answer) == ["The files are 6.0 MB together. At most 5 MB can be sent."]
    assert kept(answer)["subject"] == TYPED["subject"]
    answer = post(writer, "en", files=[(f"{n}.txt", b"a") for n in range(6)])
    assert problems(answer) == ["You chose 6 files. Choose at most 5."]
    assert post(writer, files=[("a.txt", b"a" * (5 * MIB))]).status_code == 303
    assert len(mailbox.envelopes) == 1


def test_a_body_that_no_form_needs_is_not_read(writer: FlaskClient, client: FlaskClient) -> None:
    assert writer.post("/en/contact", data=b"x" * (21 * MIB), content_type="multipart/form-data").status_code == 413
    assert writer.post("/en/", data=b"x" * (65 * 1024)).status_code == 413
    assert client.post("/en/contact", data=b"x" * (65 * 1024)).status_code == 413


def test_only_a_multipart_form_is_taken(writer: FlaskClient, mailbox: Mailbox) -> None:
    assert writer.post("/en/contact", data={**TYPED, "stamp": stamped(writer)}).status_code == 415
    assert writer.post("/en/contact", json=TYPED).status_code == 415
    assert mailbox.envelopes == []


def test_a_form_of_another_site_is_refused(writer: FlaskClient, mailbox: Mailbox) -> None:
    data = {**TYPED, "stamp": stamped(writer)}
    for headers in ({"Origin": "https://evil.test"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = writer.post("/en/contact", data=data, content_type="multipart/form-data", headers=headers)
        assert answer.status_code == 403
    assert mailbox.envelopes == []


@pytest.mark.parametrize(
    "changes", [{"website": "http://spam.example"}, {"stamp": ""}, {"stamp": "1.2"}, {"stamp": "١.x"}]
)
def test_what_a_program_fills_comes_back_and_a_person_sends_it_once_more(
    writer: FlaskClient, mailbox: Mailbox, changes: dict[str, str]
) -> None:
    answer = post(writer, "en", **changes)
    assert answer.status_code == 422
    assert len(problems(answer)) == 1
    assert "send it once more" in problems(answer)[0]
    assert kept(answer)["message"] == TYPED["message"].replace("\r\n", "\n")
    assert "spam.example" not in answer.text
    assert mailbox.envelopes == []


def test_a_visitor_sends_five_messages_in_ten_minutes_and_others_are_not_kept_waiting(
    writer: FlaskClient, mailbox: Mailbox
) -> None:
    data = lambda: {**TYPED, "stamp": stamped(writer)}  # noqa: E731
    statuses = []
    for place in [*["203.0.113.7"] * 6, "203.0.113.8", "203.0.113.7"]:
        answer = writer.post(
            "/en/contact",
            data=data(),
            content_type="multipart/form-data",
            headers={"X-Forwarded-For": "198.51.100.1"},  # what anybody can write, where no proxy is trusted
            environ_base={"REMOTE_ADDR": place},
        )
        statuses.append(answer.status_code)
    assert statuses == [303] * 5 + [429, 303, 429]
    assert len(mailbox.envelopes) == 6
    assert "Wait ten minutes" in text_of(answer)
    assert kept(answer)["subject"] == TYPED["subject"]


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
    with visiting(center, **trouble(mailbox)) as client:
        answer = post(client, "en", files=[("a.png", PIXEL)])
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
        with visiting(center, port=mailbox.port, smtp_user="desk", smtp_password="hush") as client:
            assert post(client).status_code == 303
        assert mailbox.logins == [(b"desk", b"hush")]
        with visiting(center, port=mailbox.port, smtp_user="desk", smtp_password="hush-hush") as client:
            assert post(client).status_code == 503
    assert "hush-hush" not in "".join(record.getMessage() for record in caplog.records if record.name != "mail.log")


def test_without_a_mail_server_there_is_no_form(client: FlaskClient) -> None:
    page = client.get("/en/contact")
    assert page.status_code == 200
    assert "<textarea" not in page.text
    assert client.get("/en/contact/sent").status_code == 404
    answer = client.post("/en/contact", data=TYPED, content_type="multipart/form-data")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_where_files_are_not_wanted_none_is_asked_for_or_taken(center: HelpCenter, mailbox: Mailbox) -> None:
    with visiting(center, port=mailbox.port, contact_attachment_mb=0) as client:
        assert 'type="file"' not in client.get("/en/contact").text
        assert post(client, files=[("a.png", PIXEL)]).status_code == 303
    assert list(mailbox.messages[0].iter_attachments()) == []


@pytest.mark.parametrize("locale", ["en", "zh-CN", "zh-TW", "ja", "ar"])
def test_the_form_is_valid_html_and_every_field_has_a_name(writer: FlaskClient, locale: str) -> None:
    page = writer.get(f"/{locale}/contact")
    assert "Set-Cookie" not in page.headers
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page.text)
    labels = {label.get("for") for label in tree.findall(".//label")}
    fields = [e for e in tree.iter() if e.tag in ("input", "textarea") and e.get("type") not in ("hidden",)]
    assert {field.get("id") for field in fields} <= labels


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


def test_secrets_are_never_shown_and_a_half_set_form_is_an_error() -> None:
    assert "hush" not in repr(Settings(smtp_password="hush", llm_key="hush"))
    with pytest.raises(SettingInvalid, match="contact_to is missing"):
        Settings(smtp_host="mail.example")
    with pytest.raises(SettingInvalid, match="one e-mail address"):
        Settings(contact_to="a@b.example, c@d.example")
    with pytest.raises(SettingInvalid, match="starttls, tls, none"):
        Settings(smtp_tls="ssl")
    assert settings_module.help_of("smtp_password").endswith("never shown or logged.")
