"""What a reader may be typing: titles and aliases of articles, searches that lead to something, and categories."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from functools import cached_property, lru_cache
from threading import RLock

from indexer.analysis.analyzer import Analyzer
from indexer.suggest import Entry, Suggester, Suggestion, shown
from indexer.suggest_typed import Typed
from indexer.synonyms import SynonymGroup
from kb.article import Article
from kb.documents import is_wanted
from kb.searches import leading, offered
from kb.shelves import Shelves

ARTICLE, QUERY, CATEGORY = "article", "query", "category"  # kinds, in the order in which they are offered
_Made = tuple[Hashable, Suggester]  # what a list was made of, and the list


class Suggestions:
    """Suggestions from what readers see at one moment. Lists are made when they are first asked for, or by warm();
    those that would be as they were are taken from `previous`. made: the lists by kind and locale."""

    def __init__(self, shelves: Shelves, analyzer: Analyzer, previous: Suggestions | None = None) -> None:
        self._shelves = shelves
        self._analyzer = analyzer
        self._making = RLock()
        self.made: dict[tuple[str, str], _Made] = {}
        self._former = dict(previous.made) if previous and previous._analyzer is analyzer else {}
        self._seen = lru_cache(64)(self._seen_by)

    def warm(self) -> Suggestions:
        """Itself, with every list made now, off the path of requests."""
        for locale in dict.fromkeys((*self._shelves.site.locales, *self._shelves.locales)):
            for kind in (ARTICLE, QUERY, CATEGORY):
                self._list(kind, locale)
        self._former = {}
        return self

    def suggest(self, text: str, locale: str, limit: int = 8, now: Shelves | None = None) -> tuple[Suggestion, ...]:
        """At most `limit` suggestions: articles, then searches, then categories, each best first. At least five eighths
        are articles where there are so many; what one kind leaves free the others take. now: later shelves, whose
        readers don't see every article of these any more."""
        typed = Typed.of(text)
        if not typed.text or limit < 1:
            return ()
        known = (now or self._shelves).translations
        articles = [found for found in self._articles(typed, locale, limit) if known(found.target)]
        queries = [found for found in self._named(QUERY, typed, locale, limit) if Typed.of(found.text) != typed]
        categories = self._named(CATEGORY, typed, locale, limit)
        for_queries = min(len(queries), max(limit // 4, limit - len(articles) - len(categories)))
        for_categories = min(len(categories), max(limit // 8, limit - len(articles) - for_queries))
        return (
            *articles[: limit - for_queries - for_categories],
            *queries[:for_queries],
            *categories[:for_categories],
        )

    def _articles(self, typed: Typed, locale: str, limit: int) -> list[Suggestion]:
        """Articles of which any text may be what is typed, in the reader's best locale; found in that one first."""
        seen = self._seen(locale)
        found: dict[str, Entry] = {}
        for ask in (Suggester.found, Suggester.found_inside):
            for tag in self._chain(locale):
                for entry in ask(self._list(ARTICLE, tag), typed, limit) if len(found) < limit else ():
                    if entry.target in seen:
                        found.setdefault(entry.target, entry)
        return [shown(entry, typed, seen[entry.target].title, ARTICLE) for entry in list(found.values())[:limit]]

    def _named(self, kind: str, typed: Typed, locale: str, limit: int) -> list[Suggestion]:
        suggester = self._list(kind, locale)
        found = suggester.found(typed, limit) or suggester.found_inside(typed, limit)
        return [shown(entry, typed, self._name(kind, entry, locale), kind) for entry in found]

    def _name(self, kind: str, entry: Entry, locale: str) -> str:
        categories, chain = self._shelves.categories, self._shelves.site.chain(locale)
        return categories[entry.target].title(chain) if kind == CATEGORY else entry.said

    def _chain(self, locale: str) -> list[str]:
        return [tag for tag in self._shelves.site.chain(locale) if tag in self._searchable]

    def _seen_by(self, locale: str) -> Mapping[str, Article]:
        return {article.id: article for article in self._shelves.of_locale(locale)}

    @cached_property
    def _searchable(self) -> Mapping[str, list[Article]]:
        found: dict[str, list[Article]] = {}
        for article in filter(is_wanted, self._shelves.all):
            found.setdefault(article.locale, []).append(article)
        return found

    def _list(self, kind: str, locale: str) -> Suggester:
        if (kind, locale) not in self.made:
            with self._making:
                if (kind, locale) not in self.made:
                    self.made[kind, locale] = self._present(kind, locale)
        return self.made[kind, locale][1]

    def _present(self, kind: str, locale: str) -> _Made:
        """The list of before where it is of the same, else a new one."""
        entries: tuple[Entry, ...] | None = None
        if kind == QUERY:
            basis: Hashable = (self._popular(locale), self._shelves.library.glossary, *self._titles_of_all())
        else:
            basis = entries = tuple(self._titles(locale) if kind == ARTICLE else self._categories(locale))
        former = self._former.get((kind, locale))
        if former and former[0] == basis:
            return former
        return basis, Suggester(self._searches(locale) if entries is None else entries, self._analyzer.pieces)

    def _titles(self, locale: str) -> Iterator[Entry]:
        for article in self._searchable.get(locale, ()):
            yield Entry(article.title, article.id)
            yield from (Entry(alias, article.id, 1) for alias in article.aliases)

    def _categories(self, locale: str) -> Iterator[Entry]:
        """Their titles in the reader's best locale, then in others."""
        chain = self._shelves.site.chain(locale)
        for category in (shelf.category for root in self._shelves.roots(locale) for shelf in root.walk()):
            titles = (category.title(chain), *(category.titles[tag] for tag in chain if tag in category.titles))
            yield from (Entry(said, category.path, weight) for weight, said in enumerate(dict.fromkeys(titles)))

    def _searches(self, locale: str) -> Iterator[Entry]:
        """Popular searches, then words of the glossary."""
        popular = self._popular(locale)
        words = offered(self._leading, locale)
        yield from (Entry(said, said, weight) for weight, said in enumerate(dict.fromkeys((*popular, *words))))

    def _popular(self, locale: str) -> tuple[str, ...]:
        return self._shelves.site.popular.get(locale, ())

    def _titles_of_all(self) -> list[Suggester]:
        return [self._list(ARTICLE, locale) for locale in self._searchable]

    @cached_property
    def _leading(self) -> tuple[SynonymGroup, ...]:
        titles = self._titles_of_all()
        return leading(self._shelves.library, lambda typed: any(each.holds(typed) for each in titles))
