"""The Wording of a site: its glossary, and the words that its editors chose, learnt anew as they change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from indexer.analysis.analyzer import Analyzer
from indexer.engine import Engine
from indexer.lexicon import Lexicon, words_of
from indexer.synonyms import Glossary, SynonymGroup, doubtful_rows, surface_rows
from indexer.windows import FORMAT, Windows, tables_of
from indexer.wording import Wording
from kb.documents import is_wanted
from kb.glossary import groups_of
from kb.kept_work import is_kept, kept
from kb.library import Library
from kb.shelves import Shelves

_KEPT = "glossary"

Surface = tuple[str, str]  # a text and its locale


@dataclass(frozen=True, slots=True)
class Learned:
    """A wording with what it was learnt from. surfaces: titles, aliases and categories. words: of them, counted."""

    wording: Wording
    analyzer: Analyzer
    surfaces: Counter[Surface]
    words: Counter[str]


def learned(engine: Engine, analyzer: Analyzer, shelves: Shelves, previous: Learned | None = None) -> Learned:
    """The wording of the shelves. previous: the one before, of which only surfaces that are new are analysed; itself
    where none is. Costs a second for 10,000 articles without one."""
    surfaces = Counter(_surfaces(shelves))
    if previous is not None and previous.analyzer is analyzer:
        if previous.surfaces == surfaces:
            return previous
        came = words_of((surfaces - previous.surfaces).elements(), analyzer)
        words = previous.words + came - words_of((previous.surfaces - surfaces).elements(), analyzer)
    else:
        words = words_of(surfaces.elements(), analyzer)
    glossary, known = _of_glossary(groups_of(shelves.library), analyzer)
    lexicon = Lexicon.of((), analyzer, engine.vocabulary(), words + Counter(known))
    return Learned(Wording(glossary, lexicon), analyzer, surfaces, words)


def prepare(library: Library, analyzer: Analyzer) -> None:
    """Reads the glossary of a library and keeps what it gives, so that none who opens the library has to; it takes
    seconds the first time."""
    groups = groups_of(library)
    if not is_kept(analyzer.cache_dir, _KEPT, _made_of(groups, analyzer)):
        _prepared(groups, analyzer)


def glossary_of(library: Library, analyzer: Analyzer) -> Glossary:
    """The glossary of a library, ready for queries."""
    return _of_glossary(groups_of(library), analyzer)[0]


@lru_cache(maxsize=2)
def _of_glossary(groups: tuple[SynonymGroup, ...], analyzer: Analyzer) -> tuple[Glossary, Mapping[str, int]]:
    """A glossary and the words of its surfaces."""
    found = _prepared(groups, analyzer)
    windows, doubtful = Windows(*found["windows"]), Windows(*found["doubtful"])
    return Glossary(groups, analyzer, windows, doubtful), found["words"]


def _prepared(groups: tuple[SynonymGroup, ...], analyzer: Analyzer) -> dict[str, Any]:
    def made() -> dict[str, Any]:
        words = words_of((surface for group in groups for surface in group.surfaces), analyzer)
        return {
            "windows": tables_of(surface_rows(groups), analyzer),
            "doubtful": tables_of(doubtful_rows(groups), analyzer),
            "words": words,
        }

    return kept(analyzer.cache_dir, _KEPT, _made_of(groups, analyzer), made)


def _made_of(groups: tuple[SynonymGroup, ...], analyzer: Analyzer) -> tuple[str, ...]:
    return str(FORMAT), analyzer.fingerprint, repr(groups)


def _surfaces(shelves: Shelves) -> Iterator[Surface]:
    """The words that this site's editors chose: titles, aliases and categories, each with its locale."""
    for article in shelves.all:
        if is_wanted(article):
            yield from ((text, article.locale) for text in (article.title, *article.aliases))
    for category in shelves.categories.values():
        yield from ((title, locale) for locale, title in category.titles.items())
