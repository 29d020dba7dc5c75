"""Moment: the library, its shelves and its search index as one snapshot that requests hold while they run."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from functools import partial
from typing import TYPE_CHECKING

from indexer.analysis.analyzer import Analyzer
from indexer.document import Changes
from indexer.engine import IndexUnusable
from indexer.memory_engine import MemoryEngine
from indexer.operators import Operators, parse
from indexer.query import Query
from indexer.search import Search
from indexer.sync import changed_keys
from indexer.whoosh_engine import WhooshEngine
from kb.documents import document_of, wanted
from kb.glossary import surfaces_of
from kb.library import Library, load
from kb.news import news_since
from kb.publish import analyzer_of, generations_of
from kb.settings import Settings
from kb.shelves import Shelves
from kb.version import Version, version_of
from kb.wording import Learned, learned

if TYPE_CHECKING:
    from indexer.vectors.meaning import Meaning

_WITH_HAN = ("zh", "ja")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Moment:
    """analyzer: of the library's glossary; that of `search` is older while an index for a new glossary is built.
    stamp: of the index that answers, "" while only titles are searched. version: changes with any article, and with
    the files around them. serial: of the writer's news that it knows. meaning: None where no model is named."""

    library: Library
    shelves: Shelves
    analyzer: Analyzer
    search: Search
    stamp: str
    version: Version
    serial: int
    words: Learned | None = None
    meaning: Meaning | None = None

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
        meaning = None if how.get("is_exact") else self.meaning
        question = meaning.read(asked.text, locale) if meaning else None
        query = self.search.asked(asked, self.shelves.site.chain(locale), given, **how)
        if meaning is None or question is None:
            return query
        return replace(query, near=meaning.near(question, locale, query.language))


def opened(settings: Settings, previous: Moment | None = None) -> Moment:
    """The present moment; what didn't change since `previous` is taken from it. Raises ContentNotFound."""
    serial, paths = news_since(settings.state, previous.serial if previous else 0)
    library = load(settings.content, previous.library if previous else None, paths)
    shelves = _shelves(settings, library, previous.shelves if previous else None)
    analyzer = _analyzer(settings, library, previous)
    if previous is not None and any(tag.startswith(_WITH_HAN) for tag in shelves.locales):
        analyzer.word_set("字典", "zh-CN")  # its dictionary loads now and not in the first reader's question
    stamp, search, words = _search(settings, analyzer, shelves, previous)
    version = version_of(library, previous.version if previous else None)
    meaning = previous.meaning if previous else _meaning(settings)
    return Moment(library, shelves, analyzer, search, stamp, version, serial, words, meaning)


def learnt(moment: Moment) -> tuple[Learned | None, bool]:
    """The words of a moment with those of titles and aliases that changed, ready for the first question, None while
    only titles are searched; and whether there are vectors that weren't there before."""
    words = None
    if moment.words is not None:
        words = learned(moment.search.engine, moment.words.analyzer, moment.shelves, moment.words)
        words.wording.warm()
    return words, moment.meaning is not None and moment.meaning.refresh()


def with_words(moment: Moment, words: Learned | None, has_vectors: bool = False) -> Moment:
    """The moment with words that were learnt meanwhile, unless another analyzer reads its queries by now; another one
    too where its vectors are others by now, so that nobody takes its answers for those of before."""
    if words is None or moment.search.analyzer is not words.analyzer:
        return replace(moment) if has_vectors else moment
    return replace(moment, words=words, search=replace(moment.search, wording=words.wording))


def _meaning(settings: Settings) -> Meaning | None:
    """What searches may know of meaning; nothing of it is even imported where no model is named."""
    if settings.vectors_model is None:
        return None
    from kb.vectors import meaning_of

    return meaning_of(settings)


def _shelves(settings: Settings, library: Library, previous: Shelves | None) -> Shelves:
    now = datetime.now(timezone.utc)
    if previous is not None and previous.library is library and previous.holds(now):
        return previous
    return Shelves(library, now, settings.preview, previous)


def _analyzer(settings: Settings, library: Library, previous: Moment | None) -> Analyzer:
    if previous and surfaces_of(previous.library) == surfaces_of(library):
        return previous.analyzer
    return analyzer_of(library, settings.state)


def _search(
    settings: Settings, analyzer: Analyzer, shelves: Shelves, previous: Moment | None
) -> tuple[str, Search, Learned | None]:
    """The stamp, a reader and the words of the newest index that can be trusted, else of the one that answered until
    now, or titles alone when there is none yet."""
    generations = generations_of(settings.state, analyzer)
    stamp = generations.stamp()
    served = previous if previous and previous.is_ready else None
    if served and served.search.analyzer is analyzer and served.stamp == stamp:
        return stamp, served.search, served.words
    try:  # an older index than the one that answers is no way on while the writer is at work on the current one
        folder = generations.current() if served else generations.usable()
        if folder is not None:
            before = served.search.engine if served else None
            engine = WhooshEngine(folder, before if isinstance(before, WhooshEngine) else None)
            words = served.words if served and served.search.analyzer is analyzer else None
            if words is None:
                words = learned(engine, analyzer, shelves)
                words.wording.warm()
            search = Search(engine, analyzer, words.wording)
            search.warm(next((article.title for article in shelves.all), ""), shelves.site.locales)
            return stamp or folder.name, search, words
    except IndexUnusable as fault:
        log.info("%s", fault)
    if served:
        return served.stamp, served.search, served.words
    if previous and previous.analyzer is analyzer and _is_held(previous.search, shelves):
        return "", previous.search, None
    return "", Search(_title_engine(analyzer, shelves), analyzer), None


def _is_held(search: Search, shelves: Shelves) -> bool:
    """True when it finds just the articles of the shelves, as they are now."""
    return not any(changed_keys(wanted(shelves).fingerprints, search.engine.fingerprints()))


def _title_engine(analyzer: Analyzer, shelves: Shelves) -> MemoryEngine:
    """What is searched while the index is built: titles, aliases and tags, in memory within seconds."""
    engine = MemoryEngine(analyzer)
    light = (document_of(replace(article, body=""), shelves) for article in wanted(shelves).articles.values())
    engine.apply(Changes(put=tuple(light)))
    return engine
