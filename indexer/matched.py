"""Where in a document each concept of a query stands, as far as people can be told in a word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from indexer.analysis.analyzer import Analyzer
from indexer.document import Document
from indexer.fields import WORDS
from indexer.query import Concept, Query

Terms = frozenset[tuple[str, str]]


def matched_by(
    document: Document, query: Query, strengths: Sequence[float], analyzer: Analyzer, elsewhere: str
) -> Mapping[str, str]:
    """For each concept that matched, the strongest place where it stands, as typed or by another word for it: title,
    alias, tag or category; or `elsewhere`. strengths: by concept, 0 for one that didn't match."""
    places = tuple(_places(document, analyzer))
    pairs = zip(query.concepts, strengths, strict=True)
    return {
        concept.surface: next((name for name, held in places if _stands_in(concept, held)), elsewhere)
        for concept, strength in pairs
        if strength > 0
    }


def _places(document: Document, analyzer: Analyzer) -> Iterator[tuple[str, tuple[Terms, ...]]]:
    """By name, the terms of each text that stands there."""
    texts = (
        ("title", (document.title,)),
        ("alias", document.aliases),
        ("tag", document.keywords),
        ("category", (document.breadcrumb,)),
    )
    for name, found in texts:
        yield name, tuple(analyzer.term_set(text, document.locale) for text in found)


def _stands_in(concept: Concept, texts: tuple[Terms, ...]) -> bool:
    wanted = [alternative.parts or ((WORDS, alternative.term),) for alternative in concept.alternatives]
    return any(held.issuperset(parts) for parts in wanted for held in texts)
