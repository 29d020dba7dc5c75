"""Library: an immutable snapshot of the content folder at one moment, with its Findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from kb.article import Article
from kb.category import Category
from kb.channel import Channel
from kb.content import article_file, category_file, channel_file, glossary_file, notice_file, site_file
from kb.content.article_file import Draft
from kb.content.category_tree import tree
from kb.content.content_folder import ContentNotFound, Entry, Folder, walk
from kb.content.copies import copies
from kb.content.folder_titles import Label, named
from kb.content.placed import placed, places_of
from kb.content.placement import place
from kb.content.site_locales import settled
from kb.content.text_file import UnreadableText, decode, read_bytes
from kb.finding import Finding
from kb.notice import Notice
from kb.site import Site

__all__ = ["ContentNotFound", "FileState", "Library", "load"]

T = TypeVar("T")
Findings = tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class FileState:
    """What was read of a file, and how the file looked before it was read."""

    entry: Entry
    value: Any
    findings: Findings


@dataclass(frozen=True)
class Library:
    """articles: by (id, locale), every status. categories: the roots of the browsing tree in display order.
    findings: sorted by path and line. file_count: Markdown files seen; each is an article or a refused finding.
    content: the folder, None for a library that wasn't loaded. files: by path, what the next load needn't read again.
    """

    site: Site = field(default_factory=Site)
    articles: Mapping[tuple[str, str], Article] = field(default_factory=dict)
    categories: tuple[Category, ...] = ()
    channels: tuple[Channel, ...] = ()
    notices: tuple[Notice, ...] = ()
    glossary: tuple[tuple[str, ...], ...] = ()
    findings: Findings = ()
    file_count: int = 0
    content: Path | None = field(default=None, compare=False)
    files: Mapping[str, FileState] = field(default_factory=dict, repr=False, compare=False)


def load(content: Path, previous: Library | None = None) -> Library:
    """The library of the folder, the same for the same files. Raises ContentNotFound, and nothing for what is in it.

    previous: of the same folder; files whose time, size and inode are as they were then aren't opened again.
    """
    empty, folder = Library(), walk(content)
    kept = previous.files if previous is not None and previous.content == content else {}
    reader = _Reader(content, kept)
    site_path = {entry.path: entry for entry in folder.site}
    written, site_findings = reader.read(site_path.get("site.yml"), _site, Site(default_locale="", locales=()))
    declared, category_findings = reader.read(site_path.get("categories.yml"), category_file.read, empty.categories)
    channels, channel_findings = reader.read(site_path.get("channels.yml"), channel_file.read, empty.channels)
    glossary, glossary_findings = reader.read(site_path.get("glossary.yml"), glossary_file.read, empty.glossary)
    drafts, findings = _drafts(folder, reader)
    places = places_of(drafts)
    counts = Counter(draft.article.locale or places[path].locale for path, draft in drafts.items())
    del counts[""]
    site = settled(written, counts, (draft.article.title for draft in drafts.values()))
    known = [category.path for root in declared for category in root.walk()]
    result = placed(drafts, places, site.default_locale, known)
    articles = _with_copies(result.articles, drafts, site)
    titles = named(articles.values(), places, _labels(folder, reader, site.default_locale), site.default_locale)
    notices, notice_findings = _notices(content, folder, site.default_locale)
    findings += [*folder.refused, *folder.findings, *result.findings, *_unlisted(site, counts), *_empty(folder)]
    findings += [*site_findings, *category_findings, *channel_findings, *glossary_findings, *notice_findings]
    return Library(
        site=site,
        articles=articles,
        categories=tree(declared, {article.category for article in articles.values()}, titles),
        channels=channels,
        notices=notices,
        glossary=glossary,
        findings=tuple(sorted(set(findings))),
        file_count=len(folder.markdown) + len(folder.refused),
        content=content,
        files=reader.states,
    )


class _Reader:
    """Reads each file once, or takes over what was read before."""

    def __init__(self, content: Path, kept: Mapping[str, FileState]) -> None:
        self._content = content
        self._kept = kept
        self.states: dict[str, FileState] = {}

    def read(
        self, entry: Entry | None, parse: Callable[[Path, str], tuple[T, Findings]], missing: T
    ) -> tuple[T, Findings]:
        if entry is None:
            return missing, ()
        state = self._kept.get(entry.path)
        if state is None or state.entry != entry:
            state = FileState(entry, *parse(self._content, entry.path))
        self.states[entry.path] = state
        return state.value, state.findings


def _site(content: Path, path: str) -> tuple[Site, Findings]:
    read = site_file.read(content, path)
    return read.site, read.findings


def _draft(content: Path, path: str) -> tuple[Draft | None, Findings]:
    try:
        data = read_bytes(content / path)
    except UnreadableText as error:
        return None, (Finding(path, 0, error.rule, str(error), is_refused=True),)
    return article_file.read(data, path)


def _drafts(folder: Folder, reader: _Reader) -> tuple[dict[str, Draft], list[Finding]]:
    drafts: dict[str, Draft] = {}
    findings: list[Finding] = []
    for entry in folder.markdown:
        draft, found = reader.read(entry, _draft, None)
        findings += found
        if draft is not None:
            drafts[entry.path] = draft
    return drafts, findings


def _with_copies(
    articles: Mapping[tuple[str, str], Article], drafts: Mapping[str, Draft], site: Site
) -> dict[tuple[str, str], Article]:
    folds = {key: drafts[article.path].fold for key, article in articles.items()}
    found = copies(folds, site.locales, site.default_locale)
    return {key: replace(a, copy_of=found[key]) if key in found else a for key, a in articles.items()}


def _labels(folder: Folder, reader: _Reader, default_locale: str) -> list[Label]:
    labels: list[Label] = []
    for entry in folder.categories:
        label, _ = reader.read(entry, _label, Label("", "", "", "", None))
        where = place(f"{entry.path.rpartition('/')[0]}/index.md", lambda *_: False)
        labels.append(replace(label, folder=where.folder, locale=where.locale or default_locale))
    return labels


def _label(content: Path, path: str) -> tuple[Label, Findings]:
    try:
        title, description, order = category_file.label(decode(read_bytes(content / path)).text)
    except UnreadableText as error:
        return Label("", "", "", "", None), (Finding(path, 0, error.rule, str(error)),)
    return Label("", "", title, description, order), ()


def _notices(content: Path, folder: Folder, default_locale: str) -> tuple[tuple[Notice, ...], list[Finding]]:
    notices: dict[str, Notice] = {}
    findings: list[Finding] = []
    for entry in folder.notices:
        notice, found = notice_file.read(content, entry.path, default_locale)
        findings += found
        if notice and notice.id in notices:
            findings.append(Finding(entry.path, 0, "bad-notice", f"the notice `{notice.id}` stands twice; left out"))
        elif notice:
            notices[notice.id] = notice
    return tuple(notices.values()), findings


def _unlisted(site: Site, counts: Mapping[str, int]) -> list[Finding]:
    note = "articles in `{}` ({}) aren't offered: add it to `locales` of site.yml"
    unlisted = sorted(set(counts) - set(site.locales))
    return [Finding("site.yml", 0, "unlisted-locale", note.format(tag, counts[tag])) for tag in unlisted]


def _empty(folder: Folder) -> list[Finding]:
    if folder.markdown:
        return []
    return [Finding("", 0, "empty-content", "there is no article yet: put a Markdown file such as en/first.md here")]
