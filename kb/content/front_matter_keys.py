"""Which front-matter keys an article may have, what each means, and by what names other tools know it."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache

from kb.content.fields import folded

KEYS: Mapping[str, str] = {
    "id": "identity of the article, the same in every locale; in its address for good",
    "title": "the question or task as people type it",
    "description": "one sentence for lists, search engines and shared links",
    "answer": "the answer in one to three sentences, shown first",
    "lang": "locale of the text, when its folder doesn't say it",
    "category": "path of the category, such as funds/withdrawal, when it isn't the folder's",
    "tags": "words to filter by",
    "keywords": "further words that should find the article, never shown",
    "aliases": "other ways in which people ask; one that starts with / is an old address",
    "redirect_from": "old addresses that lead here",
    "slug": "readable end of the address; the file's name without it",
    "status": "draft, review, published or archived; only published is served",
    "visibility": "public, or internal: not served to visitors",
    "date": "day on which the article was written",
    "updated": "day of its last change in substance",
    "publish_at": "moment from which it is served",
    "expire_at": "moment from which it isn't served any more",
    "review_by": "day by which its owner should read it again",
    "owner": "who answers for it",
    "order": "place in its category, ascending",
    "featured": "true: offered on the home page",
    "boost": "weight in search results, 0.1 to 10; 1 is usual",
    "searchable": "false: left out of search",
    "noindex": "true: search engines are asked not to list it",
    "related": "ids of articles to offer below it",
    "source_rev": "revision of the default locale's text that this translation follows, as `kb revision` prints it",
}

# Ours: what Hugo, Hexo, Jekyll, Docusaurus, MkDocs and VitePress call it, in order of preference.
FOREIGN: Mapping[str, tuple[str, ...]] = {
    "title": ("linkTitle", "sidebar_label", "nav_title"),
    "description": ("summary", "excerpt", "subtitle"),
    "lang": ("language", "locale"),
    "tags": ("tag",),
    "keywords": ("keyword",),
    "redirect_from": ("permalink",),
    "date": ("created", "date.created", "created_at", "pubDate"),
    "updated": ("lastmod", "last_update.date", "last_updated", "last_modified_at", "modified", "date.updated"),
    "publish_at": ("publishDate", "publish_date"),
    "expire_at": ("expiryDate", "expiry_date", "unpublishDate"),
    "order": ("sidebar_position", "weight", "nav_order", "position"),
    "featured": ("pinned",),
    "boost": ("search.boost",),
    "noindex": ("unlisted", "sitemap_exclude"),
}
# Read by rules of their own, or well known and of no use here: never named as a slip of the pen.
_OTHER = frozenset(
    {"draft", "published", "unlisted", "search", "categories", "author", "authors", "layout", "type", "image", "images"}
    | {"cover", "comments", "toc", "build", "cascade", "params", "menu", "url", "sidebar", "breadcrumbs", "version"}
    | {"name", "platform", "release", "active", "level", "columns", "section", "outputs", "last_update", "theme"}
    | {"redirect", "redirects"}
)
_READ_TOO = frozenset({"draft", "published", "unlisted", "search", "categories", "lastupdate"})
_KNOWN = {folded(name): name for name in (*KEYS, *(other for names in FOREIGN.values() for other in names), *_OTHER)}


def names(key: str) -> tuple[str, ...]:
    """Our name of a key, then the foreign ones."""
    return (key, *FOREIGN.get(key, ()))


def is_known(key: str) -> bool:
    """True for a key that means something here, by whichever name."""
    return folded(key) in _KNOWN


def is_read(key: str) -> bool:
    """True for a key whose value is used, by whichever name."""
    return folded(key) in _KNOWN and (folded(key) in _READ_TOO or folded(key) not in _OTHER)


@lru_cache(maxsize=4096)
def meant(key: str) -> str:
    """The key of ours that an unknown key looks like a slip of, or ""."""
    plain = folded(key[:40])
    if len(plain) < 4 or plain in _KNOWN:
        return ""
    ours = {folded(name): name for name in KEYS if folded(name)[:1] == plain[:1]}
    # .8 takes two letters changed places in a word of five ("tilte") and one wrong in four to ten.
    close = get_close_matches(plain, ours, n=1, cutoff=0.8)
    return ours[close[0]] if close else ""
