"""The contact page: every channel, and where the operator has a mail server, a form."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import cast

from flask import Response, abort, current_app, redirect, request
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.wrappers import Response as BaseResponse

from kb import post
from kb.addresses import contact_path
from kb.locale import endonym
from kb.post import Letter, LetterNotTaken
from kb.web import contact_form
from kb.web.allowance import Allowance, visitor
from kb.web.contact_form import ContactForm, Problem
from kb.web.page import Frame, page
from kb.web.stamp import Stamps
from kb.web.visit import absolute, help_center, served_locales
from kb.web.words import words_of

_EACH, _EVERYBODY, _PERIOD_S = 5, 100, 600.0
_TURN_S = 3.0  # how long a letter waits for the one before it; so one slow mail server holds one thread, no more


@dataclass(frozen=True, slots=True)
class Desk:
    """What this web process knows of its contact forms."""

    stamps: Stamps
    allowance: Allowance
    turn: threading.Lock


def show(locale: str) -> Response:
    """GET /<locale>/contact."""
    return _page(locale, ContactForm())


def take(locale: str) -> BaseResponse:
    """POST /<locale>/contact: thanks once the mail server has the message, else the form with what is wrong."""
    settings = help_center().settings
    if not settings.smtp_host:
        raise MethodNotAllowed(["GET", "HEAD"])
    if request.mimetype != "multipart/form-data":
        abort(415, description="Send the form as multipart/form-data.")
    is_stamped = desk().stamps.is_good(request.form.get("stamp", ""), time.time())
    form = contact_form.read(is_stamped, settings.contact_attachment_mb)
    if form.problems:
        return _page(locale, form, 422)
    if not desk().allowance.take(visitor(), time.monotonic()):
        return _page(locale, _with(form, "form.often"), 429)
    try:
        with _turn():
            post.send(_letter(form, locale), settings)
    except (LetterNotTaken, TimeoutError) as fault:
        current_app.logger.error("%s", fault)
        return _page(locale, _with(form, "form.unsent"), 503)
    return redirect(f"{contact_path(locale)}/sent", code=303)


def sent(locale: str) -> Response:
    """GET /<locale>/contact/sent, the thanks."""
    if not help_center().settings.smtp_host:
        abort(404)
    frame = Frame(locale, title=words_of(locale).text("sent.title"), path_in=lambda tag: f"{contact_path(tag)}/sent")
    return page("contact_sent.html", frame)


def desk() -> Desk:
    """The desk of this application, opened when it is first needed."""
    found = current_app.extensions.get("contact_desk")
    if found is None:
        fresh = Desk(Stamps(help_center().settings.state), Allowance(_EACH, _EVERYBODY, _PERIOD_S), threading.Lock())
        found = current_app.extensions.setdefault("contact_desk", fresh)
    return cast(Desk, found)


def _page(locale: str, form: ContactForm, status: int = 200) -> Response:
    settings = help_center().settings
    words = words_of(locale)
    title = words.text("contact.title")
    frame = Frame(
        locale,
        title=words.text("form.title_wrong", title=title) if form.problems else title,
        path_in=contact_path,
        canonical=contact_path(locale),
        translated=served_locales(help_center()),
        description=words.text("contact.lead"),
    )
    has_form = bool(settings.smtp_host)
    return page(
        "contact.html",
        frame,
        status=status,
        has_form=has_form,
        form=form,
        stamp=desk().stamps.made(time.time()) if has_form else "",
        attachment_mb=settings.contact_attachment_mb,
        limits=contact_form,
    )


def _with(form: ContactForm, key: str) -> ContactForm:
    return replace(form, problems=(Problem("form", key),))


@contextmanager
def _turn() -> Iterator[None]:
    """One letter at a time. Raises TimeoutError when the one before takes too long."""
    if not desk().turn.acquire(timeout=_TURN_S):
        raise TimeoutError("The letter before is still on its way to the mail server; see smtp_host.")
    try:
        yield
    finally:
        desk().turn.release()


def _letter(form: ContactForm, locale: str) -> Letter:
    center = help_center()
    email = contact_form.mailable(form.email)
    about = f"{form.email}\n{endonym(locale)} ({locale})\n{absolute(contact_path(locale))}"
    return Letter(
        sender_name=center.site.text(center.site.names, locale),
        reply_to=email,
        subject=form.subject,
        text=f"{form.message}\n\n-- \n{about}\n",
        attachments=form.files,
    )
