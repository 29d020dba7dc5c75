"""What people mean by what they type: mistakes mended, pinyin read, and other words for the same thing added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from indexer.analysis.analyzer import Analyzer
from indexer.engine import Engine
from indexer.lexicon import Lexicon
from indexer.query import Query
from indexer.rewrite import expanded
from indexer.synonyms import Glossary


@dataclass(frozen=True, slots=True)
class Wording:
    """The words that an index's editors and glossary use. Without one, a query means just what was typed."""

    glossary: Glossary
    lexicon: Lexicon

    def meant(self, query: Query, engine: Engine, analyzer: Analyzer) -> Query:
        """The query with what its words may also mean; `corrected` is set where a mistake was mended."""
        found = expanded(query, self.lexicon, analyzer, engine.frequency)
        widened = self.glossary.widened(found.query, found.corrected or "")
        return replace(widened, corrected=found.corrected or "")


def asked(
    text: str,
    locales: tuple[str, ...],
    filters: Mapping[str, str],
    engine: Engine,
    analyzer: Analyzer,
    wording: Wording | None,
) -> Query:
    """The query that a text means to a reader of locales[0]."""
    query = Query.parse(text, analyzer, locales, filters)
    return wording.meant(query, engine, analyzer) if wording else query
