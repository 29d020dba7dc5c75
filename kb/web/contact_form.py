"""What a visitor wrote into the contact form, checked field by field."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from flask import request

from kb.attachment import Attachment, attachment_of
from kb.settings import EMAIL
from kb.web.arguments import cleaned, cleaned_lines

MIB = 1024 * 1024
MAX_SUBJECT, MAX_MESSAGE, MAX_EMAIL, MAX_FILES = 150, 10_000, 254, 5
TRAP = "website"  # a field that people don't see; programs fill it
ENDINGS = ".png,.jpg,.jpeg,.webp,.pdf,.mp4,.txt"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a field, and how to mend it. key, values: of the words for it."""

    name: str
    key: str
    values: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ContactForm:
    """What was typed, cleaned. files: those that may be sent; file_names: of all that were chosen."""

    subject: str = ""
    message: str = ""
    email: str = ""
    files: tuple[Attachment, ...] = ()
    file_names: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    def problem(self, name: str) -> Problem | None:
        """What is wrong with a field, None when nothing is."""
        return next((problem for problem in self.problems if problem.name == name), None)


def read(is_stamped: bool, attachment_mb: int) -> ContactForm:
    """The form of this request. is_stamped: it was opened here by a person. attachment_mb: 0 for no files."""
    subject = cleaned(request.form.get("subject", "")[: 4 * MAX_SUBJECT])
    message = cleaned_lines(request.form.get("message", "")[: 4 * MAX_MESSAGE])
    typed = request.form.get("email", "")[: 4 * MAX_EMAIL]
    files, names, refused = _files(attachment_mb)
    found = (
        _length("subject", subject, MAX_SUBJECT),
        _length("message", message, MAX_MESSAGE),
        None if mailable(typed.strip()) else _bad_email(typed),
        refused,
        None if is_stamped and not request.form.get(TRAP) else Problem("form", "form.again"),
    )
    return ContactForm(subject, message, cleaned(typed), files, names, tuple(filter(None, found)))


def mailable(address: str) -> str:
    """The address as mail servers take it, "" for one that they don't: another form, or a second line. Letters of other
    alphabets are possible after the @ only."""
    local, _, domain = address.rpartition("@")
    try:
        plain = f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return ""
    is_whole = len(plain) <= MAX_EMAIL and re.fullmatch(r"[^.].*\.[A-Za-z0-9-]{2,}", plain)
    is_dotted = ".." not in plain and ".@" not in plain
    return plain if is_whole and is_dotted and EMAIL.fullmatch(plain) else ""


def _bad_email(typed: str) -> Problem:
    return Problem("email", "form.email_invalid" if typed.strip() else "form.email_missing")


def _length(name: str, text: str, most: int) -> Problem | None:
    if not text:
        return Problem(name, {"subject": "form.subject_missing", "message": "form.message_missing"}[name])
    return Problem(name, "form.too_long", {"count": len(text), "most": most}) if len(text) > most else None


def _files(attachment_mb: int) -> tuple[tuple[Attachment, ...], tuple[str, ...], Problem | None]:
    """The files that may be sent, the names of all, and what is wrong with them."""
    chosen = [file for file in request.files.getlist("files") if file.filename] if attachment_mb else []
    names = tuple(cleaned(file.filename or "")[:100] for file in chosen)
    if len(chosen) > MAX_FILES:
        return (), names, Problem("files", "form.files_many", {"count": len(chosen), "most": MAX_FILES})
    bodies = [file.read() for file in chosen]
    for file in chosen:
        file.close()
    if sum(map(len, bodies)) > attachment_mb * MIB:
        size = f"{sum(map(len, bodies)) / MIB:.1f}"
        return (), names, Problem("files", "form.files_large", {"size": size, "most": attachment_mb})
    files = [attachment_of(name, body) for name, body in zip(names, bodies, strict=True)]
    wrong = ", ".join(name for name, file in zip(names, files, strict=True) if file is None)
    known = tuple(file for file in files if file is not None)
    return known, names, Problem("files", "form.files_wrong", {"names": wrong}) if wrong else None
