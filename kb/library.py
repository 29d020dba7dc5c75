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
from kb.content import notice_file
from kb.content.article_file import Draft
from kb.content.category_tree import tree
from kb.content.content_folder import ContentNotFound, Folder, look
from kb.content.copies import copies
from kb.content.files import FileState, Findings, states_of
from kb.content.folder_titles import Label, named
from kb.content.placed import Key, Standing, placed, places_of, slug_of
from kb.content.placement import Place, place
from kb.content.site_locales import settled
from kb.finding import Finding
from kb.notice import Notice
from kb.site import Site

__all__ = ["ContentNotFound", "Library", "differing", "load"]

Pair = tuple["Article | None", "Article | None"]


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
    glossary: tuple[tuple[str, ...], ...] = ()
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
        folder = look(content)
        return _made(content, folder, states_of(content, folder, {}), Library())
    folder = look(content, source.folder, paths)
    states = states_of(content, folder, previous.files, paths or ())
    return _edited(previous, source, folder, states) or _made(content, folder, states, previous)


def differing(before: Mapping[Key, Article], now: Mapping[Key, Article]) -> dict[Key, Pair]:
    """Pairs (article before, article now) by key, of all that aren't the same objects. Costs a glance at each."""
    found: dict[Key, Pair] = {key: (before.get(key), a) for key, a in now.items() if before.get(key) is not a}
    kept = len(now) - sum(old is None for old, _ in found.values())
    if kept < len(before):
        found.update({key: (article, None) for key, article in before.items() if key not in now})
    return found


def _made(content: Path, folder: Folder, states: Mapping[str, FileState], previous: Library) -> Library:
    """The library of everything that was read, with the articles of the previous one where they are the same."""
    drafts = {path: states[path].value for path in folder.markdown if states[path].value is not None}
    kept = {path for path, state in states.items() if previous.files.get(path) is state}
    known = previous.source.places if previous.source else {}
    written: Site = _said(states, "site.yml", Site(default_locale="", locales=()))
    declared: tuple[Category, ...] = _said(states, "categories.yml", ())
    places = places_of(drafts, {path: where for path, where in known.items() if path in kept})
    counts = Counter(draft.article.locale or places[path].locale for path, draft in drafts.items())
    del counts[""]
    site = settled(written, counts, (draft.article.title for draft in drafts.values()))
    listed = [category.path for root in declared for category in root.walk()]
    result = placed(drafts, places, site.default_locale, listed)
    articles = _articles(
        result.standings, drafts, site, {a.path: a for a in previous.articles.values() if a.path in kept}
    )
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
        glossary=_said(states, "glossary.yml", ()),
        findings=tuple(sorted(set(findings))),
        file_count=len(folder.markdown) + len(folder.refused),
        files=states,
        source=Source(content, folder, places, result.standings, bool(counts)),
    )


def _said(states: Mapping[str, FileState], path: str, missing: Any) -> Any:
    return states[path].value if path in states else missing


def _edited(previous: Library, source: Source, folder: Folder, states: Mapping[str, FileState]) -> Library | None:
    """The previous library with the texts that are new, where all else stands as it stood; None where it may not."""
    changed = {
        path: (previous.files.get(path), now) for path, now in states.items() if previous.files.get(path) is not now
    }
    if not changed and folder == source.folder:
        return previous
    if not _hold_the_same_files(source.folder, folder) or any(
        _bearing(path, before, source) != _bearing(path, now, source) for path, (before, now) in changed.items()
    ):
        return None
    new = {
        path: standing._replace(slug=slug_of(states[path].value.article, source.places[path]))
        for path in changed
        if (standing := source.standings.get(path))
    }
    standings = {**source.standings, **new}
    return replace(
        previous,
        articles=_with_texts(previous, {standing.key: path for path, standing in new.items()}, standings, states),
        findings=_with_findings(previous.findings, changed.values()),
        files=states,
        source=replace(source, folder=folder, standings=standings),
    )


def _hold_the_same_files(one: Folder, other: Folder) -> bool:
    """Whether they differ in the times and sizes of Markdown files at most."""
    return (
        one.markdown.keys() == other.markdown.keys()
        and (one.site, one.categories, one.notices) == (other.site, other.categories, other.notices)
        and (one.refused, one.findings) == (other.refused, other.findings)
    )


def _bearing(path: str, state: FileState | None, source: Source) -> object:
    """What a file says that other articles, the categories or the site depend on."""
    draft: Draft | None = state.value if state else None
    if draft is None:
        return None
    a, where = draft.article, source.places.get(path)
    naming = (a.title, a.description, a.order, a.status, a.visibility) if where is None or where.is_index else ()
    return a.id, a.locale, a.category, naming, "" if source.has_locales else a.title


def _with_texts(
    previous: Library, edited: Mapping[Key, str], standings: Mapping[str, Standing], states: Mapping[str, FileState]
) -> dict[Key, Article]:
    """The articles with those that were edited, and what that makes of their translations. edited: paths by key."""
    articles, ids = dict(previous.articles), {article_id for article_id, _ in edited}
    paths = {key: article.path for key, article in articles.items() if key[0] in ids}
    folds = {key: states[path].value.fold for key, path in paths.items()}
    found = copies(folds, previous.site.locales, previous.site.default_locale)
    for key, path in paths.items():
        copy_of = found.get(key, "")
        if key in edited or articles[key].copy_of != copy_of:
            articles[key] = _article(states[path].value, standings[path], copy_of)
    return articles


def _with_findings(findings: Findings, changed: Iterable[tuple[FileState | None, FileState]]) -> Findings:
    gone = {finding for before, _ in changed if before for finding in before.findings}
    came = {finding for _, now in changed for finding in now.findings}
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
