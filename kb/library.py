"""Library: an immutable snapshot of the content folder at one moment, with its Findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kb.article import Article
from kb.category import Category
from kb.channel import Channel
from kb.content import files, notice_file
from kb.content.article_file import Draft
from kb.content.category_tree import tree
from kb.content.content_folder import ContentNotFound, Folder, look
from kb.content.copies import copies
from kb.content.files import FileState, Findings, Read
from kb.content.folder_titles import Label, named
from kb.content.placed import Key, Standing, placed, places_of, slug_of
from kb.content.placement import Place, place
from kb.content.site_locales import settled
from kb.finding import Finding
from kb.notice import Notice
from kb.site import Site
from kb.site_glossary import SiteGlossary

__all__ = ["ContentNotFound", "Key", "Library", "load"]


@dataclass(frozen=True, slots=True)
class Source:
    """What a library was made of, for the next load. places, standings: by path of an article's file.
    has_locales: whether any file names one; else the titles tell the default one."""

    content: Path
    folder: Folder
    places: Mapping[str, Place]
    standings: Mapping[str, Standing]
    has_locales: bool


@dataclass(frozen=True)
class Library:
    """articles: by (id, locale), every status. categories: the roots of the browsing tree in display order.
    findings: sorted by path and line. file_count: Markdown files seen; each is an article or a refused finding.
    files: by path, what the next load needn't read again. source: None for a library that wasn't loaded.
    """

    site: Site = field(default_factory=Site)
    articles: Mapping[Key, Article] = field(default_factory=dict)
    categories: tuple[Category, ...] = ()
    channels: tuple[Channel, ...] = ()
    notices: tuple[Notice, ...] = ()
    glossary: SiteGlossary = field(default_factory=SiteGlossary)
    findings: Findings = ()
    file_count: int = 0
    files: Mapping[str, FileState] = field(default_factory=dict, repr=False, compare=False)
    source: Source | None = field(default=None, repr=False, compare=False)

    @property
    def content(self) -> Path | None:
        """The folder, None for a library that wasn't loaded."""
        return self.source.content if self.source else None


def load(content: Path, previous: Library | None = None, paths: Collection[str] | None = None) -> Library:
    """The library of the folder, the same for the same files. Raises ContentNotFound, and nothing for what is in it.

    previous: of the same folder; files whose time, size and inode are as they were then aren't opened again, and
    articles that are as they were are the same objects. paths: below the folder, where something may have changed
    since; None: anywhere.
    """
    source = previous.source if previous is not None else None
    if previous is None or source is None or source.content != content:
        folder, _ = look(content)
        return _made(content, folder, files.read(content, folder, {}), Library())
    folder, looked_at = look(content, source.folder, paths)
    read = files.read(content, folder, previous.files, paths or (), looked_at)
    return _edited(previous, source, folder, read) or _made(content, folder, read, previous)


def _made(content: Path, folder: Folder, read: Read, previous: Library) -> Library:
    """The library of everything that was read, with the articles of the previous one where they are the same."""
    states = read.states
    drafts: dict[str, Draft] = {path: draft for path in folder.markdown if (draft := states[path].value) is not None}
    known = previous.source.places if previous.source else {}
    written: Site = _said(states, "site.yml", Site(default_locale="", locales=()))
    declared: tuple[Category, ...] = _said(states, "categories.yml", ())
    places = places_of(drafts, {path: where for path, where in known.items() if path not in read.changed})
    counts = Counter(draft.article.locale or places[path].locale for path, draft in drafts.items())
    del counts[""]
    site = settled(written, counts, (draft.article.title for draft in drafts.values()))
    listed = [category.path for root in declared for category in root.walk()]
    result = placed(drafts, places, site.default_locale, listed)
    kept = {a.path: a for a in previous.articles.values() if a.path not in read.changed}
    articles = _articles(result.standings, drafts, site, kept)
    titles = named(articles.values(), places, _labels(folder, states, site.default_locale), site.default_locale)
    notices, findings = _notices(content, folder, site.default_locale)
    findings += [
        finding for path, state in states.items() if path not in folder.categories for finding in state.findings
    ]
    findings += [*folder.refused, *folder.findings, *result.findings, *_unlisted(site, counts), *_empty(folder)]
    return Library(
        site=site,
        articles=articles,
        categories=tree(declared, {article.category for article in articles.values()}, titles),
        channels=_said(states, "channels.yml", ()),
        notices=notices,
        glossary=_said(states, "glossary.yml", SiteGlossary()),
        findings=tuple(sorted(set(findings))),
        file_count=len(folder.markdown) + len(folder.refused),
        files=states,
        source=Source(content, folder, places, result.standings, bool(counts)),
    )


def _said(states: Mapping[str, FileState], path: str, missing: Any) -> Any:
    return states[path].value if path in states else missing


def _edited(previous: Library, source: Source, folder: Folder, read: Read) -> Library | None:
    """The previous library with the texts that are new, where all else stands as it stood; None where it may not."""
    if not read.changed and folder == source.folder:
        return previous
    if not _differ_in_texts(source.folder, folder) or any(
        before is None or now is None or _bearing(path, before, source) != _bearing(path, now, source)
        for path, (before, now) in read.changed.items()
    ):
        return None
    new = {
        path: standing._replace(slug=slug_of(read.states[path].value.article, source.places[path]))
        for path in read.changed
        if (standing := source.standings.get(path))
    }
    standings = {**source.standings, **new}
    return replace(
        previous,
        articles=_with_texts(previous, {standing.key: path for path, standing in new.items()}, standings, read.states),
        findings=_with_findings(previous.findings, read.changed.values()),
        files=read.states,
        source=replace(source, folder=folder, standings=standings),
    )


def _differ_in_texts(one: Folder, other: Folder) -> bool:
    """Whether nothing but Markdown files may differ."""
    return (one.site, one.categories, one.notices) == (other.site, other.categories, other.notices) and (
        one.refused,
        one.findings,
    ) == (other.refused, other.findings)


def _bearing(path: str, state: FileState, source: Source) -> object:
    """What a Markdown file says that other articles, the categories or the site depend on."""
    draft: Draft | None = state.value
    if draft is None:
        return None
    a, where = draft.article, source.places.get(path)
    naming = (a.title, a.description, a.order, a.status, a.visibility) if where is None or where.is_index else ()
    return a.id, a.locale, a.category, naming, "" if source.has_locales else a.title


def _with_texts(
    previous: Library, edited: Mapping[Key, str], standings: Mapping[str, Standing], states: Mapping[str, FileState]
) -> dict[Key, Article]:
    """The articles with those that were edited, and what that makes of their translations. edited: paths by key."""
    articles, locales = dict(previous.articles), sorted({locale for _, locale in previous.articles})
    keys = dict.fromkeys((article_id, locale) for article_id, _ in edited for locale in locales)
    paths = {key: articles[key].path for key in keys if key in articles}
    folds = {key: states[path].value.fold for key, path in paths.items()}
    found = copies(folds, previous.site.locales, previous.site.default_locale)
    for key, path in paths.items():
        copy_of = found.get(key, "")
        if key in edited or articles[key].copy_of != copy_of:
            articles[key] = _article(states[path].value, standings[path], copy_of)
    return articles


def _with_findings(findings: Findings, changed: Iterable[tuple[FileState | None, FileState | None]]) -> Findings:
    gone = {finding for before, _ in changed if before for finding in before.findings}
    came = {finding for _, now in changed if now for finding in now.findings}
    if gone == came:
        return findings
    return tuple(sorted({*came, *(finding for finding in findings if finding not in gone)}))


def _articles(
    standings: Mapping[str, Standing], drafts: Mapping[str, Draft], site: Site, known: Mapping[str, Article]
) -> dict[Key, Article]:
    """The articles by key, sorted. known: by path, what they were before for the same texts."""
    paths = {standing.key: path for path, standing in standings.items()}
    found = copies({key: drafts[path].fold for key, path in paths.items()}, site.locales, site.default_locale)
    articles: dict[Key, Article] = {}
    for key, path in sorted(paths.items()):
        standing, copy_of, before = standings[path], found.get(key, ""), known.get(path)
        is_same = before is not None and _standing_of(before) == standing and before.copy_of == copy_of
        articles[key] = before if before is not None and is_same else _article(drafts[path], standing, copy_of)
    return articles


def _article(draft: Draft, standing: Standing, copy_of: str) -> Article:
    return replace(draft.article, **standing._asdict(), copy_of=copy_of)


def _standing_of(article: Article) -> Standing:
    return Standing(article.id, article.locale, article.slug, article.category)


def _labels(folder: Folder, states: Mapping[str, FileState], default_locale: str) -> list[Label]:
    labels: list[Label] = []
    for path in folder.categories:
        where = place(f"{path.rpartition('/')[0]}/index.md", lambda *_: False)
        labels.append(replace(states[path].value, folder=where.folder, locale=where.locale or default_locale))
    return labels


def _notices(content: Path, folder: Folder, default_locale: str) -> tuple[tuple[Notice, ...], list[Finding]]:
    notices: dict[str, Notice] = {}
    findings: list[Finding] = []
    for path in folder.notices:
        notice, found = notice_file.read(content, path, default_locale)
        findings += found
        if notice and notice.id in notices:
            findings.append(Finding(path, 0, "bad-notice", f"the notice `{notice.id}` stands twice; left out"))
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
