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
from indexer.synonyms import Glossary, SynonymGroup, windows_of
from indexer.windows import FORMAT, Windows
from indexer.wording import Wording
from kb.documents import is_wanted
from kb.glossary import groups_of
from kb.kept_work import kept
from kb.shelves import Shelves

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


@lru_cache(maxsize=2)
def _of_glossary(groups: tuple[SynonymGroup, ...], analyzer: Analyzer) -> tuple[Glossary, Mapping[str, int]]:
    """A glossary and the words of its surfaces, which take seconds and rarely change."""

    def prepared() -> dict[str, Any]:
        windows = windows_of(groups, analyzer)
        words = words_of((surface for group in groups for surface in group.surfaces), analyzer)
        return {"numbers": windows.numbers, "sizes": windows.sizes, "words": words}

    made_of = (str(FORMAT), analyzer.fingerprint, repr(groups))
    found = kept(analyzer.cache_dir, "glossary", made_of, prepared)
    return Glossary(groups, analyzer, Windows(found["numbers"], found["sizes"])), found["words"]


def _surfaces(shelves: Shelves) -> Iterator[Surface]:
    """The words that this site's editors chose: titles, aliases and categories, each with its locale."""
    for article in shelves.all:
        if is_wanted(article):
            yield from ((text, article.locale) for text in (article.title, *article.aliases))
    for category in shelves.categories.values():
        yield from ((title, locale) for locale, title in category.titles.items())
