"""Gives each draft its locale, id and category, so that (id, locale) is unique; who comes too late is refused."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from kb.article import Article
from kb.content.article_file import Draft
from kb.content.category_tree import shortened
from kb.content.placement import Place, has_suffix, place
from kb.finding import Finding
from kb.locale import is_folder_name

Key = tuple[str, str]
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}-(?=.)")


class Standing(NamedTuple):
    """What an article is called in the library, whatever its file says."""

    id: str
    locale: str
    slug: str
    category: str

    @property
    def key(self) -> Key:
        """(id, locale), unique in a library."""
        return self.id, self.locale


@dataclass(frozen=True, slots=True)
class Placed:
    """standings: by path, without files that are refused. findings: about ids, categories and paths that clash."""

    standings: Mapping[str, Standing]
    findings: tuple[Finding, ...]


def places_of(drafts: Mapping[str, Draft], known: Mapping[str, Place]) -> dict[str, Place]:
    """Where each file stands, by path. known: where files stood that say the same as then."""
    has_twin = _twins(drafts)
    return {
        path: known[path] if path in known and not has_suffix(path) else place(path, has_twin, draft.article.locale)
        for path, draft in drafts.items()
    }


def placed(
    drafts: Mapping[str, Draft], places: Mapping[str, Place], default_locale: str, known_categories: Iterable[str]
) -> Placed:
    """The articles. Ids from paths are given first, so that no declared id takes them; then declared ones, by path.

    A declared id that is taken falls back to the path's; when that is taken too, the article is refused.
    known_categories: paths of `categories.yml`; a declared category that is neither there nor a folder is a finding.
    """
    owners: dict[Key, str] = {}
    standings: dict[str, Standing] = {}
    findings: list[Finding] = []
    categories = _Categories(places.values(), known_categories)
    rows = sorted((draft.article.id != "", places[path].rank, path) for path, draft in drafts.items())
    for _, _, path in rows:
        article, where = drafts[path].article, places[path]
        locale = article.locale or where.locale or default_locale
        article_id, finding = _free_id(article, where, locale, owners)
        findings += [finding] if finding else []
        if not article_id:
            continue
        category, found = categories.of(article, where)
        findings += found
        owners[(article_id, locale)] = path
        standings[path] = Standing(article_id, locale, slug_of(article, where), category)
    return Placed(standings, (*findings, *_path_twins(drafts)))


def slug_of(article: Article, where: Place) -> str:
    """The words of the article's address: those that it declares, else its file's."""
    return article.slug or _DATE.sub("", where.id.rpartition("/")[2])


def _free_id(article: Article, where: Place, locale: str, owners: Mapping[Key, str]) -> tuple[str, Finding | None]:
    """The first free one of the declared id, the path's and (for a folder's own page) the file's; "" when none is."""
    first = article.id or where.id
    if first and (first, locale) not in owners:
        return first, None
    wanted = list(dict.fromkeys(name for name in (article.id, where.id, where.file_id) if name))
    free = next((name for name in wanted if (name, locale) not in owners), "")
    owner = owners[(wanted[0], locale)]
    advice = f"`{free[:60]}` is used" if free else "give this article an `id:` of its own"
    note = f"the id `{wanted[0][:60]}` belongs to {owner}: {advice}"
    return free, Finding(article.path, 0, "duplicate-id", note, is_refused=not free)


class _Categories:
    """Which category each article belongs to."""

    def __init__(self, places: Iterable[Place], known: Iterable[str]) -> None:
        self._folders = _category_folders(places)
        self._listed = {path.casefold(): path for path in known}
        self._known = {**{path.casefold(): path for path in self._folders}, **self._listed}
        self._of = lru_cache(None)(self._found)

    def of(self, article: Article, where: Place) -> tuple[str, list[Finding]]:
        """The declared category as the tree spells it, else the folder; with what is wrong with it."""
        category, problems = self._of(article.category, where.folder, where.is_index)
        return category, [Finding(article.path, 0, rule, note) for rule, note in problems]

    def _found(self, declared: str, folder: str, is_index: bool) -> tuple[str, list[tuple[str, str]]]:
        problems: list[tuple[str, str]] = []
        if declared:
            category = self._known.get(declared.casefold(), declared)
            if self._listed and category.casefold() not in self._known:
                problems.append(("unknown-category", f"`category: {category[:60]}` isn't in categories.yml"))
        else:
            category = folder.rpartition("/")[0] if is_index and folder not in self._folders else folder
        if shortened(category) != category:
            problems.append(("deep-category", "categories deeper than 12 levels are joined to the twelfth"))
        return shortened(category), problems


def _twins(paths: Iterable[str]) -> Callable[[str, str], bool]:
    """Whether "name.de.md" has a "name.md" or another translation beside it."""
    stems = {path.rpartition(".")[0] for path in paths}
    bases = Counter(stem.rpartition(".")[0] for stem in stems if is_folder_name(stem.rpartition(".")[2]))

    def has_twin(base: str, _: str) -> bool:
        return base in stems or bases[base] > 1

    return has_twin


def _category_folders(places: Iterable[Place]) -> frozenset[str]:
    """Folders that hold more than their own page, and those above them; any other with an index is one article."""
    folders: set[str] = set()
    for where in places:
        folder = where.folder.rpartition("/")[0] if where.is_index else where.folder
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return frozenset(folders)


def _path_twins(paths: Iterable[str]) -> list[Finding]:
    """Files whose paths differ by case or by Unicode form only: one of them vanishes on many disks."""
    first: dict[str, str] = {}
    findings: list[Finding] = []
    for path in sorted(paths):
        other = first.setdefault(unicodedata.normalize("NFC", path).casefold(), path)
        if other != path:
            note = f"only case or Unicode form parts this path from {other}: rename one of them"
            findings.append(Finding(path, 0, "twin-path", note))
    return findings
