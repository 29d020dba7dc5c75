"""What is wrong with the content: the loader's findings, and those for which the whole library must be seen."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from urllib.parse import unquote

from kb import glossary_lint, staleness
from kb.article import Article
from kb.content.article_links import Link, links, look_alikes
from kb.content.content_folder import MARKDOWN
from kb.content.placement import place
from kb.finding import Finding
from kb.library import Library
from kb.links import MOST_IMAGE_BYTES

RULES: Mapping[str, str] = {
    **glossary_lint.RULES,
    **staleness.RULES,
    "bad-address": "an old address doesn't start with /, so nothing can lead from it",
    "bad-category": "a category's name can't stand in an address; the folder counts",
    "bad-date": "a date can't be read; it counts as missing, and an article with such a publish_at as a draft",
    "bad-flag": "a value should be true or false",
    "bad-glossary": "a glossary group has fewer than two words, or isn't a list of words",
    "bad-hours": "opening hours of a channel can't be read; the row is left out",
    "bad-notice": "a notice has no title, a date that can't be read, or another's id; it isn't shown",
    "bad-number": "a value should be a number",
    "bad-value": "a value isn't one of those that the key takes",
    "body-cut": "a text is over 4 MiB; the rest of it is left out",
    "body-large": "a text is over 256 KiB; it is shown as plain text, without headings or links",
    "broken-link": "a link leads to a Markdown file that isn't there or isn't an article",
    "control-characters": "invisible control characters were left out of a text",
    "deep-category": "a category lies more than 12 levels deep; it is joined to the twelfth",
    "duplicate-id": "two articles of one locale have one id; the second takes its path's, or is refused",
    "duplicate-key": "a key stands twice in the front matter; the first counts",
    "empty-content": "the content folder holds no article",
    "empty-file": "a file has nothing in it; refused",
    "encoding": "a file isn't UTF-8: GBK is read, other encodings are refused",
    "file-name": "a file's name isn't UTF-8, or holds control characters; refused",
    "file-too-large": "a file is over 10 MiB; refused",
    "front-matter-open": "front matter has no closing line; what can belong to it is read",
    "front-matter-toml": "front matter is TOML, of which only simple lines are read",
    "hidden": "a file's name starts with a dot; refused",
    "image-too-large": "an image is over 16 MiB; it isn't sent",
    "ignored": "a folder of programs, such as node_modules, isn't searched for articles",
    "link": "a link of the file system leads out of the content folder or to a folder; not followed",
    "look-alike-host": "a web address mixes alphabets or hides its host behind an @, as forged ones do",
    "missing-image": "an image isn't in the content folder",
    "not-a-file": "a pipe, socket or device has the name of an article; refused",
    "partial": "a fragment that other files include, by its name or folder; refused",
    "review-due": "the day by which an article should be read again has passed",
    "same-title": "two articles of one locale and category have one title",
    "shared-address": "two articles claim one old address; the first keeps it",
    "shared-alias": "two articles of one locale claim one way to ask",
    "title-blank": "a title has nothing to see in it; refused",
    "title-missing": "an article has neither a title nor a heading; its file's name stands in",
    "too-long": "a value or a list is longer than the key takes; it is cut",
    "twin-path": "two paths differ by upper and lower case or by Unicode form only",
    "unknown-category": "an article, a notice or site.yml names a category that doesn't exist",
    "unknown-key": "a key looks like a slip of the pen",
    "unknown-locale": "a tag is no locale that is known",
    "unknown-related": "a related id belongs to no article",
    "unlisted-locale": "articles are in a locale that site.yml doesn't list",
    "unreadable": "a file or folder can't be read; check its permissions",
    "yaml": "a line of YAML can't be read; it costs only its key",
    "yaml-alias": "YAML's aliases and merges (*name, <<) aren't read",
    "yaml-character": "an escape in YAML stands for no character",
    "yaml-limit": "YAML is too long, too deep or has too many keys; the file is refused",
    "yaml-tag": "YAML's tags (!name) aren't read",
}


def lint(library: Library, today: date | None = None) -> tuple[Finding, ...]:
    """The library's findings and those of the checks, sorted by path and line, each once. today: of the reviews."""
    articles = tuple(sorted(library.articles.values(), key=lambda article: article.path))
    findings = [
        *library.findings,
        *_shared(articles),
        *_related(library, articles),
        *_due(articles, today or date.today()),
        *_hosts(articles),
        *_targets(library, articles),
        *_behind(library, articles),
        *_notices(library),
        *_money(library),
        *glossary_lint.findings(library),
    ]
    return tuple(sorted(set(findings)))


def findings_of(library: Library, article: Article, today: date | None = None) -> tuple[Finding, ...]:
    """What `lint` finds in one article's file, without reading all the others' texts."""
    articles = tuple(sorted(library.articles.values(), key=lambda article: article.path))
    alone = (article,)
    findings = [
        *library.findings,
        *_shared(articles),
        *_related(library, alone),
        *_due(alone, today or date.today()),
        *_hosts(alone),
        *_targets(library, alone),
        *_behind(library, alone),
    ]
    return tuple(sorted({finding for finding in findings if finding.path == article.path}))


def _twice(
    articles: Iterable[Article], rule: str, what: str, keys: Callable[[Article], Iterable[tuple[object, str]]]
) -> Iterator[Finding]:
    """A finding for each later article that claims what an earlier one has; keys: (compared, shown)."""
    first: dict[object, Article] = {}
    for article in articles:
        for key, shown in keys(article):
            owner = first.setdefault(key, article)
            if owner is not article:
                yield Finding(article.path, 0, rule, f"{what} `{shown[:80]}` is also that of {owner.path}")


def _shared(articles: tuple[Article, ...]) -> Iterator[Finding]:
    yield from _twice(
        articles, "shared-alias", "the alias", lambda a: [((a.locale, alias.casefold()), alias) for alias in a.aliases]
    )
    yield from _twice(
        articles, "same-title", "the title", lambda a: [((a.locale, a.category, a.title.casefold()), a.title)]
    )
    others: dict[str, Article] = {}
    for article in articles:
        for address in article.redirect_from:
            owner = others.setdefault(address.rstrip("/").casefold(), article)
            if owner.id != article.id:
                note = f"the old address `{address[:80]}` is also that of {owner.path}"
                yield Finding(article.path, 0, "shared-address", note)


def _related(library: Library, articles: tuple[Article, ...]) -> Iterator[Finding]:
    ids = {article_id for article_id, _ in library.articles}
    for article in articles:
        for other in article.related:
            if other not in ids:
                yield Finding(article.path, 0, "unknown-related", f"`related: {other[:60]}` is the id of no article")


def _due(articles: tuple[Article, ...], today: date) -> Iterator[Finding]:
    for article in articles:
        if article.review_by and article.review_by < today and article.status != "archived":
            whose = f", by {article.owner}" if article.owner else ""
            note = f"it should have been read again by {article.review_by}{whose}: check it and move `review_by` on"
            yield Finding(article.path, 0, "review-due", note)


def _hosts(articles: tuple[Article, ...]) -> Iterator[Finding]:
    for article in articles:
        for line, host in look_alikes(article.body):
            note = f"`{host[:80]}` may be forged: write the host that you mean in plain letters"
            yield Finding(article.path, article.body_line + line - 1, "look-alike-host", note)


def _targets(library: Library, articles: tuple[Article, ...]) -> Iterator[Finding]:
    paths = {article.path for article in library.articles.values()}
    ids = {article_id for article_id, _ in library.articles}
    for article in articles:
        if article.is_plain:
            continue
        for link in links(article.body):
            path = _local(link)
            if not path:
                continue
            target = posixpath.normpath(posixpath.join(posixpath.dirname(article.path), path))
            line = article.body_line + link.line - 1
            if link.is_image:
                size = _size(library.content, target) if library.content else 0
                if size is None:
                    yield Finding(article.path, line, "missing-image", f"there is no image at `{path[:120]}`")
                elif size > MOST_IMAGE_BYTES:
                    note = f"`{path[:120]}` is {size / 2**20:.0f} MiB large; scale it down to under 16"
                    yield Finding(article.path, line, "image-too-large", note)
            elif target.lower().endswith(MARKDOWN) and target not in paths and _id_of(target) not in ids:
                yield Finding(article.path, line, "broken-link", f"there is no article at `{path[:120]}`")


def _behind(library: Library, articles: tuple[Article, ...]) -> Iterator[Finding]:
    for article in articles:
        yield from staleness.findings(article, library.articles.get((article.id, library.site.default_locale)))


def _local(link: Link) -> str:
    """The path of a link to a file of the content folder, relative to the article's; "" for any other link."""
    path = unquote(link.target.partition("#")[0].partition("?")[0])
    if path.startswith(("/", "@", "#", "\\")) or re.search(r"[{}:\x00-\x1f]", path):
        return ""
    return path


def _id_of(path: str) -> str:
    """The id that an article at the path would have: an untranslated one is served in another locale."""
    return place(path, lambda *_: False).id


def _size(content: Path, path: str) -> int | None:
    """The bytes of a file of the content folder, None where there is none."""
    try:
        found = content / path
        return found.stat().st_size if not path.startswith("..") and found.is_file() else None
    except (OSError, ValueError):
        return None


def _notices(library: Library) -> Iterator[Finding]:
    known = _paths(library)
    for notice in library.notices:
        for page in notice.pages:
            if page != "all" and page not in known:
                note = f"the notice `{notice.id[:60]}` names the category `{page[:60]}`, which doesn't exist"
                yield Finding("notices", 0, "unknown-category", note)


def _money(library: Library) -> Iterator[Finding]:
    for path in library.site.money:
        if path not in _paths(library):
            note = f"`money` names the category `{path[:60]}`, which doesn't exist"
            yield Finding("site.yml", 0, "unknown-category", note)


def _paths(library: Library) -> set[str]:
    """The path of every category."""
    return {category.path for root in library.categories for category in root.walk()}
