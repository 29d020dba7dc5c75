"""One help text in one locale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Article:
    """One help text in one locale; `id` is shared by its translations, (id, locale) is unique in a Library.

    body: Markdown without front matter, LF line ends. body_line: line of the file where the body starts, 1-based.
    path: of the file, relative to the content folder, with "/". category: path of slugs, "funds/withdrawal", or "".
    status: draft | review | published | archived. visibility: public | internal. revision: sha256 of the file's bytes.
    copy_of: the locale that this untranslated copy repeats, or "". is_plain: too large for Markdown, shown as text.
    keywords: further words that find it, never shown.
    """

    id: str
    locale: str
    title: str
    body: str
    path: str
    revision: str
    slug: str = ""
    category: str = ""
    description: str = ""
    answer: str = ""
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    redirect_from: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    status: str = "published"
    visibility: str = "public"
    created: date | None = None
    updated: date | None = None
    publish_at: datetime | None = None
    expire_at: datetime | None = None
    review_by: date | None = None
    owner: str = ""
    source_rev: str = ""
    order: float | None = None
    boost: float = 1.0
    is_featured: bool = False
    is_searchable: bool = True
    is_noindex: bool = False
    is_plain: bool = False
    copy_of: str = ""
    body_line: int = 1
    keywords: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Key of this text in an engine: "zh-CN/1042"."""
        return f"{self.locale}/{self.id}"

    def is_public(self, now: datetime) -> bool:
        """True when a visitor may see it at `now` (timezone-aware)."""
        return (
            self.status == "published"
            and self.visibility == "public"
            and (self.publish_at is None or self.publish_at <= now)
            and (self.expire_at is None or now < self.expire_at)
        )
