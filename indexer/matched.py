"""Where in a document each concept of a query stands, as far as people can be told in a word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from indexer.analysis.analyzer import Analyzer
from indexer.document import Document
from indexer.fields import WORDS
from indexer.query import Parts, Query

Wanted = tuple[tuple[str, tuple[Parts, ...]], ...]  # each concept's surface, and the terms of its alternatives


def wanted_of(query: Query) -> Wanted:
    """What to look for in the texts of a document, the same for all hits of a query."""
    return tuple(
        (concept.surface, tuple([one.parts or ((WORDS, one.term),) for one in concept.alternatives]))
        for concept in query.concepts
    )


def matched_by(
    document: Document, wanted: Wanted, strengths: Sequence[float], analyzer: Analyzer, elsewhere: str
) -> Mapping[str, str]:
    """For each concept that matched, the strongest place where it stands, as typed or by another word for it: title,
    alias, tag or category; or `elsewhere`. strengths: by concept, 0 for one that didn't match."""
    sought = [pair for pair, strength in zip(wanted, strengths, strict=True) if strength > 0]
    found = dict.fromkeys([surface for surface, _ in sought], elsewhere)
    for place, texts in (
        ("title", (document.title,)),
        ("alias", document.aliases),
        ("tag", document.keywords),
        ("category", (document.breadcrumb,)),
    ):
        held = [analyzer.term_set(text, document.locale) for text in texts] if sought else ()
        for surface, alternatives in sought if held else ():
            if any(terms.issuperset(parts) for terms in held for parts in alternatives):
                found[surface] = place
        sought = [pair for pair in sought if found[pair[0]] == elsewhere]
    return found
