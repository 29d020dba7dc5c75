"""Somebody who writes by the contact form, and what the form says back."""

from __future__ import annotations

import time
from contextlib import closing
from copy import copy
from dataclasses import replace
from io import BytesIO
from typing import Any

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, TestResponse

from kb.center import HelpCenter
from kb.web.contact_page import desk
from search_app import app_of

TYPED = {
    "subject": "提币两天没到账",
    "message": "您好，\r\n\r\n订单 4711 一直是“处理中”。",
    "email": "reader@mail.example",
}


def visiting(center: HelpCenter, **changes: Any) -> FlaskClient:
    """A visitor of the small help center with these settings."""
    chosen: dict[str, Any] = {"smtp_host": "127.0.0.1", "smtp_tls": "none", "contact_to": "support@harbour.example"}
    chosen["smtp_port"] = changes.pop("port")
    same = copy(center)  # to open another one would take longer than everything else here
    same.settings = replace(center.settings, **{**chosen, **changes})
    return app_of(same).test_client()


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
