"""A new article's file, with the front matter that an editor fills in."""

from __future__ import annotations

import os
import re
import unicodedata
from datetime import date
from pathlib import Path

from kb.errors import HelpCenterError
from kb.library import ContentNotFound, load
from kb.locale import canonical

MAX_SLUG = 60


class DraftRefused(HelpCenterError):
    """A draft can't be begun with what was given."""


def new_article(content: Path, locale: str, category: str, title: str) -> Path:
    """Path of the new draft, `<locale>/<category>/<slug>.md`, with the next free id where ids are numbers.

    Raises ContentNotFound, DraftRefused; never writes over a file.
    """
    if not content.is_dir():
        raise ContentNotFound(content)
    tag = canonical(locale)
    if tag is None:
        raise DraftRefused(f"{locale} is no locale; give one such as zh-CN, en or pt-BR.")
    title = " ".join(title.encode("utf-8", "replace").decode().split())  # a terminal may give half of a character
    slug = slug_of(title)
    parts = [part for part in category.split("/") if part]
    if not slug or any(slug_of(part) != part for part in parts):
        raise DraftRefused("Give a title with letters, and a category of slugs such as funds/withdrawal.")
    path = content.joinpath(_folder(content, tag), *parts, f"{slug}.md")
    try:
        _write_new(path, _front_matter(title, _next_id(content)))
    except OSError as fault:
        raise DraftRefused(f"{path} can't be written: {fault.strerror}.") from fault
    return path


def _write_new(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError:
        raise DraftRefused(f"{path} exists already; give another title or edit that file.") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def slug_of(title: str) -> str:
    """A file name for a title: letters and digits of any script, lower case, joined by hyphens."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    return re.sub(r"[\W_]+", "-", folded).strip("-")[:MAX_SLUG].strip("-")


def _folder(content: Path, tag: str) -> str:
    """The locale's folder as the site spells it, else the tag itself."""
    spelled = (path.name for path in sorted(content.iterdir()) if path.is_dir() and canonical(path.name) == tag)
    return next(spelled, tag)


def _next_id(content: Path) -> str:
    numbers = [int(article_id) for article_id, _ in load(content).articles if article_id.isdecimal()]
    return str(max(numbers) + 1) if numbers else ""


def _front_matter(title: str, article_id: str) -> str:
    quoted = '"' + title.replace("\\", "\\\\").replace('"', '\\"') + '"'
    lines = [f"id: {article_id}"] if article_id else []
    lines += [f"title: {quoted}", "description:", "answer:", "aliases:", "tags: []"]
    lines += ["status: draft", f"date: {date.today().isoformat()}"]
    return "---\n" + "\n".join(lines) + "\n---\n\n"
