"""Moment: the library, its shelves and its search index as one snapshot that requests hold while they run."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from functools import lru_cache, partial

from indexer.analysis.analyzer import Analyzer
from indexer.document import Changes
from indexer.engine import Engine, IndexUnusable
from indexer.lexicon import Lexicon, words_of
from indexer.memory_engine import MemoryEngine
from indexer.operators import Operators, parse
from indexer.query import Query
from indexer.search import Search
from indexer.sync import changed_keys
from indexer.synonyms import Glossary, SynonymGroup
from indexer.whoosh_engine import WhooshEngine
from indexer.wording import Wording
from kb.documents import document_of, fingerprint_of, wanted
from kb.glossary import groups_of, surfaces_of
from kb.library import Library, load
from kb.publish import analyzer_of, generations_of
from kb.settings import Settings
from kb.shelves import Shelves

_WITH_HAN = ("zh", "ja")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Moment:
    """analyzer: of the library's glossary; that of `search` is older while an index for a new glossary is built.
    stamp: of the index that answers, "" while only titles are searched. version: changes with any article, and with
    the files around them."""

    library: Library
    shelves: Shelves
    analyzer: Analyzer
    search: Search
    stamp: str
    version: str

    @property
    def is_ready(self) -> bool:
        """True when the full index answers."""
        return bool(self.stamp)

    def understood(self, text: str, locale: str) -> Operators:
        """What a text asks for besides its words, a category by any name that the locale's readers know."""
        return parse(text, partial(self.shelves.category_named, locale=locale))

    def query(self, text: str, locale: str, filters: Mapping[str, str], **how: bool) -> Query:
        """What a text means to a reader of the locale; a category among the filters counts before one in the text."""
        asked = self.understood(text, locale)
        wanted = {**filters, "category": filters.get("category") or asked.category}
        given = {name: value for name, value in wanted.items() if value}
        return self.search.asked(asked.text, self.shelves.site.chain(locale), given, **how)


def opened(settings: Settings, previous: Moment | None = None) -> Moment:
    """The present moment; what didn't change since `previous` is taken from it. Raises ContentNotFound."""
    library = load(settings.content, previous.library if previous else None)
    shelves = Shelves(library, datetime.now(timezone.utc), settings.preview)
    analyzer = _analyzer(settings, library, previous)
    if previous is not None and any(tag.startswith(_WITH_HAN) for tag in shelves.locales):
        analyzer.word_set("字典", "zh-CN")  # its dictionary loads now and not in the first reader's question
    stamp, search = _search(settings, analyzer, shelves, previous)
    return Moment(library, shelves, analyzer, search, stamp, _version(library))


def _analyzer(settings: Settings, library: Library, previous: Moment | None) -> Analyzer:
    if previous and surfaces_of(previous.library) == surfaces_of(library):
        return previous.analyzer
    return analyzer_of(library, settings.state)


def _search(settings: Settings, analyzer: Analyzer, shelves: Shelves, previous: Moment | None) -> tuple[str, Search]:
    """The stamp and a reader of the newest index that can be trusted, else the one that answered until now, or titles
    alone when there is none yet."""
    generations = generations_of(settings.state, analyzer)
    stamp = generations.stamp()
    served = previous if previous and previous.is_ready else None
    if served and served.search.analyzer is analyzer and served.stamp == stamp:
        return stamp, served.search
    try:  # an older index than the one that answers is no way on while the writer is at work on the current one
        folder = generations.current() if served else generations.usable()
        if folder is not None:
            engine = WhooshEngine(folder)
            wording = served.search.wording if served and served.search.analyzer is analyzer else None
            return stamp or folder.name, Search(engine, analyzer, wording or _wording(engine, analyzer, shelves))
    except IndexUnusable as fault:
        log.info("%s", fault)
    if served:
        return served.stamp, served.search
    if previous and previous.analyzer is analyzer and _is_held(previous.search, shelves):
        return "", previous.search
    return "", Search(_title_engine(analyzer, shelves), analyzer)


def _wording(engine: Engine, analyzer: Analyzer, shelves: Shelves) -> Wording:
    glossary, words = _of_glossary(groups_of(shelves.library), analyzer)
    return Wording(glossary, Lexicon.of(_surfaces(shelves), analyzer, engine.vocabulary(), words))


@lru_cache(maxsize=2)
def _of_glossary(groups: tuple[SynonymGroup, ...], analyzer: Analyzer) -> tuple[Glossary, Mapping[str, int]]:
    """A glossary and the words of its surfaces, which take a second and rarely change."""
    return Glossary(groups, analyzer), words_of((s for group in groups for s in group.surfaces), analyzer)


def _surfaces(shelves: Shelves) -> Iterator[tuple[str, str]]:
    """The words that this site's editors chose: titles, aliases and categories, each with its locale."""
    for article in wanted(shelves).values():
        yield from ((text, article.locale) for text in (article.title, *article.aliases))
    for category in shelves.categories.values():
        yield from ((title, locale) for locale, title in category.titles.items())


def _is_held(search: Search, shelves: Shelves) -> bool:
    """True when it finds just the articles of the shelves, as they are now."""
    asked = {key: fingerprint_of(article, shelves) for key, article in wanted(shelves).items()}
    return not any(changed_keys(asked, search.engine.fingerprints()))


def _title_engine(analyzer: Analyzer, shelves: Shelves) -> MemoryEngine:
    """What is searched while the index is built: titles, aliases and tags, in memory within seconds."""
    engine = MemoryEngine(analyzer)
    light = (document_of(replace(article, body=""), shelves) for article in wanted(shelves).values())
    engine.apply(Changes(put=tuple(light)))
    return engine


def _version(library: Library) -> str:
    around = (library.site, library.categories, library.channels, library.notices)
    digest = hashlib.sha256(repr(around).encode("utf-8", "replace"))
    for (article_id, locale), article in sorted(library.articles.items()):
        digest.update(f"{locale}/{article_id} {article.revision}\n".encode("utf-8", "replace"))
    return digest.hexdigest()[:16]
