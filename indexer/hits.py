"""One answer, and a page of answers with totals and facets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from indexer.document import Document
from indexer.explain import Explanation


class Marked(NamedTuple):
    """Text with the ranges (start, end) in characters that answer the query, ascending and disjoint."""

    text: str
    ranges: tuple[tuple[int, int], ...] = ()


class SectionHit(NamedTuple):
    """A section of a hit that answers; `anchor` is empty for the lead."""

    anchor: str
    title: Marked
    snippet: Marked
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer. score: higher is better, comparable within one page of hits only. is_fallback: the document isn't
    in the reader's first locale. matched_by: what each concept of the query matched ("提币": "title").
    explanation: only where the query asks for it."""

    document: Document
    score: float
    title: Marked
    snippet: Marked
    sections: tuple[SectionHit, ...] = ()
    matched_by: Mapping[str, str] = field(default_factory=dict)
    is_fallback: bool = False
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of hits, best first, ties by key. total: hits over all pages. facets: by filter name, (value, count)
    by descending count, then value. is_partial: the full index was still being built.
    confidence: 0..1, how sure the best hit answers. corrected: the text as it was probably meant, or "". is_loosened:
    nothing holds the phrases that were asked for; these hits are for their words."""

    hits: tuple[Hit, ...] = ()
    total: int = 0
    page: int = 1
    per_page: int = 10
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    no_good_answer: bool = False
    confidence: float = 0.0
    corrected: str = ""
    is_partial: bool = False
    is_loosened: bool = False
    took_ms: float = 0.0
