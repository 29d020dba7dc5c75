"""From a Query to a page of Hits: an engine's candidates, ranked, with sections, snippets and facets."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from indexer.analysis.analyzer import Analyzer
from indexer.engine import Engine
from indexer.explain import explanation
from indexer.hits import Hit, Hits, Marked
from indexer.matched import Wanted, matched_by, wanted_of
from indexer.operators import Operators, parts_of
from indexer.probe import Probe, probe_of
from indexer.query import Query
from indexer.ranking import POOL, Ranked, confidence, is_no_answer, ranked
from indexer.snippet import beginning, best_snippet, marked, section_hits
from indexer.wording import Wording, asked

MAX_DEPTH = 1000  # hits that can be paged through; nobody reads on, and it bounds the work


@dataclass(frozen=True, slots=True)
class Search:
    """An engine's moment, the analyzer that made it, and what is known of the words that people use."""

    engine: Engine
    analyzer: Analyzer
    wording: Wording | None = None

    def asked(
        self,
        typed: str | Operators,
        locales: tuple[str, ...],
        filters: Mapping[str, str] | None = None,
        *,
        is_exact: bool = False,
        is_explained: bool = False,
    ) -> Query:
        """The query that a text means to a reader of locales[0]. typed: with its phrases and exclusions where they were
        looked for. is_exact: its words mean just what was typed. is_explained: its hits say how they came to their
        score."""
        said = Operators(typed) if isinstance(typed, str) else typed
        wording = None if is_exact else self.wording
        query = asked(said.text, locales, filters or {}, self.engine, self.analyzer, wording)
        parts = partial(parts_of, analyzer=self.analyzer, locale=locales[0] if locales else "en")
        return replace(
            query,
            required=tuple(filter(None, map(parts, said.phrases))),
            excluded=tuple(filter(None, map(parts, said.excluded))),
            is_explained=is_explained,
        )

    def warm(self, typed: str, locales: tuple[str, ...]) -> None:
        """Asks once, so that what is made at first use is there for the first reader."""
        self.page(self.asked(typed, locales))

    def page(self, query: Query, page: int = 1, per_page: int = 10) -> Hits:
        """The hits of a page, 1-based, lower ones meaning the first; empty past the last one or past MAX_DEPTH."""
        began = time.perf_counter()
        start = max(0, page - 1) * per_page
        depth = min(max(POOL, start + per_page), MAX_DEPTH)
        found = self.engine.candidates(query, depth, has_facets=True)
        is_loosened = bool(query.required) and not found.items
        if is_loosened:
            query = replace(query, required=())
            found = self.engine.candidates(query, depth, has_facets=True)
        rows = ranked(query, found)
        probe = probe_of(query, found.idfs, self.analyzer)
        wanted = wanted_of(query)
        return Hits(
            hits=tuple([self._hit(row, query, probe, wanted, found.idfs) for row in rows[start : start + per_page]]),
            total=found.total,
            page=max(1, page),
            per_page=per_page,
            facets={name: _by_count(counts) for name, counts in sorted(found.facets.items())},
            no_good_answer=is_no_answer(rows),
            confidence=confidence(query, found, rows),
            corrected=query.corrected,
            is_loosened=is_loosened,
            took_ms=(time.perf_counter() - began) * 1000,
        )

    def _hit(self, row: Ranked, query: Query, probe: Probe, wanted: Wanted, idfs: Sequence[float]) -> Hit:
        card, document = row.candidate.card, row.candidate.document
        sections = section_hits(document, probe)
        shown = best_snippet(sections) if sections else Marked("")
        elsewhere = "text" if sections else "translation"  # nothing of the query stands here: another text matched
        lead = next((section.text for section in document.sections if section.text), "")
        return Hit(
            document=document,
            score=row.score,
            title=marked(document.title, document.locale, probe),
            snippet=shown if shown.text else beginning(lead),
            sections=tuple(section for section in sections if section.anchor),
            matched_by=matched_by(card, document, wanted, row.candidate.strengths, self.analyzer, elsewhere),
            is_fallback=bool(query.locales) and document.locale != query.locales[0],
            explanation=explanation(row, query, idfs, row.candidate.details) if row.candidate.details else None,
        )


def _by_count(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
