"""The contact form: what is wrong comes back with all that was typed, and only what a person sent is mailed."""

from __future__ import annotations

from html import unescape

import html5lib
import pytest
from flask.testing import FlaskClient

from kb import settings as settings_module
from kb.center import HelpCenter
from kb.settings import SettingInvalid, Settings
from tests.contact_writer import TYPED, kept, post, problems, stamped, visiting
from tests.mailbox import Mailbox
from tests.page_text import text_of
from tests.small_site import PIXEL

MIB = 1024 * 1024


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


def test_without_a_mail_server_there_is_no_form(client: FlaskClient) -> None:
    page = client.get("/en/contact")
    assert page.status_code == 200
    assert "<textarea" not in page.text
    assert client.get("/en/contact/sent").status_code == 404
    answer = client.post("/en/contact", data=TYPED, content_type="multipart/form-data")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_where_files_are_not_wanted_none_is_asked_for_or_taken(center: HelpCenter, mailbox: Mailbox) -> None:
    client = visiting(center, port=mailbox.port, contact_attachment_mb=0)
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


def test_secrets_are_never_shown_and_a_half_set_form_is_an_error() -> None:
    assert "hush" not in repr(Settings(smtp_password="hush", llm_key="hush"))
    with pytest.raises(SettingInvalid, match="contact_to is missing"):
        Settings(smtp_host="mail.example")
    with pytest.raises(SettingInvalid, match="one e-mail address"):
        Settings(contact_to="a@b.example, c@d.example")
    with pytest.raises(SettingInvalid, match="starttls, tls, none"):
        Settings(smtp_tls="ssl")
    assert settings_module.help_of("smtp_password").endswith("never shown or logged.")
