"""What readers may see of a Library at one moment, arranged for browsing."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from heapq import nlargest
from typing import Any

from kb.addresses import article_address
from kb.article import Article
from kb.category import Category, path_named
from kb.differences import differing
from kb.library import Key, Library

RELATED = 5
MAX_LOCALES = 64  # whose shelves are kept
MAX_CHANGES = 200  # articles; more of them are sorted anew
Pair = tuple["Article | None", "Article | None"]  # before, now


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category as one locale's readers see it. count: articles in it and below. articles: directly in it."""

    category: Category
    count: int
    articles: tuple[Article, ...]
    children: tuple[Shelf, ...]

    def walk(self) -> Iterator[Shelf]:
        """Itself, then every shelf below it, depth first in display order."""
        yield self
        for child in self.children:
            yield from child.walk()


class Shelves:
    """The articles of a library that are public at `now`, or all of them for editors (shows_all).

    previous: shelves of the library before; what is sorted there is taken over with the articles that changed.
    """

    def __init__(
        self, library: Library, now: datetime, shows_all: bool = False, previous: Shelves | None = None
    ) -> None:
        self.library = library
        self.site = library.site
        self.shows_all = shows_all
        self.roots = lru_cache(MAX_LOCALES)(self._roots)
        self._browsed: dict[str, tuple[Article, ...]] = {}
        changes = _changes(previous, library, now, shows_all)
        if previous is None or changes is None:
            self.valid_until = None if shows_all else _next_boundary(library.articles.values(), now)
            self.visible: Mapping[Key, Article] = {
                key: article for key, article in library.articles.items() if self._shows(article, now)
            }
        else:
            self._take_over(previous, changes, now)

    def _shows(self, article: Article, now: datetime) -> bool:
        return self.shows_all or article.is_public(now)

    def _take_over(self, previous: Shelves, changes: Mapping[Key, Pair], now: datetime) -> None:
        """Begins with what the previous shelves had sorted."""
        articles = [article for pair in changes.values() for article in pair if article is not None]
        is_dated = not self.shows_all and _next_boundary(articles, now) is not None
        self.valid_until = _next_boundary(self.library.articles.values(), now) if is_dated else previous.valid_until
        visible = dict(previous.visible)
        for key, (_, article) in changes.items():
            if article is not None and self._shows(article, now):
                visible[key] = article
            else:
                visible.pop(key, None)
        is_in_order = all(key in previous.visible for key in changes)
        self.visible = (
            visible if is_in_order else {key: visible[key] for key in self.library.articles if key in visible}
        )
        pairs = [(previous.visible.get(key), visible.get(key)) for key in changes]
        if "all" in previous.__dict__:
            self.__dict__["all"] = _exchanged(previous.all, pairs, _place_of_all)
        are_filed_alike = all(old and new and old.category == new.category for old, new in pairs)
        if (
            "categories" in previous.__dict__
            and are_filed_alike
            and self.library.categories is previous.library.categories
        ):
            self.__dict__["categories"] = previous.categories
        if self.site == previous.site:
            ids = {article_id for article_id, _ in changes}
            for locale, rows in dict(previous._browsed).items():
                pairs = [(previous.browsed(article_id, locale), self.browsed(article_id, locale)) for article_id in ids]
                self._browsed[locale] = _exchanged(rows, pairs, _place)

    def holds(self, now: datetime) -> bool:
        """Whether no article appeared or disappeared by its own dates since."""
        return self.valid_until is None or now < self.valid_until

    def __contains__(self, article: Article) -> bool:
        return self.visible.get((article.id, article.locale)) is not None

    @cached_property
    def all(self) -> tuple[Article, ...]:
        """Every visible article by locale, category, order and title."""
        return tuple(sorted(self.visible.values(), key=_place_of_all))

    @cached_property
    def locales(self) -> tuple[str, ...]:
        """Locales that have a visible article, in the site's order."""
        used = {locale for _, locale in self.visible}
        return tuple(locale for locale in self.site.locales if locale in used) + tuple(
            sorted(used - set(self.site.locales))
        )

    def translations(self, article_id: str) -> dict[str, Article]:
        """The visible texts of an article by locale, in the site's order; {} for an unknown id."""
        found = ((locale, self.visible.get((article_id, locale))) for locale in self.locales)
        return {locale: article for locale, article in found if article is not None}

    def translation(self, article_id: str, locale: str) -> Article | None:
        """The visible text of an article in just this locale."""
        return self.visible.get((article_id, locale))

    def article(self, article_id: str, locale: str) -> Article | None:
        """The article in the first locale of the reader's chain that has it."""
        found = (self.visible.get((article_id, tag)) for tag in (*self.site.chain(locale), *self.locales))
        return next((article for article in found if article is not None), None)

    def at_address(self, address: str, locale: str) -> Article | None:
        """The article whose address it is; else that of "{id}" or "{id}-{anything}", where the longest id decides."""
        address = address.strip("/")
        parts = address.split("-")
        tried = ("-".join(parts[:count]) for count in range(len(parts), 0, -1))
        found = [article for each in tried if (article := self.article(each, locale)) is not None]
        own = next((article for article in found if article_address(article) == address), None)
        return own or next(iter(found), None) or self._by_folded_id(address, locale)

    def _by_folded_id(self, address: str, locale: str) -> Article | None:
        known = self._ids_by_fold.get(address.casefold())
        return self.article(known, locale) if known else None

    @cached_property
    def _ids_by_fold(self) -> dict[str, str]:
        return {article_id.casefold(): article_id for article_id, _ in self.visible}

    @cached_property
    def by_path(self) -> dict[str, Article]:
        """Visible articles by the path of their file."""
        return {article.path: article for article in self.all}

    @cached_property
    def redirects(self) -> dict[str, Article]:
        """Articles by the old addresses that their front matter names, without slashes at the ends; of several that
        claim one, the default locale's, then the first by path."""
        claims = sorted(self.all, key=lambda a: (a.locale != self.site.default_locale, a.path), reverse=True)
        return {old.strip("/").casefold(): article for article in claims for old in article.redirect_from}

    def of_locale(self, locale: str) -> tuple[Article, ...]:
        """What a reader of the locale browses: each article once, in the first locale of the browsing chain that has
        it, by order and title."""
        found = self._browsed.get(locale)
        if found is None:
            found = self._of_locale(locale)
            if len(self._browsed) < MAX_LOCALES:
                self._browsed[locale] = found
        return found

    def _of_locale(self, locale: str) -> tuple[Article, ...]:
        best: dict[str, Article] = {}
        for tag in reversed(self._browsing_chain(locale)):
            best.update({article.id: article for article in self._by_locale.get(tag, ()) if not article.copy_of})
        return tuple(sorted(best.values(), key=_place))

    def browsed(self, article_id: str, locale: str) -> Article | None:
        """The text of an article that a reader of the locale browses."""
        found = (self.visible.get((article_id, tag)) for tag in self._browsing_chain(locale))
        return next((article for article in found if article is not None and not article.copy_of), None)

    def _browsing_chain(self, locale: str) -> tuple[str, ...]:
        """The locales to browse for a reader: unlike a search, browsing doesn't reach for every language there is."""
        language = locale.partition("-")[0]
        relatives = [other for other in self.site.locales if other.partition("-")[0] == language]
        wanted = [locale, *self.site.fallbacks.get(locale, ()), *relatives, self.site.default_locale]
        return tuple(dict.fromkeys(wanted))

    @cached_property
    def _by_locale(self) -> dict[str, list[Article]]:
        found: dict[str, list[Article]] = {}
        for (_, locale), article in self.visible.items():
            found.setdefault(locale, []).append(article)
        return found

    def _roots(self, locale: str) -> tuple[Shelf, ...]:
        """The browsing tree of a locale; categories without any article are left out."""
        filed: dict[str, list[Article]] = {}
        for article in self.of_locale(locale):
            filed.setdefault(article.category, []).append(article)
        return tuple(_shelves(self.library.categories, filed))

    def shelf(self, path: str, locale: str) -> Shelf | None:
        """The category at a path, None when it has no article for this locale's readers."""
        return self._shelves_by_path(locale).get(path)

    def _shelves_by_path(self, locale: str) -> dict[str, Shelf]:
        return {shelf.category.path: shelf for root in self.roots(locale) for shelf in root.walk()}

    def select(
        self, locale: str | None = None, category: str = "", tag: str = "", updated_since: date | None = None
    ) -> tuple[Article, ...]:
        """Visible articles that fit, in the order of `all`; a category includes those below it."""
        return tuple(
            article
            for article in self.all
            if (locale is None or article.locale == locale)
            and (not category or f"{article.category}/".startswith(f"{category}/"))
            and (not tag or tag in article.tags)
            and (updated_since is None or (article.updated is not None and article.updated >= updated_since))
        )

    @cached_property
    def categories(self) -> dict[str, Category]:
        """Every category that a visible article is in, or below it, by path."""
        used = {article.category for article in self.all}
        used |= {path[:at] for path in used for at, character in enumerate(path) if character == "/"}
        every = (category for root in self.library.categories for category in root.walk())
        return {category.path: category for category in every if category.path in used}

    def category_named(self, name: str, locale: str) -> str:
        """Path of the category that readers of a locale know by this path, slug or title; "" for none."""
        return path_named(name, self.categories.values(), self.site.chain(locale))

    def breadcrumb(self, path: str) -> tuple[Category, ...]:
        """The categories from the root to a path; unknown ones are left out."""
        parts = path.split("/") if path else []
        prefixes = ("/".join(parts[: n + 1]) for n in range(len(parts)))
        return tuple(self.categories[prefix] for prefix in prefixes if prefix in self.categories)

    def featured(self, locale: str) -> tuple[Article, ...]:
        """Featured articles in order."""
        return tuple(article for article in self.of_locale(locale) if article.is_featured)

    def latest(self, locale: str, limit: int) -> tuple[Article, ...]:
        """The articles of a locale that changed last, newest first."""
        return tuple(nlargest(limit, self.of_locale(locale), key=lambda a: (a.updated or date.min, a.id)))

    def related(self, article: Article) -> tuple[Article, ...]:
        """At most RELATED articles: those it names, then those of its category that share most tags."""
        named = [found for wanted in article.related if (found := self.article(wanted, article.locale)) is not None]
        near = [other for other in self.of_locale(article.locale) if other.category == article.category]
        near.sort(key=lambda other: (-len(set(other.tags) & set(article.tags)), *_place(other)))
        unique = {other.id: other for other in (*named, *near) if other.id != article.id}
        return tuple(unique.values())[:RELATED]

    def tags(self, locale: str) -> dict[str, int]:
        """Articles by tag, most used first."""
        counts: dict[str, int] = {}
        for article in self.of_locale(locale):
            for tag in article.tags:
                counts[tag] = counts.get(tag, 0) + 1
        return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _shelves(categories: tuple[Category, ...], filed: Mapping[str, list[Article]]) -> Iterator[Shelf]:
    for category in categories:
        articles = tuple(filed.get(category.path, ()))
        children = tuple(_shelves(category.children, filed))
        count = len(articles) + sum(child.count for child in children)
        if count:
            yield Shelf(category, count, articles, children)


def _place(article: Article) -> tuple[float, str, str]:
    return (float("inf") if article.order is None else article.order, article.title, article.id)


def _place_of_all(article: Article) -> tuple[str, str, float, str, str]:
    return (article.locale, article.category, *_place(article))


def _changes(previous: Shelves | None, library: Library, now: datetime, shows_all: bool) -> dict[Key, Pair] | None:
    """What differs from the previous shelves' library; None where it is much, or where time passed something by."""
    if previous is None or previous.shows_all != shows_all or not previous.holds(now):
        return None
    found = differing(previous.library.articles, library.articles)
    return found if len(found) <= MAX_CHANGES else None


def _exchanged(
    rows: Sequence[Article], pairs: Iterable[Pair], place: Callable[[Article], tuple[Any, ...]]
) -> tuple[Article, ...]:
    """The sorted rows with the second article of each pair instead of the first. place: a key without ties."""
    kept = list(rows)
    for old, new in pairs:
        if old is new:
            continue
        if old is not None:
            del kept[bisect_left(kept, place(old), key=place)]
        if new is not None:
            insort(kept, new, key=place)
    return tuple(kept)


def _next_boundary(articles: Iterable[Article], now: datetime) -> datetime | None:
    """The next moment at which an article appears or disappears by its own dates."""
    moments = (moment for a in articles for moment in (a.publish_at, a.expire_at) if moment is not None)
    return min((moment for moment in moments if moment > now), default=None)
